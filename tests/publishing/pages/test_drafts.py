import asyncio
from typing import Any

from httpx import AsyncClient

from contracts.events.alerts import AlertIssued, AlertStatus
from contracts.events.register import Role
from services.publishing.domain.checklist import KEYS
from services.publishing.handlers.issue import issue_alert
from tests.builders import NOW, REFERENCE, an_alert
from tests.fakes import FixedClock
from tests.publishing.desk_work import NEW, Desk, press, saved, typed
from tests.publishing.signed_in import Seen, sign_in

ALERT = an_alert(deadlines={})
ISSUED = an_alert(deadlines={}, issued_at=NOW)


async def seen(who: AsyncClient, draft: str) -> Seen:
    return Seen(await who.get(draft))


async def edit(who: AsyncClient, draft: str, **fields: Any) -> int:
    revision = (await seen(who, draft)).hidden("revision")
    token = (await seen(who, draft)).hidden("csrf_token")
    form = {"csrf_token": token, "revision": revision, **typed(ALERT), **fields}
    return (await who.post(f"{draft}/save", data=form)).status_code


async def test_two_people_take_an_alert_from_draft_to_issue(desk: Desk) -> None:
    draft = await saved(desk.author, NEW, **typed(ALERT))
    assert "21 open points" in (await seen(desk.author, draft)).words
    assert (await press(desk.author, draft, "/submit")).status_code == 409
    notes = {"note-threshold": "By the panel"}
    await press(desk.author, draft, "/checklist", holds=list(KEYS), **notes)
    await press(desk.author, draft, "/submit")
    waiting = (await seen(desk.approver, "/desk")).words
    assert "To approve, to mend or to issue" in waiting
    assert "Nothing waits for you" in (await seen(desk.author, "/desk")).words
    assert "By the panel" in (await seen(desk.approver, draft)).words
    assert (await press(desk.approver, draft, "/approve")).status_code == 303
    refused = Seen(await press(desk.author, draft, "/issue", confirmation="yes"))
    assert refused.errors()["confirmation"].startswith("The reference was not typed again")
    assert await desk.said() == []
    issued = await press(desk.author, draft, "/issue", confirmation=f" {REFERENCE} ")
    assert issued.headers["location"] == f"/desk/alerts/{REFERENCE}"
    assert await desk.said() == [ISSUED]
    assert "Issued on this desk." in (await seen(desk.author, f"/desk/alerts/{REFERENCE}")).words


async def test_the_author_cannot_approve_in_any_role(desk: Desk, author: AsyncClient) -> None:
    draft = await desk.submitted(ALERT)
    assert (await press(author, draft, "/approve")).status_code == 403
    sign_in(author, Role.NATIONAL_APPROVER)
    refused = Seen(await press(author, draft, "/approve"))
    assert "You wrote part of this, so you cannot approve it" in refused.words
    sign_in(author, Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER, who="Married since", was="Nadia Author")
    assert (await press(author, draft, "/approve")).status_code == 403
    assert "another person has to approve it" in (await seen(author, draft)).words
    assert (await press(author, draft, "/issue", confirmation=REFERENCE)).status_code == 409
    assert await desk.said() == []


async def test_an_approval_is_void_once_the_text_changes(desk: Desk) -> None:
    draft = await desk.approved(ALERT)
    assert await edit(desk.author, draft, summary="Something else.") == 303
    shown = (await seen(desk.author, draft)).words
    assert "The approval counts no more by Nadia Author" in shown
    assert (await press(desk.author, draft, "/issue", confirmation=REFERENCE)).status_code == 409
    assert await desk.said() == []


async def test_saving_the_same_text_again_voids_nothing(desk: Desk) -> None:
    draft = await desk.approved(ALERT)
    assert await edit(desk.author, draft) == 303
    assert "Approved by Paul Approver" in (await seen(desk.author, draft)).words


async def test_a_returned_draft_waits_for_its_author_and_shows_what_changed(desk: Desk) -> None:
    draft = await desk.submitted(ALERT)
    assert (
        Seen(await press(desk.approver, draft, "/return")).errors()["note"].startswith("There is no comment")
    )
    await press(desk.approver, draft, "/return", note="Say which staff.")
    assert "Returned to Nadia Author" in (await seen(desk.author, "/desk")).words
    assert "“Say which staff.”" in (await seen(desk.author, draft)).words
    await edit(desk.author, draft, summary="Nurses have entered a penicillin allergy.")
    await press(desk.author, draft, "/submit")
    page = await seen(desk.approver, draft)
    assert "Since it was last submitted Summary taken out: Staff (end)put in: Nurses (end)have" in page.words
    assert [next("".join(mark.itertext()) for mark in page.page.iter(tag)) for tag in ("del", "ins")] == [
        "taken out: Staff  (end)",
        "put in: Nurses  (end)",
    ]


