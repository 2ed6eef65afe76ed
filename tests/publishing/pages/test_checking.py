from httpx import AsyncClient

from services.publishing.domain.checklist import KEYS
from tests.builders import an_alert
from tests.publishing.desk_work import Desk, around, press
from tests.publishing.signed_in import Seen


async def test_ticks_and_notes_stand_as_they_were_saved(desk: Desk) -> None:
    draft = await desk.written(an_alert())
    fields = {"holds": ["threshold", "made_up"], "note-threshold": "By the panel", "note-smart": "no tick"}
    await press(desk.author, draft, "/checklist", **fields)
    seen = Seen(await desk.approver.get(f"{draft}/checklist"))
    ticked = [box.get("value") for box in seen.page.iter("input") if "checked" in box.attrib]
    assert (ticked, seen.value("note-threshold")) == (["threshold"], "By the panel")
    assert seen.value("note-smart") == ""
    assert f"Checklist: {len(KEYS) - 1} open points" in Seen(await desk.author.get(draft)).words


async def test_a_checklist_that_waits_for_approval_cannot_be_changed(desk: Desk) -> None:
    draft = await desk.submitted(an_alert(deadlines={}))
    refused = Seen(await press(desk.author, draft, "/checklist"))
    assert refused.errors()["refused"].startswith("This is waiting for approval, so it cannot be ticked")


async def test_whoever_ticks_a_point_answers_for_it_and_cannot_approve(desk: Desk) -> None:
    draft = await desk.written(an_alert(deadlines={}))
    await press(desk.approver, draft, "/checklist", holds=list(KEYS))
    await press(desk.author, draft, "/submit")
    assert (await press(desk.approver, draft, "/approve")).status_code == 403


async def test_a_patient_is_not_kept_in_a_note(desk: Desk) -> None:
    draft = await desk.written(an_alert())
    fields = {"holds": ["threshold"], "note-threshold": "943 476 5919"}
    assert "valid NHS number" in Seen(await press(desk.author, draft, "/checklist", **fields)).words


async def test_what_has_no_checklist_shows_none(author: AsyncClient) -> None:
    nobody = "/desk/drafts/00000000-0000-0000-0000-000000000000/checklist"
    assert (await author.get(nobody)).status_code == 404
    form = around(await author.get("/desk")) | {"revision": "1"}
    assert (await author.post(nobody, data=form)).status_code == 404
