import asyncio
import json
from typing import Any

import pytest
from httpx import AsyncClient, Response

from contracts.events.alerts import AlertIssued
from contracts.events.register import Role
from services.kit.database import Database
from services.local.alerts import example_event
from services.publishing import handlers, storage
from services.publishing.domain.draft import typed_of
from tests.builders import NOW, REFERENCE, an_alert
from tests.databases import events_said
from tests.fakes import FixedClock
from tests.publishing.signed_in import Seen, sign_in

NEW = "/desk/alerts/new"


def typed(alert: AlertIssued) -> dict[str, Any]:
    return dict(typed_of(alert, states_time_of_issue=False).fields)


async def send(author: AsyncClient, step: str, **fields: Any) -> Seen:
    token = Seen(await author.get(NEW)).hidden("csrf_token")
    return Seen(await author.post(f"{NEW}{step}", data={"csrf_token": token, **fields}))


async def previewed(author: AsyncClient, alert: AlertIssued) -> dict[str, str]:
    """The form of the preview, filled in to issue."""
    seen = await send(author, "", **typed(alert))
    assert seen.status == 200, seen.words
    fields = {name: seen.hidden(name) for name in ("csrf_token", "document")}
    return {**fields, "confirmation": alert.reference}


async def issue(author: AsyncClient, fields: dict[str, str]) -> Response:
    return await author.post(f"{NEW}/issue", data=fields)


async def alerts_said(database: Database) -> list[AlertIssued]:
    async with database.reading() as tx:
        return [event.data async for event in events_said(tx)]


async def test_an_empty_form_is_told_all_that_is_missing_and_keeps_what_was_typed(
    author: AsyncClient,
) -> None:
    seen = await send(author, "", title="A title that stays")
    assert seen.status == 422
    assert seen.errors()["summary"] == "Enter a summary: what is wrong, and what can happen"
    assert seen.value("title") == "A title that stays"


async def test_the_preview_shows_what_people_will_read_and_saves_nothing(
    author: AsyncClient, database: Database
) -> None:
    seen = await send(author, "", **typed(an_alert(deadlines={"acknowledge_by": "2025-11-25"})))
    assert "nothing has been saved or sent" in seen.words
    assert f"Acknowledge by Tue 25 Nov: {an_alert().short_title} {REFERENCE}" in seen.words
    assert f"For information: {an_alert().short_title} {REFERENCE}" in seen.words
    assert "NHS trusts, NHS foundation trusts" in seen.words
    assert "When you press “Issue now”" in seen.words
    assert await alerts_said(database) == []
    async with database.reading() as tx:
        assert await storage.list_alerts(tx, 1) == []


async def test_without_a_day_to_acknowledge_the_subject_says_who_sets_it(author: AsyncClient) -> None:
    seen = await send(author, "", **typed(an_alert(deadlines={})))
    assert "Acknowledge by (the day this service’s own rule sets): Penicillin" in seen.words


async def test_issuing_takes_the_reference_typed_again(author: AsyncClient, database: Database) -> None:
    fields = await previewed(author, an_alert(deadlines={}))
    refused = Seen(await issue(author, {**fields, "confirmation": "yes"}))
    assert refused.errors() == {"confirmation": f"Type {REFERENCE} to issue it"}
    assert await alerts_said(database) == []
    again = {name: refused.hidden(name) for name in ("csrf_token", "document")}
    issued = await issue(author, {**again, "confirmation": f" {REFERENCE} "})
    assert (issued.status_code, issued.headers["location"]) == (303, f"/desk/alerts/{REFERENCE}")
    assert await alerts_said(database) == [an_alert(deadlines={}, issued_at=NOW)]


async def test_a_form_that_is_sent_twice_issues_once(
    author: AsyncClient, database: Database, clock: FixedClock
) -> None:
    fields = await previewed(author, an_alert(deadlines={}))
    both = await asyncio.gather(issue(author, fields), issue(author, fields))
    clock.advance(minutes=5)
    later = await issue(author, fields)
    assert [answer.headers["location"] for answer in (*both, later)] == [f"/desk/alerts/{REFERENCE}"] * 3
    assert await alerts_said(database) == [an_alert(deadlines={}, issued_at=NOW)]