async def test_a_page_older_than_the_text_cannot_approve_it(desk: Desk) -> None:
    draft = await desk.submitted(ALERT)
    old = await seen(desk.approver, draft)
    await edit(desk.author, draft, summary="Something else.")
    await press(desk.author, draft, "/submit")
    form = {"csrf_token": old.hidden("csrf_token"), "revision": old.hidden("revision")}
    refused = Seen(await desk.approver.post(f"{draft}/approve", data=form))
    assert (refused.status, "Somebody changed this since you loaded the page" in refused.words) == (409, True)


async def test_a_form_that_is_sent_twice_issues_once(desk: Desk) -> None:
    draft = await desk.approved(ALERT)
    both = await asyncio.gather(
        *(press(who, draft, "/issue", confirmation=REFERENCE) for who in (desk.author, desk.approver))
    )
    assert [answer.headers["location"] for answer in both] == [f"/desk/alerts/{REFERENCE}"] * 2
    assert await desk.said() == [ISSUED]


async def test_a_set_time_is_londons_and_can_be_cancelled(desk: Desk, clock: FixedClock) -> None:
    draft = await desk.approved(ALERT)
    at = {"publish_at": "2025-11-21T09:00", "confirmation": REFERENCE}
    refused = Seen(await press(desk.author, draft, "/schedule", **at))
    assert refused.errors()["publish_at"].startswith("The time to issue it at must lie ahead")
    assert (await press(desk.author, draft, "/schedule", **(at | {"publish_at": "soon"}))).status_code == 422
    await press(desk.author, draft, "/schedule", **(at | {"publish_at": "2026-07-01T09:30"}))
    assert "It is issued on Wednesday 1 July 2026, 9:30am" in (await seen(desk.approver, draft)).words
    await press(desk.approver, draft, "/unschedule")
    assert "Approved by Paul Approver, and not issued yet" in (await seen(desk.author, draft)).words
    clock.advance(days=400)
    assert await desk.said() == []


async def test_an_exercise_needs_a_second_person_too(desk: Desk) -> None:
    exercise = an_alert(deadlines={}, status=AlertStatus.EXERCISE)
    draft = await desk.submitted(exercise)
    assert "EXERCISE" in (await seen(desk.approver, draft)).words
    assert (await press(desk.author, draft, "/issue", confirmation=REFERENCE)).status_code == 409
    await press(desk.approver, draft, "/approve")
    await press(desk.author, draft, "/issue", confirmation=REFERENCE)
    assert [alert.status for alert in await desk.said()] == [AlertStatus.EXERCISE]


async def test_comments_stand_in_the_history_and_hold_no_patient(desk: Desk) -> None:
    draft = await desk.submitted(ALERT)
    assert Seen(await press(desk.approver, draft, "/comment", note="943 476 5919")).status == 409
    await press(desk.approver, draft, "/comment", note="Is the college content?")
    shown = (await seen(desk.author, draft)).words
    assert "Comment by Paul Approver, Friday 21 November 2025, 9:15am “Is the college content?”" in shown
    assert "943" not in shown


async def test_a_discarded_draft_leaves_the_desk_and_is_never_issued(desk: Desk) -> None:
    draft = await desk.approved(ALERT)
    await press(desk.author, draft, "/discard")
    assert draft not in (await seen(desk.author, "/desk")).links()
    token = (await seen(desk.author, "/desk")).hidden("csrf_token")
    form = {"csrf_token": token, "revision": "9", "confirmation": REFERENCE}
    assert (await desk.author.post(f"{draft}/issue", data=form)).status_code == 409
    assert await desk.said() == []


async def test_a_step_that_is_loaded_again_leads_to_the_draft(desk: Desk) -> None:
    draft = await desk.written(ALERT)
    for step in ("submit", "issue", "save"):
        answer = await desk.author.get(f"{draft}/{step}")
        assert (answer.status_code, answer.headers["location"]) == (303, draft)


async def test_a_new_alert_under_a_known_reference_is_told_before_anybody_approves_it(desk: Desk) -> None:
    async with desk.database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="somebody else")
    draft = await desk.submitted(ALERT)
    words = (await seen(desk.author, draft)).words
    assert "Its reference is on the desk already" in words
    assert "A draft by Nadia Author" in words


async def test_whom_it_would_go_to_is_asked_with_the_whole_alert(desk: Desk) -> None:
    shown = await seen(desk.approver, await desk.submitted(ALERT))
    assert AlertIssued.model_validate_json(shown.hidden("document")) == ISSUED
