from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from contracts.envelope import to_json
from services.access import KeyScope
from services.kit import audit, keys
from services.kit.database import Database
from services.publishing.domain.checklist import KEYS
from services.publishing.handlers.hear import record_alert
from tests.builders import NOW, REFERENCE, an_alert, said
from tests.databases import events_said
from tests.publishing.desk_work import press
from tests.publishing.signed_in import Seen

ALERTS = "/api/v1/alerts"
DRAFTS = "/api/v1/drafts"


def document(**changes: Any) -> dict[str, Any]:
    return an_alert().model_dump(mode="json") | changes


async def how_many_were_said(database: Database) -> int:
    async with database.reading() as tx:
        return len([event async for event in events_said(tx)])


async def test_an_alert_is_issued_and_said(program: AsyncClient, database: Database) -> None:
    answer = await program.post(ALERTS, json=document())
    assert answer.status_code == 201
    async with database.reading() as tx:
        (event,) = [event async for event in events_said(tx)]
    assert event.data == an_alert()
    assert event.source == "/publishing"
    assert answer.json() == {
        "reference": REFERENCE,
        "version": 1,
        "event_id": event.id,
        "issued_at": "2025-11-20T09:58:00Z",
    }


async def test_whatever_key_a_program_holds_the_desk_says_that_a_program_issued_it(
    program: AsyncClient, approver: AsyncClient, database: Database
) -> None:
    key = keys.new_key()
    async with database.transaction() as tx:
        scopes = (KeyScope.ALERTS_ISSUE,)
        await keys.learn(tx, keys.KnownKey(UUID(int=7), "Risk system", keys.digest_of(key), scopes))
    await program.post(ALERTS, json=document())
    other = document(reference="NatPSA/2025/007/MHRA")
    await program.post(ALERTS, json=other, headers={"authorization": f"Bearer {key}"})
    for reference in (REFERENCE, "NatPSA/2025/007/MHRA"):
        shown = Seen(await approver.get(f"/desk/alerts/{reference}")).words
        assert "Issued by a program with the API key, without a second person on this desk." in shown
    async with database.reading() as tx:
        who = {row.who async for row in audit.rows_of(tx)}
    assert who == {"key/settings", f"key/{UUID(int=7)}"}


