"""Two people of the national team take an alert from its draft to its end; alone neither can."""

import pytest
from playwright.async_api import expect

from templates.wording import day
from tests.accessibility.audit import faults
from tests.system.national_team import REFUSED, TYPED
from tests.system.story import (
    EXTENDED,
    FIRST,
    SECOND,
    SUMMARY,
    WHY_EXTENDED,
    WHY_SUPERSEDED,
    WHY_UPDATED,
    WHY_WITHDRAWN,
    Story,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: All that a second person settled.
SETTLED = ("an alert", "a second alert", "a deadline", "an update", "a replacement", "a withdrawal")


async def test_the_author_alone_can_approve_nothing(story: Story) -> None:
    """Neither by the page nor by the API."""
    assert story.record.attempts == {what: [REFUSED, REFUSED] for what in SETTLED}


@pytest.mark.parametrize(
    ("what", "subject"),
    [
        ("issued", "Acknowledge by "),
        ("extended", "[UPDATE] Acknowledge by "),
        ("updated", "[UPDATE] Acknowledge by "),
        ("superseded", f"[SUPERSEDED] Work from {SECOND}: "),
        ("withdrawn", "[WITHDRAWN] Stop: "),
    ],
)
async def test_the_subject_of_each_mail_says_what_to_do(story: Story, what: str, subject: str) -> None:
    assert story.told[what].mail["subject"].startswith(subject)


async def test_what_was_typed_by_hand_is_what_is_mailed_and_shown(story: Story) -> None:
    told = story.told["issued"]
    for said in (told.mail["text"], told.mail["html"], told.page):
        assert TYPED in said


async def test_more_time_is_told_and_what_was_acknowledged_stands(story: Story) -> None:
    told = story.told["extended"]
    assert day(EXTENDED) in told.mail["text"]
    assert WHY_EXTENDED in told.mail["html"]
    assert "it need not acknowledge again" in told.mail["text"]
    for said in (day(EXTENDED), "That was version 1", "it still holds"):
        assert said in told.page
    assert "Acknowledge this alert" not in told.page


async def test_an_update_says_why_and_asks_to_acknowledge_again(story: Story) -> None:
    told = story.told["updated"]
    for said in (told.mail["text"], told.mail["html"], told.page):
        assert WHY_UPDATED in said
        assert SUMMARY in said
    assert "Please acknowledge again" in told.mail["text"]
    assert "Acknowledge this alert" in told.page
    assert "There is a newer version of this alert." in story.afterwards


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
    assert await faults(page) == []


async def test_everybody_can_use_every_page_on_the_way(story: Story) -> None:
    looked_at = {
        f"{what}, to be approved" for what in ("an alert", "a deadline", "an update", "a replacement")
    }
    assert looked_at < set(story.record.looked_at)
    assert {what: found for what, found in story.record.looked_at.items() if found} == {}
