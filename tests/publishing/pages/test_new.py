import json
from typing import Any

import pytest
from httpx import AsyncClient

from contracts.events.alerts import AlertIssued
from contracts.events.register import Role
from services.local.alerts import example_event
from services.publishing.handlers.issue import issue_alert
from tests.builders import NOW, REFERENCE, an_alert
from tests.publishing.desk_work import NEW, Desk, press
from tests.publishing.signed_in import Seen, sign_in


async def with_file(author: AsyncClient, **fields: Any) -> dict[str, Any]:
    seen = Seen(await author.get(NEW))
    return {name: seen.hidden(name) for name in ("csrf_token", "draft_id")} | fields


async def test_a_form_that_was_only_looked_at_is_no_draft(desk: Desk) -> None:
    first, second = [Seen(await desk.author.get(NEW)).hidden("draft_id") for _ in range(2)]
    assert first != second
    assert "Other drafts" not in Seen(await desk.author.get("/desk")).words


@pytest.mark.parametrize("way", ["pasted", "uploaded"])
async def test_a_file_becomes_a_draft_as_it_is(desk: Desk, way: str) -> None:
    files = {"file": ("alert.json", example_event() if way == "uploaded" else "", "application/json")}
    pasted = {"pasted": example_event()} if way == "pasted" else {}
    answer = await desk.author.post(f"{NEW}/file", data=await with_file(desk.author, **pasted), files=files)
    draft = answer.headers["location"]
    assert "Issued Thursday 20 November 2025, 9:58am" in Seen(await desk.author.get(draft)).words
    assert await desk.said() == []


async def test_a_file_with_faults_lists_them_and_stays(author: AsyncClient) -> None:
    document = an_alert().model_dump(mode="json") | {"title": "", "reference": "25/6"}
    fields = await with_file(author, pasted=json.dumps(document))
    seen = Seen(await author.post(f"{NEW}/file", data=fields))
    assert seen.status == 422
    assert seen.errors() == {"pasted": "The document has 2 faults, listed below"}
    assert "title: must not be empty" in seen.words
    assert json.loads(seen.value("pasted")) == document


async def test_a_file_of_an_alert_that_is_on_the_desk_is_refused(desk: Desk) -> None:
    async with desk.database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="somebody else")
    fields = await with_file(desk.author, pasted=an_alert().model_dump_json())
    seen = Seen(await desk.author.post(f"{NEW}/file", data=fields))
    assert "open the alert there to write its next version" in seen.errors()["pasted"]


async def test_a_new_version_says_why_and_whether_to_acknowledge_again(desk: Desk) -> None:
    alert = await desk.issued(an_alert(deadlines={"complete_by": "2026-11-20"}))
    begun = await press(desk.author, alert, "/version")
    draft = begun.headers["location"].removesuffix("/edit")
    assert "Enter why this version is issued" in Seen(await desk.author.get(draft)).words
    await desk.rewritten(
        draft, summary="Pharmacists have.", change_reason="We learnt more.", change_again="no"
    )
    page = Seen(await desk.approver.get(draft)).words
    assert "Since version 1" in page
    assert "put in: Pharmacists" in page
    await desk.settled(draft)
    first, second = await desk.said()
    assert (first.version, second.version, second.reference) == (1, 2, REFERENCE)
    assert second.change.model_dump() == {"reason": "We learnt more.", "must_acknowledge_again": False}
    shown = Seen(await desk.author.get(alert)).words
    assert "What changed since version 1" in shown
    assert "We learnt more." in shown
    old = Seen(await desk.author.get(f"{alert}/versions/1")).words
    assert "There is a later version: version 2." in old
    assert (await desk.author.get(f"{alert}/versions/3")).status_code == 404


async def test_where_a_deadline_changes_nothing_else_can(desk: Desk) -> None:
    alert = await desk.issued(an_alert(deadlines={"complete_by": "2026-11-20"}))
    begun = await press(desk.author, alert, "/version", only="deadlines")
    draft = begun.headers["location"].removesuffix("/edit")
    form = Seen(await desk.author.get(f"{draft}/edit"))
    assert {field.get("name") for field in form.page.iter("textarea")} == {"change_reason"}
    later = {"complete_by-day": "1", "complete_by-month": "3", "complete_by-year": "2027"}
    await desk.rewritten(draft, **later, title="Smuggled in", change_reason="More time.", change_again="no")
    assert "Deadlines: complete by" in Seen(await desk.approver.get(draft)).words
    await desk.settled(draft)
    second: AlertIssued = (await desk.said())[1]
    changed = {"version": 2, "issued_at": NOW, "deadlines": {"complete_by": "2027-03-01"}}
    assert second == an_alert(**changed, change={"reason": "More time.", "must_acknowledge_again": False})


async def test_of_two_drafts_of_one_version_the_second_is_refused(desk: Desk) -> None:
    alert = await desk.issued(an_alert(deadlines={}))
    drafts = []
    for reason in ("First.", "Second."):
        begun = await press(desk.author, alert, "/version")
        drafts.append(begun.headers["location"].removesuffix("/edit"))
        await desk.rewritten(drafts[-1], change_reason=reason)
    assert (await desk.settled(drafts[0])).status_code == 303
    refused = Seen(await desk.settled(drafts[1]))
    assert "Version 2 of NatPSA/2025/006/NHSPS was issued before with other content" in refused.words
    assert len(await desk.said()) == 2


async def test_a_step_that_is_loaded_again_leads_to_the_form(author: AsyncClient) -> None:
    answer = await author.get(f"{NEW}/file")
    assert (answer.status_code, answer.headers["location"]) == (303, NEW)


async def test_nobody_else_may_begin_anything(anybody: AsyncClient) -> None:
    addresses = (f"{NEW}/file", f"/desk/alerts/{REFERENCE}/version", f"/desk/alerts/{REFERENCE}/end")
    assert {(await anybody.post(address, data={})).status_code for address in addresses} == {403}
    sign_in(anybody, Role.REGIONAL_LEAD)
    assert {(await anybody.post(address, data={})).status_code for address in addresses} == {403}
