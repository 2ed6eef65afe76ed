"""An alert from its draft to its end: at the desk, in the mails, and on the pages that the mails lead to.

One is issued, gets more time, is updated, and is superseded by a second; that one is withdrawn. It is played
once in a real browser, and what people saw is kept for the tests.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest_asyncio
from playwright.async_api import Page

from services.kit.clock import utc_now
from services.local.story import SOON_SECONDS
from services.local.waiting import until
from tests.system.national_team import Desk, Record, a_document
from tests.system.responding import link_in
from tests.visitors import PATIENCE_SECONDS, Mail, Specialist, Visitors, acknowledge

#: Nobody else issues them, and one organisation hears of them.
FIRST, SECOND = "NatPSA/2026/998/NHSPS", "NatPSA/2026/997/NHSPS"
DUE, EXTENDED = (utc_now().date() + timedelta(days=days) for days in (90, 120))
WHY_EXTENDED = "Suppliers cannot change their screens before that day."
WHY_UPDATED = "Four more trusts found the wrong entry in shared records."
SUMMARY = "The wrong entry also comes back from shared records."
WHY_SUPERSEDED = "The second alert asks for all of this and for more."
WHY_WITHDRAWN = "It named the wrong medicine."


@dataclass(frozen=True)
class Told:
    """What a step came to: the mail of it, and the words of the page that its link opens."""

    mail: Mail
    page: str


@dataclass
class Story:
    """Two people at a desk, who also work at a second alert, and a specialist who reads their mails."""

    desk: Desk
    second: Desk
    reader: Page
    specialist: Specialist
    #: By what happened.
    told: dict[str, Told] = field(default_factory=dict)
    #: What the link of the first mail shows once later ones have come.
    afterwards: str = ""

    @property
    def record(self) -> Record:
        return self.desk.record

    async def hears(self, what: str, words: str, shown: str) -> None:
        """The specialist gets a mail with these words, and its link leads to what shall be shown."""
        mail = await self.desk.visitors.mail_to(self.specialist.person.email, words)
        await self._open(mail, shown)
        self.told[what] = Told(mail, await self.reader.inner_text("main"))
        if what != "issued":  # which tests/accessibility looks at
            await self.desk.examine(self.reader, f"what the specialist sees of an alert that is {what}")

    async def looks_back(self, what: str, shown: str) -> None:
        await self._open(self.told[what].mail, shown)
        self.afterwards = await self.reader.inner_text("main")

    async def acknowledges(self, what: str) -> None:
        """As a person does: not within seconds after the mail came."""
        mail = self.told[what].mail
        came = datetime.fromisoformat(mail["received_at"])
        await asyncio.sleep(SOON_SECONDS - (utc_now() - came).total_seconds())
        await self._open(mail, "Acknowledge")
        await acknowledge(self.reader, self.specialist)
        await self.reader.get_by_text("You acknowledged on ").first.wait_for()

    async def _open(self, mail: Mail, shown: str) -> None:
        """Services hear of what happened at their own pace."""
        link = link_in(mail, self.desk.visitors.site, "answer")

        async def is_shown() -> bool:
            await self.reader.goto(link)
            return bool(await self.reader.get_by_text(shown).count())

        await until(f"The page shows {shown!r}", is_shown, seconds=PATIENCE_SECONDS)


@asynccontextmanager
async def at_work(visitors: Visitors) -> AsyncIterator[Story]:
    """Everybody in tabs of their own, so that they need not wait for each other.

    The second two have no scripts.
    """
    specialist, record = await visitors.specialist(), Record()
    async with (
        visitors.signed_in("national_author") as author,
        visitors.signed_in("national_approver") as approver,
        visitors.signed_in("national_author", java_script_enabled=False) as writer,
        visitors.signed_in("national_approver", java_script_enabled=False) as checker,
        visitors.tab() as reader,
    ):
        desk = Desk(visitors, author.page, approver.page, record)
        second = Desk(visitors, writer.page, checker.page, record, have_scripts=False)
        yield Story(desk, second, reader.page, specialist)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def story(visitors: Visitors) -> AsyncIterator[Story]:
    """Once everything in it has happened."""
    async with at_work(visitors) as story:
        await _issued(story)
        await asyncio.gather(story.acknowledges("issued"), _more_time(story.desk), _another(story))
        await story.desk.issue(FIRST)
        await story.hears("extended", WHY_EXTENDED, " acknowledged on ")
        await _updated(story)
        await asyncio.gather(_to_be_superseded(story.desk), _to_be_withdrawn(story.second))
        await story.desk.issue(FIRST)
        await story.hears("superseded", WHY_SUPERSEDED, "This alert was superseded")
        await story.second.issue(SECOND)
        await story.hears("withdrawn", WHY_WITHDRAWN, "This alert was withdrawn")
        yield story


async def _issued(story: Story) -> None:
    await story.desk.write(a_document(FIRST, story.specialist.ods_code, DUE))
    await story.desk.type_a_word()
    await story.desk.tick_everything()
    await story.desk.settle("an alert")
    await story.desk.issue(FIRST)
    await story.hears("issued", FIRST, "Acknowledge this alert")


async def _more_time(desk: Desk) -> None:
    await desk.extend(FIRST, WHY_EXTENDED, EXTENDED)
    await desk.settle("a deadline")


async def _another(story: Story) -> None:
    await story.second.write(a_document(SECOND, story.specialist.ods_code, DUE))
    await story.second.tick_everything()
    await story.second.settle("a second alert", like="an alert")
    await story.second.issue(SECOND)


async def _updated(story: Story) -> None:
    await story.desk.write_next_version(FIRST, WHY_UPDATED, SUMMARY)
    await story.desk.tick_everything()
    await story.desk.settle("an update")
    await story.desk.issue(FIRST)
    await story.desk.examine(story.desk.author, "an alert with versions")
    await story.hears("updated", WHY_UPDATED, "Acknowledge this alert")
    await story.looks_back("issued", "There is a newer version of this alert.")


async def _to_be_superseded(desk: Desk) -> None:
    await desk.ask_for_end(FIRST, "Supersede it", WHY_SUPERSEDED, SECOND)
    await desk.settle("a replacement")


async def _to_be_withdrawn(desk: Desk) -> None:
    await desk.ask_for_end(SECOND, "Withdraw it", WHY_WITHDRAWN)
    await desk.settle("a withdrawal", like="a replacement")