async def test_of_two_authors_the_second_is_told(author: AsyncClient, database: Database) -> None:
    fields = await previewed(author, an_alert(deadlines={}))
    async with database.transaction() as tx:
        await handlers.issue_alert(tx, an_alert(), by="somebody else")
    refused = Seen(await issue(author, fields))
    assert refused.status == 409
    assert "was issued before with other content" in refused.words
    assert await alerts_said(database) == [an_alert()]


async def test_a_reference_that_is_on_the_desk_is_refused_before_the_preview(
    author: AsyncClient, database: Database
) -> None:
    async with database.transaction() as tx:
        await handlers.issue_alert(tx, an_alert(), by="somebody else")
    seen = await send(author, "", **typed(an_alert(deadlines={})))
    assert set(seen.errors()) == {"reference"}


async def test_a_document_changed_on_its_way_is_refused(author: AsyncClient, database: Database) -> None:
    fields = await previewed(author, an_alert(deadlines={}))
    refused = Seen(await issue(author, {**fields, "document": "{}"}))
    assert refused.status == 422
    assert await alerts_said(database) == []


async def test_without_the_token_of_the_form_nothing_is_issued(
    author: AsyncClient, database: Database
) -> None:
    fields = await previewed(author, an_alert(deadlines={}))
    assert (await issue(author, {**fields, "csrf_token": "made-up"})).status_code == 403
    assert await alerts_said(database) == []


async def test_another_action_can_be_added_without_javascript(author: AsyncClient) -> None:
    seen = await send(author, "/actions", **(typed(an_alert()) | {"title": "Kept"}))
    assert seen.value("action-4-text") == ""
    assert seen.value("action-2-text") == an_alert().actions[1].text
    assert seen.value("title") == "Kept"


async def test_a_preview_can_be_changed(author: AsyncClient) -> None:
    alert = an_alert(deadlines={"complete_by": "2026-11-20"})
    fields = await previewed(author, alert)
    seen = Seen(await author.post(f"{NEW}/change", data=fields))
    assert seen.value("reference") == REFERENCE
    assert seen.value("issued_at") == ""
    assert [seen.value(f"complete_by-{part}") for part in ("day", "month", "year")] == ["20", "11", "2026"]


@pytest.mark.parametrize("way", ["pasted", "uploaded"])
async def test_a_file_is_previewed_and_issued_as_it_is(
    author: AsyncClient, database: Database, way: str
) -> None:
    fields: dict[str, Any] = {"csrf_token": Seen(await author.get(NEW)).hidden("csrf_token")}
    files = {"file": ("alert.json", example_event() if way == "uploaded" else "", "application/json")}
    if way == "pasted":
        fields["pasted"] = example_event()
    seen = Seen(await author.post(f"{NEW}/file", data=fields, files=files))
    assert "Issued Thursday 20 November 2025, 9:58am" in seen.words
    form = {name: seen.hidden(name) for name in ("csrf_token", "document")}
    await issue(author, {**form, "confirmation": REFERENCE})
    (said,) = await alerts_said(database)
    assert said == AlertIssued.model_validate(json.loads(example_event())["data"])


async def test_a_file_with_faults_lists_them_and_stays(author: AsyncClient) -> None:
    document = an_alert().model_dump(mode="json") | {"title": "", "reference": "25/6"}
    seen = await send(author, "/file", pasted=json.dumps(document))
    assert seen.status == 422
    assert seen.errors() == {"pasted": "The document has 2 faults, listed below"}
    assert "title: must not be empty" in seen.words
    assert json.loads(seen.value("pasted")) == document


async def test_a_step_that_is_loaded_again_leads_to_the_form(author: AsyncClient) -> None:
    for step in ("actions", "file", "change", "issue"):
        answer = await author.get(f"{NEW}/{step}")
        assert (answer.status_code, answer.headers["location"]) == (303, NEW)


async def test_nobody_else_may_send_the_form(anybody: AsyncClient) -> None:
    for step in ("", "/actions", "/file", "/change", "/issue"):
        assert (await anybody.post(f"{NEW}{step}", data={"document": "{}"})).status_code == 403
    sign_in(anybody, Role.REGIONAL_LEAD)
    for step in ("", "/actions", "/file", "/change", "/issue"):
        assert (await anybody.post(f"{NEW}{step}", data={"document": "{}"})).status_code == 403
