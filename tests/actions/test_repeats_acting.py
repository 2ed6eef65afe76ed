"""Every form about one action: repeated, a day later, from two tabs, with another organisation's link.

One row of the table for each form, one column for each way to send it again; what counts is what was said.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import httpx
import pytest

from contracts.envelope import EventData
from contracts.events.actions import ActionAssigned, ActionRecorded, AssignmentEnded, OrganisationProgressed
from tests.actions.conftest import Browser, a_token, an_owner_token
from tests.actions.pages.test_assigning import asked, people
from tests.actions.stories import DONE, LENA, NOT_APPLICABLE, STARTED, TOMASZ, Story
from tests.builders import a_person, an_audience, an_organisation

Where = Callable[[Browser, Story], Awaitable[str]]
RECORDED, PROGRESSED, ASSIGNED, ENDED = (
    ActionRecorded,
    OrganisationProgressed,
    ActionAssigned,
    AssignmentEnded,
)


async def card(browser: Browser, _: Story) -> str:
    return f"/actions/{browser.token}/1"


async def giving(browser: Browser, _: Story) -> str:
    return people(browser)


async def taking_back(browser: Browser, story: Story) -> str:
    return f"{people(browser)}/{await asked(browser, story)}"


async def owning(browser: Browser, story: Story) -> str:
    return f"/owner/{an_owner_token(await asked(browser, story))}"


async def handing_on(browser: Browser, story: Story) -> str:
    return f"{await owning(browser, story)}/hand-on"


async def refusing(browser: Browser, story: Story) -> str:
    return f"{await owning(browser, story)}/not-for-me"


@dataclass(frozen=True)
class Row:
    """One form: where it is, what stands in it, what it says once, and what a second tab makes of it."""

    where: Where
    fields: dict[str, str]
    says: tuple[type[EventData], ...]
    #: What else the second tab says, sent with other words after the first.
    other: dict[str, str]
    second_tab: int
    second_says: tuple[type[EventData], ...] = ()


WHY = {"reason": "They left."}
TABLE = {
    "record": Row(card, DONE, (RECORDED, PROGRESSED), NOT_APPLICABLE, 409),
    "assign": Row(giving, TOMASZ, (ASSIGNED,), LENA, 303, (ASSIGNED,)),
    "revoke": Row(taking_back, WHY, (ENDED,), {"reason": "Another reason."}, 303),
    "owner's record": Row(owning, DONE, (RECORDED, PROGRESSED), STARTED, 409),
    "hand on": Row(handing_on, LENA, (ASSIGNED, ENDED), LENA | {"owner_name": "L. Fischer"}, 410),
    "not for me": Row(refusing, WHY, (ENDED,), {"reason": "Another reason."}, 303),
}
rows = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())


async def opened(browser: Browser, row: Row, path: str) -> dict[str, str]:
    """The form as its page gives it, filled in."""
    page = f"/actions/{browser.token}" if row.where is card else path
    return await browser.shown(page, path) | row.fields


def kept(answer: httpx.Response, row: Row) -> bool:
    return all(value in answer.text for value in row.fields.values())


async def said_since(story: Story, before: int) -> tuple[type[EventData], ...]:
    return tuple(type(event) for event in (await story.said())[before:])


@rows
async def test_a_form_of_yesterday_changes_nothing_and_keeps_what_was_typed(
    browser: Browser, story: Story, row: Row
) -> None:
    path = await row.where(browser, story)
    form, before = await opened(browser, row, path), len(await story.said())
    browser.clock.advance(hours=25)
    answer = await browser.post(path, **form)
    assert (answer.status_code, "open for more than a day" in answer.text) == (403, True)
    assert kept(answer, row)
    assert await said_since(story, before) == ()


@rows
async def test_a_form_sent_again_at_once_and_a_day_later_counts_once(
    browser: Browser, story: Story, row: Row
) -> None:
    path = await row.where(browser, story)
    form, before = await opened(browser, row, path), len(await story.said())
    at_once = [await browser.post(path, **form) for _ in range(2)]
    assert [answer.status_code for answer in at_once] == [303, 303]
    browser.clock.advance(hours=25)
    # Too old, or the link has ended by what the form did.
    assert (await browser.post(path, **form)).status_code in (303, 403, 410)
    assert await said_since(story, before) == row.says


@rows
async def test_of_two_tabs_the_second_is_told_what_the_first_did(
    browser: Browser, story: Story, row: Row
) -> None:
    path = await row.where(browser, story)
    first, second = await opened(browser, row, path), await opened(browser, row, path)
    await browser.post(path, **first)
    before = len(await story.said())
    answer = await browser.post(path, **(second | row.other))
    assert answer.status_code == row.second_tab
    assert await said_since(story, before) == row.second_says
    if row.second_tab == 409:
        assert "answered after your page was loaded" in answer.text
        assert kept(answer, replace(row, fields=row.other))
        assert "Chief pharmacist" in answer.text, "what the first tab recorded is shown beside it"


@rows
async def test_a_form_of_another_organisations_link_does_nothing(
    browser: Browser, story: Story, row: Row
) -> None:
    """Its address with our form, and our address with its form."""
    path = await row.where(browser, story)
    mine = await opened(browser, row, path)
    theirs = replace(browser, token=a_token("Eve Moss", "RBL"))
    await story.hears(
        a_person("Eve Moss", ods_code="RBL"),
        an_organisation(ods_code="RBL", name="Other"),
        an_audience(version=1),
    )
    foreign = await theirs.shown(f"/actions/{theirs.token}", f"/actions/{theirs.token}/1") | row.fields
    before = len(await story.said())
    elsewhere = path.replace(browser.token, theirs.token)
    if "/owner/" in path:
        assignment_id = (await story.heard_of(ActionAssigned))[-1].assignment_id
        elsewhere = f"/owner/{an_owner_token(assignment_id, ods_code='RBL')}"
    for answer in (await theirs.post(elsewhere, **mine), await browser.post(path, **foreign)):
        assert answer.status_code in (303, 403, 404)
    assert await said_since(story, before) == ()
