"""Who opens the pages of a demonstration: specialists by their mails, others by a mailed code."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pytest_asyncio
from playwright.async_api import Browser, Page

from services.kit.clock import utc_now
from services.local import sample
from services.local.people import SamplePerson
from services.local.site import Site, SiteError, site
from services.local.story import READING_SECONDS, SOON_SECONDS
from services.local.waiting import until
from tests.browser import Tab, open_tab
from tests.demonstration import Demonstration

REFERENCE = sample.JUST_ISSUED
PATIENCE_SECONDS = 60.0
Mail = dict[str, Any]


@dataclass(frozen=True)
class Specialist:
    """Somebody who has to answer, with the mail they got."""

    person: SamplePerson
    region: str
    mail: Mail
    answer: str

    @property
    def ods_code(self) -> str:
        return self.person.ods_code

    @property
    def actions(self) -> str:
        return self.answer.replace("/answer/", "/actions/")


@dataclass
class Visitors:
    """Hands out every organisation once, so that no test disturbs another."""

    demonstration: Demonstration
    chromium: Browser
    api: Site
    _untouched: list[dict[str, Any]]
    _sessions: dict[str, Any] = field(default_factory=dict)

    @property
    def site(self) -> str:
        return self.demonstration.site

    def tab(self, **options: Any) -> AbstractAsyncContextManager[Tab]:
        """A tab of nobody in particular."""
        return open_tab(self.chromium, self.site, **options)

    @asynccontextmanager
    async def pages(self, count: int, **options: Any) -> AsyncIterator[list[Page]]:
        """Each in a tab of nobody in particular, for people who are at work at the same time."""
        async with AsyncExitStack() as tabs:
            yield [(await tabs.enter_async_context(self.tab(**options))).page for _ in range(count)]

    async def specialist(self, *, beside: str = "") -> Specialist:
        """Of an organisation that no other test has, or will have; where somebody `beside` has that role."""
        organisation = next(one for one in reversed(self._untouched) if not beside or _has(one, beside))
        self._untouched.remove(organisation)
        person = _person("specialist", organisation["ods_code"])
        mail = await self.mail_to(person.email, REFERENCE)
        link = re.search(rf"{re.escape(self.site)}/answer/[\w.-]*\w", mail["text"])
        assert link, "the mail has no link"
        return Specialist(person, organisation["region_code"], mail, link[0])

    async def mails_to(self, email: str) -> list[Mail]:
        """The newest first."""
        found = await self.api.client.get("/mailbox/api/messages", params={"to": email})
        mails: list[Mail] = found.json()
        return mails

    async def mail_to(self, email: str, words: str) -> Mail:
        """The newest whose subject or text has these words, once it has come."""
        found: list[Mail] = []

        async def has_come() -> bool:
            found[:] = [m for m in await self.mails_to(email) if words in m["subject"] + m["text"]]
            return bool(found)

        await until("The mail comes", has_come, seconds=PATIENCE_SECONDS)
        return found[0]

    async def organisation(self, ods_code: str) -> dict[str, Any]:
        """Where it stands, as programs are told."""
        rows = await self.api.all_of(f"/api/v1/alerts/{REFERENCE}/organisations")
        return next(row for row in rows if row["ods_code"] == ods_code)

    @asynccontextmanager
    async def signed_in(self, role: str, ods_code: str = "", **options: Any) -> AsyncIterator[Tab]:
        """Signs in once for the whole run: codes are counted."""
        email = _person(role, ods_code).email
        if email not in self._sessions:
            async with self.tab() as tab:
                await self._sign_in(tab.page, email)
                self._sessions[email] = await tab.page.context.storage_state()
        async with self.tab(storage_state=self._sessions[email], **options) as tab:
            yield tab

    async def _sign_in(self, page: Page, email: str) -> None:
        await page.goto("/sign-in")
        await page.get_by_label("Your mail address").fill(email)
        await page.get_by_role("button", name="Mail me a code").click()
        mail = await self.mail_to(email, "code")
        code = re.search(r"\b\d{8}\b", mail["text"])
        assert code, "the mail has no code"
        await page.get_by_label("The code of 8 digits").fill(code[0])
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(lambda address: "/sign-in" not in address)


def _has(organisation: dict[str, Any], role: str) -> bool:
    return any((p.role, p.ods_code) == (role, organisation["ods_code"]) for p in sample.people())


def _person(role: str, ods_code: str) -> SamplePerson:
    return next(p for p in sample.people() if (p.role, p.ods_code) == (role, ods_code))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def visitors(demonstration: Demonstration, chromium: Browser) -> AsyncIterator[Visitors]:
    """Once every mail of the sample is out and every page knows it."""
    async with site(demonstration.site, demonstration.api_key) as api:
        await until("Every mail is out", lambda: _all_delivered(api), seconds=PATIENCE_SECONDS)
        await until("No mail is fresh", lambda: _all_have_lain(api), seconds=PATIENCE_SECONDS)
        rows = await api.all_of(f"/api/v1/alerts/{REFERENCE}/organisations")
        shown_to_people = sample.accounts()[0].ods_code
        free = [r for r in rows if _is_to_answer(r) and r["ods_code"] != shown_to_people]
        yield Visitors(demonstration, chromium, api, free)


async def _all_delivered(api: Site) -> bool:
    try:
        rows = await api.all_of(f"/api/v1/alerts/{REFERENCE}/organisations")
    except (SiteError, httpx.HTTPError):
        return False
    return bool(rows) and all(row["delivered_at"] for row in rows if row["recipients"])


async def _all_have_lain(api: Site) -> bool:
    """Nobody reads a mail within seconds, and what answers so soon may be a machine."""
    rows = await api.all_of(f"/api/v1/alerts/{REFERENCE}/deliveries")
    newest = max(datetime.fromisoformat(row["accepted_at"]) for row in rows if row["accepted_at"])
    return (utc_now() - newest).total_seconds() > SOON_SECONDS


def _is_to_answer(row: dict[str, Any]) -> bool:
    return bool(row["must_respond"] and row["region_code"]) and row["status"] == "delivered"


async def read() -> None:
    """A person reads before they answer."""
    await asyncio.sleep(READING_SECONDS)


async def acknowledge(page: Page, specialist: Specialist) -> None:
    """As a person with a mouse does on their open page."""
    await read()
    own = page.get_by_role("radio", name=re.compile(rf"\({specialist.ods_code}\)$"))
    await own.check()
    await page.get_by_role("button", name="Acknowledge for my organisation").click()


async def record_done(page: Page, number: int) -> None:
    """Says on the open page of actions that one is done."""
    await read()
    form = page.get_by_role("form", name=f"Answer to action {number}")
    await form.get_by_role("radio", name="Done", exact=True).check()
    await form.get_by_label("Done by whom?").fill("Chief pharmacist")
    day = form.get_by_role("group", name="Done on which day?")
    for part, typed in (("Day", "1"), ("Month", "4"), ("Year", "2025")):
        await day.get_by_label(part, exact=True).fill(typed)
    await form.get_by_role("button", name=f"Save the answer to action {number}").click()


async def ask(page: Page, question: str) -> None:
    """Asks the national team on an open page."""
    await read()
    await page.get_by_label("Ask the national team a question").fill(question)
    await page.get_by_role("button", name="Send the question").click()
