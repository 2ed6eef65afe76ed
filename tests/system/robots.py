"""A mail filter that opens links in a browser, presses buttons and chooses, and reads nothing."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urldefrag

import httpx
from playwright.async_api import BrowserContext, Page

from tests.visitors import Mail, Visitors, read

CHOOSE = """(form, which) => {
  const groups = Object.groupBy(form.querySelectorAll("input[type=radio]"), radio => radio.name);
  Object.values(groups).forEach(radios => radios.at(which).click());
}"""
LINKS = "links => links.map(link => link.href)"
#: A person's own, of whatever purpose.
OWN_LINK = re.compile(r"/(?:answer|owner|sign-off)/([\w.-]+)")
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
    visitors: Visitors
    mail: Mail

    async def open_every_link(self) -> list[str]:
        """By HEAD, by GET and with scripts; returns where it got to."""
        found = links_of(self.mail, self.visitors.site)
        for address in found:
            for method in ("HEAD", "GET"):
                answer = await self.visitors.api.client.request(
                    method, address, headers={"authorization": ""}, follow_redirects=True
                )
                assert answer.status_code == httpx.codes.OK
        tokens = [own[1] for address in found if (own := OWN_LINK.search(address))]
        async with self.visitors.tab() as tab:
            for address in found:
                await tab.page.goto(address)
                onward = await tab.page.locator("main a").evaluate_all(LINKS)
                found += [link for link in map(_place, onward) if link not in found and tokens[0] in link]
        return found

    async def try_every_form(self, addresses: Iterable[str], way: Way) -> int:
        """Each on a page loaded for it; how many forms were sent."""
        async with self.visitors.tab() as tab:
            context = tab.page.context
            return sum(await asyncio.gather(*(_try_page(context, address, way) for address in addresses)))


async def _try_page(context: BrowserContext, address: str, way: Way) -> int:
    first = await _open(context, address)
    count = await first.locator(way.parts).count()
    pages = [first, *[await _open(context, address) for _ in range(count - 1)]]
    await read()
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


def _place(link: str) -> str:
    return urldefrag(link).url
