"""A mail filter that opens links in a browser, presses buttons and chooses, and reads nothing."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin

import httpx
from playwright.async_api import BrowserContext, Page

from services.local.browser import browsing
from tests.visitors import REFERENCE, Mail, Specialist, Visitors, read

CHOOSE = """(form, which) => {
  const groups = Object.groupBy(form.querySelectorAll("input[type=radio]"), radio => radio.name);
  Object.values(groups).forEach(radios => radios.at(which).click());
}"""
#: A person's own, of whatever purpose.
OWN_LINK = re.compile(r"/(?:answer|owner|sign-off)/([\w.-]+)")
WHICH_ONE = re.compile(r"(?<=[/=])(?:\d+|[0-9a-f-]{36})(?=[/&?]|$)")
#: Pages that load side by side; more are no faster, and on a busy machine each takes too long.
AT_ONCE = 3
FORMS = "main form"
FORMS_WITH_CHOICES = "main form:has(input[type=radio])"
BUTTONS = "main form button"


class Way(StrEnum):
    """What it does with a form once it has waited a little."""

    AS_IT_STANDS = "form => form.submit()"
    FIRST_CHOICE = "first"
    LAST_CHOICE = "last"
    EVERY_BUTTON = "button => button.click()"

    @property
    def parts(self) -> str:
        """What it looks for on a page."""
        return {Way.AS_IT_STANDS: FORMS, Way.EVERY_BUTTON: BUTTONS}.get(self, FORMS_WITH_CHOICES)


@dataclass(frozen=True)
class Robot:
    """Looks at mails to one person.

    A link names a person, an alert and a purpose, and not the mail it stands in: all mails to one person lead
    to the same pages. So each page is tried once in each way, however many mails lead there. And pages that
    differ in nothing but which action, question or owner they are about are one to a machine: one is tried.
    """

    visitors: Visitors
    mails: Sequence[Mail]

    async def open_every_link(self) -> list[str]:
        """By HEAD and by GET, and what these pages lead on to; returns where it got to."""
        found = list(
            dict.fromkeys(link for mail in self.mails for link in links_of(mail, self.visitors.site))
        )
        tokens = [own[1] for address in found if (own := OWN_LINK.search(address))]
        shapes = {_shape(address) for address in found}
        for address in found:
            await self._load("HEAD", address)
            for link in _links_on(await self._load("GET", address)):
                if tokens[0] in link and _shape(link) not in shapes:
                    shapes.add(_shape(link))
                    found.append(link)
        return found

    async def _load(self, method: str, address: str) -> httpx.Response:
        client, nobody = self.visitors.api.client, {"authorization": ""}
        answer = await client.request(method, address, headers=nobody, follow_redirects=True)
        assert answer.status_code == httpx.codes.OK
        return answer

    async def send_every_form(self, addresses: Iterable[str]) -> int:
        """With what stands in it, and without a browser; how many were sent."""
        async with browsing(self.visitors.site) as machine:
            pages = [await machine.open(address) for address in addresses]
            await read()
            targets = [(urljoin(page.address, form.action), form) for page in pages for form in page.forms]
            for target, form in targets:
                await machine.client.post(target, data=form.fields, follow_redirects=True)
        return len(targets)

    async def try_every_form(self, addresses: Iterable[str], way: Way) -> int:
        """Each on a page loaded for it, whose scripts have run; how many forms were sent."""
        async with self.visitors.tab() as tab:
            context, few = tab.page.context, asyncio.Semaphore(AT_ONCE)
            return sum(
                await asyncio.gather(*(_try_page(context, address, way, few) for address in addresses))
            )


async def _try_page(context: BrowserContext, address: str, way: Way, few: asyncio.Semaphore) -> int:
    async with few:
        first = await _open(context, address)
        count = await first.locator(way.parts).count()
        pages = [first, *[await _open(context, address) for _ in range(count - 1)]]
    await read()
    async with few:
        for number in range(count):
            await _send(pages[number], way, number)
    return count


async def _open(context: BrowserContext, address: str) -> Page:
    page = await context.new_page()
    await page.goto(address)
    return page


async def _send(page: Page, way: Way, number: int) -> None:
    part = page.locator(way.parts).nth(number)
    async with page.expect_navigation():
        if way in (Way.AS_IT_STANDS, Way.EVERY_BUTTON):
            await part.evaluate(way)
            return
        await part.evaluate(CHOOSE, 0 if way is Way.FIRST_CHOICE else -1)
        await part.locator("button").first.evaluate(Way.EVERY_BUTTON)


def links_of(mail: Mail, site: str) -> list[str]:
    """Every address of the product in either part of the mail."""
    written = re.findall(r'https?://[^\s"<>]+', mail["text"] + " " + mail["html"])
    places = dict.fromkeys(_place(link.rstrip(".")) for link in written)
    return [link for link in places if link.startswith(site)]


async def told_of(visitors: Visitors, specialist: Specialist) -> list[dict[str, Any]]:
    """Where the organisation stands, its rows in the ledger, who is registered for it, what it asked."""
    lists = (
        f"/api/v1/alerts/{REFERENCE}/organisations",
        f"/api/v1/alerts/{REFERENCE}/deliveries",
        "/api/v1/people",
        "/api/v1/questions",
    )
    rows = [row for path in lists for row in await visitors.api.all_of(path)]
    return [row for row in rows if row["ods_code"] == specialist.ods_code]


def _links_on(answer: httpx.Response) -> Iterator[str]:
    for link in re.findall(r'<a [^>]*href="([^"]+)"', answer.text):
        yield _place(urljoin(str(answer.url), unescape(link)))


def _shape(link: str) -> str:
    """What is left of an address without the number or the id of what it is about."""
    return WHICH_ONE.sub("…", link)


def _place(link: str) -> str:
    return urldefrag(link).url
