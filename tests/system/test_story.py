"""An alert from its draft to its end: at the desk, in the mails, and on the pages that the mails lead to.

One is issued, updated, given more time and superseded by a second; that one is withdrawn. The story is played
once in a real browser, and each test holds one truth of it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from services.kit.clock import utc_now
from services.local.story import SOON_SECONDS
from services.local.waiting import until
from templates.wording import day
from tests.accessibility.audit import faults
from tests.system.national_team import REFUSED, Desk, a_document
from tests.system.responding import link_in
from tests.visitors import PATIENCE_SECONDS, Mail, Specialist, Visitors, acknowledge

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Nobody else issues them, and one organisation hears of them.
FIRST, SECOND = "NatPSA/2026/997/NHSPS", "NatPSA/2026/996/NHSPS"
DUE, EXTENDED = (utc_now().date() + timedelta(days=days) for days in (90, 120))
WHY_UPDATED = "Four more trusts found the wrong entry in shared records."
SUMMARY = "The wrong entry also comes back from shared records."
WHY_EXTENDED = "Suppliers cannot change their screens before that day."
WHY_SUPERSEDED = "The second alert asks for all of this and for more."
WHY_WITHDRAWN = "It named the wrong medicine."
ACKNOWLEDGED = " acknowledged on "


@dataclass(frozen=True)
class Told:
    """What a step came to: the mail of it, and the words of the page that its link opens."""

    mail: Mail
    page: str


@dataclass
class Story:
    """What people saw, by steps."""

    desk: Desk
    reader: Page
    specialist: Specialist
    told: dict[str, Told] = field(default_factory=dict)
    #: The pages of the mails before, as they are once a later one has come.
    afterwards: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    async def hears(self, step: str, words: str, shown: str) -> None:
        """The specialist gets a mail with these words, and its link leads to what shall be shown."""
        mail = await self.desk.visitors.mail_to(self.specialist.person.email, words)
        await self._open(mail, shown)
        self.told[step] = Told(mail, await self.reader.inner_text("main"))
        self.faults += [f"{step}: {fault}" for fault in await faults(self.reader)]

    async def looks_back(self, step: str, shown: str) -> None:
        """At what the link of an earlier mail shows now."""
        await self._open(self.told[step].mail, shown)
        self.afterwards[step] = await self.reader.inner_text("main")

    async def acknowledges(self, step: str) -> None:
        """As a person does: not within seconds after the mail came."""
        mail = self.told[step].mail
        await asyncio.sleep(SOON_SECONDS)
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
    """Two people at the desk, and a specialist who reads their mails."""
    specialist = await visitors.specialist()
    async with (
        visitors.signed_in("national_author") as author,
        visitors.signed_in("national_approver") as approver,
        visitors.tab() as reader,
    ):
        yield Story(Desk(visitors, author.page, approver.page), reader.page, specialist)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(visitors: Visitors) -> AsyncIterator[Story]:
    async with at_work(visitors) as story:
        await _issued(story)
        await _updated(story)
        await _extended(story)
        await _superseded(story)
        await _withdrawn(story)
        yield story


async def _issued(story: Story) -> None:
    desk = story.desk
    await desk.write(a_document(FIRST, story.specialist.ods_code, DUE))
    await desk.settle("the first alert")
    await desk.issue(FIRST)
    await story.hears("issued", FIRST, "Acknowledge this alert")


async def _updated(story: Story) -> None:
    """Written while the first version is read and acknowledged."""
    desk = story.desk

    async def write() -> None:
        await desk.write_next_version(FIRST, WHY_UPDATED, SUMMARY)
        await desk.settle("the update")

    await asyncio.gather(story.acknowledges("issued"), write())
    await desk.issue(FIRST)
    await story.hears("updated", WHY_UPDATED, "Acknowledge this alert")
    await story.looks_back("issued", "There is a newer version of this alert.")


async def _extended(story: Story) -> None:
    desk = story.desk

    async def write() -> None:
        await desk.extend(FIRST, WHY_EXTENDED, EXTENDED)
        await desk.settle("the deadline")

    await asyncio.gather(story.acknowledges("updated"), write())
    await desk.issue(FIRST)
    await story.hears("extended", WHY_EXTENDED, ACKNOWLEDGED)


async def _superseded(story: Story) -> None:
    desk = story.desk
    await desk.write(a_document(SECOND, story.specialist.ods_code, DUE))
    await desk.settle("the second alert")
    await desk.issue(SECOND)
    await desk.ask_for_end(FIRST, "Supersede it", WHY_SUPERSEDED, SECOND)
    await desk.settle("the replacement")
    await desk.issue(FIRST)
    await story.hears("superseded", WHY_SUPERSEDED, "This alert was superseded")


async def _withdrawn(story: Story) -> None:
    desk = story.desk
    await desk.ask_for_end(SECOND, "Withdraw it", WHY_WITHDRAWN)
    await desk.settle("the withdrawal")
    await desk.issue(SECOND)
    await story.hears("withdrawn", WHY_WITHDRAWN, "This alert was withdrawn")


async def test_the_author_alone_can_approve_nothing(story: Story) -> None:
    settled = ("the first alert", "the update", "the deadline", "the second alert", "the replacement")
    assert story.desk.attempts == {about: [REFUSED, REFUSED] for about in (*settled, "the withdrawal")}


@pytest.mark.parametrize(
    ("step", "subject"),
    [
        ("issued", "Acknowledge by "),
        ("updated", "[UPDATE] Acknowledge by "),
        ("extended", "[UPDATE] Acknowledge by "),
        ("superseded", f"[SUPERSEDED] Work from {SECOND}: "),
        ("withdrawn", "[WITHDRAWN] Stop: "),
    ],
)
async def test_the_subject_of_each_mail_says_what_to_do(story: Story, step: str, subject: str) -> None:
    assert story.told[step].mail["subject"].startswith(subject)


async def test_an_update_says_why_and_asks_to_acknowledge_again(story: Story) -> None:
    told = story.told["updated"]
    for said in (told.mail["text"], told.mail["html"], told.page):
        assert WHY_UPDATED in said
        assert SUMMARY in said
    assert "Please acknowledge again" in told.mail["text"]
    assert "Acknowledge this alert" in told.page
    assert "There is a newer version of this alert." in story.afterwards["issued"]


async def test_more_time_is_told_and_what_was_acknowledged_stands(story: Story) -> None:
    told = story.told["extended"]
    assert day(EXTENDED) in told.mail["text"]
    assert "it need not acknowledge again" in told.mail["text"]
    for said in (WHY_EXTENDED, day(EXTENDED), "That was version 2", "it still holds"):
        assert said in told.page
    assert "Acknowledge this alert" not in told.page


async def test_what_is_superseded_leads_to_what_stands_in_its_place(story: Story) -> None:
    told = story.told["superseded"]
    for said in (told.mail["text"], told.page):
        assert WHY_SUPERSEDED in said
        assert SECOND in said
    assert "Stop working from this alert." in told.page
    assert "Acknowledge for my organisation" not in told.page


async def test_what_is_withdrawn_stops_people(story: Story) -> None:
    told = story.told["withdrawn"]
    for said in (told.mail["text"], told.page):
        assert WHY_WITHDRAWN in said
        assert "Stop: nothing has to be done" in said
    assert "Acknowledge for my organisation" not in told.page


async def test_the_desk_shows_how_each_came_to_its_end(story: Story) -> None:
    page = story.desk.author
    for reference, ended in ((FIRST, f": {SECOND} stands in its place"), (SECOND, "Withdrawn on ")):
        await page.goto(f"/desk/alerts/{reference}")
        await expect(page.locator("#ending")).to_contain_text(ended)
        await expect(page.get_by_role("button", name="Write a new version")).to_have_count(0)


async def test_everybody_can_use_every_page_on_the_way(story: Story) -> None:
    assert story.desk.faults + story.faults == []
