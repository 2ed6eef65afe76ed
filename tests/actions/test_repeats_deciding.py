"""Every form about the response as a whole: repeated, a day later, from two tabs, by another organisation.

One row of the table for each form, one column for each way to send it again; what counts is what was said.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import httpx
import pytest

from contracts.envelope import EventData
from contracts.events.actions import (
    CasRecorded,
    DecisionRecorded,
    OrganisationProgressed,
    SignOffRequested,
    SignOffSettled,
)
from tests.actions.conftest import Browser, a_sign_token, a_token
from tests.actions.stories import (
    ASKING,
    NOT_REQUIRED,
    REOPENED,
    SENDING_BACK,
    SIGNING,
    TAKING_BACK,
    Story,
)
from tests.builders import a_person, an_audience, an_organisation

Where = Callable[[Browser, Story], Awaitable[str]]
CAS = {
    "cas_status": "Acknowledged",
    "answered_on_day": "20",
    "answered_on_month": "11",
    "answered_on_year": "2025",
}


async def deciding(browser: Browser, _: Story) -> str:
    return f"/actions/{browser.token}/decision"


async def reopening(browser: Browser, story: Story) -> str:
    path = await deciding(browser, story)
    await browser.fill(path, **NOT_REQUIRED)
    return path


async def asking(browser: Browser, _: Story) -> str:
    await browser.everything_answered()
    return f"/actions/{browser.token}/sign-off"


async def taking_back(browser: Browser, story: Story) -> str:
    path = await asking(browser, story)
    await browser.fill(path, **ASKING)
    return path


async def signing(browser: Browser, story: Story) -> str:
    await taking_back(browser, story)
    return f"/sign-off/{a_sign_token((await story.heard_of(SignOffRequested))[-1].request_id)}"


async def on_cas(browser: Browser, _: Story) -> str:
    return f"/actions/{browser.token}/cas"


@dataclass(frozen=True)
class Row:
    """One form: where it is, what stands in it, what it says once, and what a second tab makes of it."""

    where: Where
    fields: dict[str, str]
    says: tuple[type[EventData], ...]
    #: What the second tab sends, and what that says after the first.
    other: dict[str, str]
    second_tab: int
    second_says: tuple[type[EventData], ...] = ()


DECIDED, PROGRESSED = DecisionRecorded, OrganisationProgressed
SETTLED = (SignOffSettled, PROGRESSED)
AGAIN = REOPENED | {"reason_reopened": "Other."}
TABLE = {
    "decide": Row(deciding, NOT_REQUIRED, (DECIDED, PROGRESSED), {"choice": "required"}, 409),
    "re-open": Row(reopening, REOPENED, (DECIDED, PROGRESSED), AGAIN, 409),
    "ask": Row(asking, ASKING, (SignOffRequested, PROGRESSED), ASKING | {"evidence": "Folder 8"}, 409),
    "take back": Row(taking_back, TAKING_BACK, SETTLED, TAKING_BACK | {"reason": "Other."}, 409),
    "sign": Row(signing, SIGNING, SETTLED, SENDING_BACK, 409),
    "send back": Row(signing, SENDING_BACK, SETTLED, SIGNING, 409),
    "cas": Row(on_cas, CAS, (CasRecorded,), CAS | {"cas_status": "Action completed"}, 303, (CasRecorded,)),
}
rows = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())


async def opened(browser: Browser, path: str, fields: dict[str, str]) -> dict[str, str]:
    """The form as its page gives it, filled in."""
    return await browser.shown(path) | fields


def typed(row: Row) -> list[str]:
    return [value for name, value in row.fields.items() if name not in ("choice", "cas_status")]


async def said_since(story: Story, before: int) -> tuple[type[EventData], ...]:
    return tuple(type(event) for event in (await story.said())[before:])


def keeps(answer: httpx.Response, row: Row) -> bool:
    return all(value in answer.text for value in typed(row))


@rows
async def test_a_form_of_yesterday_keeps_what_was_typed_and_a_form_sent_again_counts_once(
    browser: Browser, story: Story, row: Row
) -> None:
    path = await row.where(browser, story)
    before = len(await story.said())
    old = await opened(browser, path, row.fields)
    browser.clock.advance(hours=25)
    late = await browser.post(path, **old)
    assert (late.status_code, "open for more than a day" in late.text, keeps(late, row)) == (403, True, True)
    assert await said_since(story, before) == ()
    form = await opened(browser, path, row.fields)
    at_once = [await browser.post(path, **form) for _ in range(2)]
    assert [answer.status_code for answer in at_once] == [303, 303]
    browser.clock.advance(hours=25)
    assert (await browser.post(path, **form)).status_code == 403
    assert await said_since(story, before) == row.says


@rows
async def test_of_two_tabs_the_second_is_told_what_the_first_did(
    browser: Browser, story: Story, row: Row
) -> None:
    path = await row.where(browser, story)
    first = await opened(browser, path, row.fields)
    second = await opened(browser, path, row.other)
    await browser.post(path, **first)
    before = len(await story.said())
    answer = await browser.post(path, **second)
    assert answer.status_code == row.second_tab
    assert await said_since(story, before) == row.second_says
    if row.second_tab == 409 and row.where is not signing:
        assert "Recorded less than a minute ago by Asha Verma" in answer.text


@rows
async def test_a_form_of_another_organisations_link_does_nothing(
    browser: Browser, story: Story, row: Row
) -> None:
    """Its address with our form, and our address with its form."""
    path = await row.where(browser, story)
    mine = await opened(browser, path, row.fields)
    theirs = replace(browser, token=a_token("Eve Moss", "RBL"))
    await story.hears(
        a_person("Eve Moss", ods_code="RBL"), an_organisation(ods_code="RBL", name="Other"), an_audience()
    )
    foreign = await theirs.shown(f"/actions/{theirs.token}/decision") | row.fields
    before = len(await story.said())
    elsewhere = path.replace(browser.token, theirs.token)
    if row.where is signing:
        request_id = (await story.heard_of(SignOffRequested))[-1].request_id
        elsewhere = f"/sign-off/{a_sign_token(request_id, ods_code='RBL')}"
    for answer in (await browser.post(elsewhere, **mine), await browser.post(path, **foreign)):
        assert answer.status_code in (403, 404)
    assert await said_since(story, before) == ()


@rows
async def test_a_machine_that_presses_everything_decides_and_signs_nothing(
    browser: Browser, story: Story, row: Row
) -> None:
    """As the form stands; with every text filled in and the first option, the last one, or all of them."""
    path = await row.where(browser, story)
    before = len(await story.said())
    texts = dict.fromkeys(row.fields, "x")
    for choice in ("", "leave", "unsure"):
        for fields in ({}, texts | {"choice": choice, "cas_status": choice}):
            browser.clock.advance(minutes=2)
            form = await browser.shown(path)
            form.pop("organisation", None)
            assert "choice" not in form, "something is chosen beforehand"
            assert (await browser.post(path, **(form | fields))).status_code in (422, 429)
    assert await said_since(story, before) == ()