@pytest.mark.parametrize("key", [{}, {"idempotency-key": "4711"}])
async def test_the_same_again_has_the_same_answer_and_is_not_said_again(
    program: AsyncClient, database: Database, key: dict[str, str]
) -> None:
    first = await program.post(ALERTS, json=document(), headers=key)
    again = await program.post(ALERTS, json=document(), headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert await how_many_were_said(database) == 1


async def test_a_key_stands_for_one_document(program: AsyncClient, database: Database) -> None:
    key = {"idempotency-key": "4711"}
    await program.post(ALERTS, json=document(), headers=key)
    other = await program.post(ALERTS, json=document(reference="NatPSA/2025/007/MHRA"), headers=key)
    assert other.status_code == 409
    assert "key was used before" in other.json()["title"]
    assert await how_many_were_said(database) == 1


async def test_a_key_whose_document_was_refused_may_be_used_again(program: AsyncClient) -> None:
    await program.post(ALERTS, json=document())
    key = {"idempotency-key": "4711"}
    refused = await program.post(ALERTS, json=document(title="Other"), headers=key)
    mended = await program.post(ALERTS, json=document(reference="NatPSA/2025/007/MHRA"), headers=key)
    assert (refused.status_code, mended.status_code) == (409, 201)


async def test_an_issued_version_keeps_its_content(program: AsyncClient, database: Database) -> None:
    await program.post(ALERTS, json=document())
    other = await program.post(ALERTS, json=document(title="Something else"))
    assert other.status_code == 409
    problem = other.json()
    assert problem["title"] == f"Version 1 of {REFERENCE} was issued before with other content"
    assert "version 2" in problem["detail"]
    assert await how_many_were_said(database) == 1


async def test_a_version_is_issued_after_the_one_before_it(program: AsyncClient, database: Database) -> None:
    early = await program.post(ALERTS, json=document(version=2))
    assert early.status_code == 409
    assert "The next version of this alert is version 1." in early.json()["detail"]
    assert (await program.post(ALERTS, json=document())).status_code == 201
    assert (await program.post(ALERTS, json=document(version=3))).status_code == 409
    second = await program.post(ALERTS, json=document(version=2, change={"reason": "A deadline was wrong."}))
    assert second.status_code == 201
    assert await how_many_were_said(database) == 2


async def test_a_program_writes_and_submits_a_draft_and_never_approves_it(
    program: AsyncClient, approver: AsyncClient, database: Database
) -> None:
    new = {"document": document(), "checklist": dict.fromkeys(KEYS, "checked by our system")}
    draft = (await program.post(DRAFTS, json=new)).json()
    assert (draft["state"], draft["editors"]) == ("draft", ["A program with the API key"])
    submitted = await program.post(f"{DRAFTS}/{draft['id']}/submit")
    assert submitted.json()["state"] == "submitted"
    refused = await program.post(f"{DRAFTS}/{draft['id']}/approve")
    assert refused.status_code == 403
    assert refused.json()["title"] == "A program cannot do this: a key belongs to no person"
    assert (await program.get(f"{DRAFTS}/{draft['id']}")).json() == submitted.json()
    assert (await program.get(DRAFTS)).json() == {"items": [submitted.json()], "next": None}
    await press(approver, f"/desk/drafts/{draft['id']}", "/approve")
    await press(approver, f"/desk/drafts/{draft['id']}", "/issue", confirmation=REFERENCE)
    assert await how_many_were_said(database) == 1


async def test_a_programs_draft_is_refused_as_a_persons_is(program: AsyncClient) -> None:
    faulty = await program.post(DRAFTS, json={"document": document(title="")})
    assert (faulty.status_code, faulty.json()["errors"]) == (422, ["title: must not be empty"])
    patient = await program.post(DRAFTS, json={"document": document(summary="Patient 943 476 5919")})
    assert "valid NHS number" in patient.json()["title"]
    draft = (await program.post(DRAFTS, json={"document": document()})).json()
    unready = await program.post(f"{DRAFTS}/{draft['id']}/submit")
    assert (unready.status_code, "21 open points" in unready.json()["title"]) == (409, True)
    unknown = await program.post(f"{DRAFTS}/{UUID(int=0)}/submit")
    assert unknown.status_code == 404


async def test_a_whole_event_is_taken_and_its_id_is_its_key(program: AsyncClient, database: Database) -> None:
    event = to_json(said(an_alert()))
    headers = {"content-type": "application/cloudevents+json; charset=utf-8"}
    first = await program.post(ALERTS, content=event, headers=headers)
    again = await program.post(ALERTS, content=event, headers=headers)
    changed = await program.post(ALERTS, content=event.replace(b"2025/006/", b"2025/009/"), headers=headers)
    assert (first.status_code, again.status_code, changed.status_code) == (201, 200, 409)
    assert await how_many_were_said(database) == 1


async def test_all_faults_are_listed_with_their_fields(program: AsyncClient) -> None:
    answer = await program.post(ALERTS, json=document(reference="NatPSA-25-6", actions=[], title=""))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    faults = answer.json()["errors"]
    assert [fault.partition(":")[0] for fault in faults] == ["reference", "title", "actions"]
    assert faults[1:] == ["title: must not be empty", "actions: must have at least one"]


async def test_an_event_of_another_kind_is_refused(program: AsyncClient) -> None:
    answer = await program.post(ALERTS, json={"specversion": "1.0", "type": "some.other", "data": document()})
    assert answer.status_code == 422
    assert answer.json()["errors"] == ["type: must be org.safety-cascade.alert-issued.v1"]


@pytest.mark.parametrize("body", ["[]", "{", '"alert"', ""])
async def test_what_is_no_document_is_refused(program: AsyncClient, body: str) -> None:
    answer = await program.post(ALERTS, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_without_a_key_nobody_reads_or_issues(anybody: AsyncClient) -> None:
    assert (await anybody.post(ALERTS, json=document())).status_code == 401
    assert (await anybody.get(ALERTS)).status_code == 401
    assert (await anybody.get(f"{ALERTS}/{REFERENCE}")).status_code == 401
    assert (await anybody.get(DRAFTS)).status_code == 401
    assert (await anybody.post(DRAFTS, json={"document": document()})).status_code == 401


async def test_the_newest_version_is_shown_whole(program: AsyncClient, database: Database) -> None:
    await program.post(ALERTS, json=document())
    second = an_alert(version=2, title="Second")
    async with database.transaction() as tx:
        await record_alert(tx, said(second, source="/elsewhere"))
    answer = (await program.get(f"{ALERTS}/{REFERENCE}")).json()
    heard = {"heard_at": NOW.isoformat().replace("+00:00", "Z"), "source": "/elsewhere", "ended": None}
    assert answer == second.model_dump(mode="json") | heard


async def test_an_unknown_alert_is_not_found(program: AsyncClient) -> None:
    answer = await program.get(f"{ALERTS}/{REFERENCE}")
    assert answer.status_code == 404
    assert answer.json()["title"] == "No alert with this reference is known"


async def test_lists_are_read_page_by_page_the_latest_issued_first(program: AsyncClient) -> None:
    for number in range(5):
        issued = {"issued_at": f"2025-11-0{number // 2 + 1}T09:00:00Z"}
        await program.post(ALERTS, json=document(reference=f"NatPSA/2025/00{number}/MHRA", **issued))
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = (await program.get(ALERTS, params={"limit": "2", **after})).json()
        seen += [item["reference"] for item in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == [f"NatPSA/2025/00{number}/MHRA" for number in (4, 3, 2, 1, 0)]
