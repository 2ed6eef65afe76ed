"""Every deed of a person stands in the audit of actions: once, by ids, without a word that they wrote."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from contracts.events.actions import ActionAssigned, SignOffRequested
from services.kit import audit
from services.kit.audit import AuditRow
from tests.actions import test_repeats_acting as acting
from tests.actions import test_repeats_deciding as deciding
from tests.actions.conftest import Browser
from tests.actions.stories import NOT_REQUIRED, REOPENED, TAKING_BACK, Story
from tests.builders import REFERENCE, person_id

#: In everything that anybody types; no word of ours.
MARK = "wheelbarrow"
TYPED = f"{MARK}s on ward 3"
ASHA, OWNER, EXECUTIVE = f"link/{person_id('Asha Verma')}", "the owner's link", "the executive's link"
Where = Callable[[Browser, Story], Awaitable[str]]


@dataclass(frozen=True)
class Deed:
    """One form with what is filled in, and the row that it leaves; ids in it are looked at apart."""

    where: Where
    fields: dict[str, str]
    what: str
    details: dict[str, Any]
    who: str = ASHA


async def changing(browser: Browser, _: Story) -> str:
    """After it was decided that the organisation has to act."""
    path = f"/actions/{browser.token}/decision"
    await browser.fill(path, choice="required")
    return path


async def a_card_that_waits(browser: Browser, story: Story) -> str:
    """An executive is asked to sign what it says."""
    await deciding.taking_back(browser, story)
    return await acting.card(browser, story)


DONE = {
    "state": "done",
    "done_by": TYPED,
    "done_on_day": "20",
    "done_on_month": "11",
    "done_on_year": "2025",
    "note": TYPED,
    "evidence": TYPED,
}
SOMEBODY = {"owner_name": TYPED, "owner_email": f"{MARK}@somerset.example", "note": TYPED}
NO_DUTY = NOT_REQUIRED | {
    "reason_not_required": TYPED,
    "approver_name": TYPED,
    "approver_role": TYPED,
}
ASKING = {
    "choice": "somebody_else",
    "executive_name": TYPED,
    "executive_title": TYPED,
    "executive_email": f"{MARK}@somerset.example",
    "evidence": TYPED,
}
WHY, NUMBER = {"reason": TYPED}, {"number": 1}
IS_DONE = NUMBER | {"revision": 1, "state": "done", "work": "complete"}
DEEDS = {
    "decide": Deed(
        deciding.deciding,
        NO_DUTY,
        "recorded a decision",
        {"command": "decide_not_required", "status": "not_required", "revision": 1},
    ),
    "change": Deed(
        changing,
        NO_DUTY,
        "changed a decision",
        {"command": "decide_not_required", "status": "not_required", "revision": 2},
    ),
    "re-open": Deed(
        deciding.reopening,
        REOPENED | {"reason_reopened": TYPED},
        "re-opened a response",
        {"command": "reopen", "status": "assessing", "revision": 2},
    ),
    "record": Deed(acting.card, DONE, "recorded an action", IS_DONE | {"status": "ongoing"}),
    "record what waits for a signature": Deed(
        a_card_that_waits, DONE, "recorded an action", IS_DONE | {"revision": 2, "status": "ongoing"}
    ),
    "record as owner": Deed(
        acting.owning, DONE, "recorded an action as its owner", IS_DONE | {"status": "ongoing"}, OWNER
    ),
    "assign": Deed(acting.giving, SOMEBODY, "asked somebody to do an action", NUMBER),
    "revoke": Deed(acting.taking_back, WHY, "took an action back from somebody", NUMBER),
    "hand on": Deed(acting.handing_on, SOMEBODY, "handed an action on", NUMBER, OWNER),
    "not for me": Deed(acting.refusing, WHY, "said that an action is not for them", NUMBER, OWNER),
    "ask to sign": Deed(deciding.asking, ASKING, "asked an executive to sign", {}),
    "take the request back": Deed(deciding.taking_back, TAKING_BACK | WHY, "took a request to sign back", {}),
    "sign": Deed(deciding.signing, {"choice": "sign", "name": TYPED}, "signed a response", {}, EXECUTIVE),
    "send back": Deed(
        deciding.signing,
        {"choice": "send_back", "name": TYPED, "comment": TYPED},
        "sent a response back",
        {},
        EXECUTIVE,
    ),
    "cas": Deed(
        deciding.on_cas,
        deciding.CAS,
        "recorded an answer on CAS",
        {"cas_status": "Acknowledged", "answered_on": "2025-11-20"},
    ),
}
deeds = pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())


async def rows_of(story: Story) -> list[AuditRow]:
    async with story.service.database.reading() as tx:
        return [row async for row in audit.rows_of(tx)]


async def ids_in(story: Story) -> dict[str, str]:
    """Who holds the links that were mailed, once somebody was asked."""
    owners = [one.assignment_id for one in await story.heard_of(ActionAssigned)][:1]
    executives = [one.request_id for one in await story.heard_of(SignOffRequested)][:1]
    return {OWNER: f"link/{[*owners, None][0]}", EXECUTIVE: f"link/{[*executives, None][0]}"}


async def opened(browser: Browser, deed: Deed, path: str) -> dict[str, str]:
    """The form as its page gives it, filled in."""
    is_card = path == f"/actions/{browser.token}/1"
    page = f"/actions/{browser.token}?answer=1" if is_card else path
    return await browser.shown(page, path) | deed.fields


def without_ids(row: AuditRow) -> dict[str, Any]:
    ids = {name for name in row.details if name in ("assignment_id", "handed_to", "request_id")}
    assert all(UUID(str(row.details[name])) for name in ids)
    return {name: value for name, value in row.details.items() if name not in ids}


@deeds
async def test_a_deed_is_noted_once_and_without_words(browser: Browser, story: Story, deed: Deed) -> None:
    path = await deed.where(browser, story)
    form, before = await opened(browser, deed, path), len(await rows_of(story))
    for _ in range(3):
        await browser.post(path, **form)
    rows = await rows_of(story)
    (row,) = rows[before:]
    who = (await ids_in(story)).get(deed.who, deed.who)
    assert (row.who, row.what, row.about) == (who, deed.what, f"{REFERENCE} RH5")
    assert without_ids(row) == {"ods_code": "RH5", "version": 1} | deed.details
    told = (MARK, "verma", "nowak", "park", "folder", "pharmacist", "@", "127.0.0.1")
    assert [row for row in rows for word in told if word in row.line().lower()] == []


@deeds
async def test_what_is_refused_is_not_noted(browser: Browser, story: Story, deed: Deed) -> None:
    """Nothing chosen and nothing typed, and by a program that fills in everything."""
    path = await deed.where(browser, story)
    form, before = await opened(browser, deed, path), await rows_of(story)
    await browser.post(path, **form | {"website": MARK})
    bare = {name: value for name, value in form.items() if name not in deed.fields}
    assert (await browser.post(path, **bare)).status_code == 422
    assert await rows_of(story) == before


async def test_an_owner_is_found_by_who_asked_them_and_by_what_they_handed_on(
    browser: Browser, story: Story
) -> None:
    path = await acting.handing_on(browser, story)
    await browser.fill(path, **SOMEBODY)
    first, second = [one.assignment_id for one in await story.heard_of(ActionAssigned)]
    given, handed_on = await rows_of(story)
    assert given.details["assignment_id"] == handed_on.details["assignment_id"] == str(first)
    assert handed_on.who == f"link/{first}"
    assert handed_on.details["handed_to"] == str(second)
