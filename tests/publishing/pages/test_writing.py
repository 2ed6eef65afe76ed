import re
from typing import Any

from httpx import AsyncClient, Response

from tests.builders import REFERENCE, an_alert, an_attachment
from tests.publishing.desk_work import NEW, Desk, around, saved, typed
from tests.publishing.signed_in import Seen


async def autosave(who: AsyncClient, shown: Response, **fields: Any) -> tuple[int, dict[str, Any]]:
    (address,) = re.findall(r'data-autosave="([^"]+)"', shown.text)
    answer = await who.post(address, data=around(shown) | fields)
    return answer.status_code, answer.json()


async def test_a_draft_keeps_what_was_typed_however_little(author: AsyncClient) -> None:
    draft = await saved(author, NEW, title="A title that stays", **{"complete_by-day": "3"})
    seen = Seen(await author.get(f"{draft}/edit"))
    assert (seen.value("title"), seen.value("complete_by-day")) == ("A title that stays", "3")
    assert "Enter a summary: what is wrong, and what can happen" in Seen(await author.get(draft)).words
    mending = Seen(await author.get(f"{draft}/edit?mend=yes"))
    assert mending.errors()["reference"] == "Enter a reference, such as NatPSA/2025/006/NHSPS"


async def test_a_draft_shows_what_people_will_read_and_says_nothing(desk: Desk) -> None:
    draft = await desk.written(an_alert(deadlines={"acknowledge_by": "2025-11-25"}))
    words = Seen(await desk.author.get(draft)).words
    assert f"Acknowledge by Tue 25 Nov: {an_alert().short_title} {REFERENCE}" in words
    assert f"For information: {an_alert().short_title} {REFERENCE}" in words
    assert "NHS trusts, NHS foundation trusts" in words
    assert "Issued When it is issued" in words
    assert await desk.said() == []


async def test_a_form_saves_itself_and_goes_on_from_there(author: AsyncClient) -> None:
    shown = await author.get(NEW)
    status, answer = await autosave(author, shown, title="First")
    assert (status, answer) == (200, {"revision": 1, "saved_at": "9:15am"})
    status, answer = await autosave(author, shown, title="Again, as new")
    assert (status, answer["problem"].partition(".")[0]) == (
        409,
        "Somebody changed this since you loaded the page",
    )
    status, answer = await autosave(author, shown, title="Second", revision="1")
    assert (status, answer["revision"]) == (200, 2)
    draft = f"/desk/drafts/{Seen(shown).hidden('draft_id')}"
    assert "Second" in Seen(await author.get(draft)).words


async def test_who_typed_over_a_newer_text_keeps_theirs_on_the_page(desk: Desk) -> None:
    draft = await desk.written(an_alert())
    old = around(await desk.approver.get(f"{draft}/edit"))
    await desk.rewritten(draft, title="Newer")
    for _ in range(2):
        late = Seen(
            await desk.approver.post(f"{draft}/save", data=old | typed(an_alert()) | {"title": "Late"})
        )
        assert late.errors()["refused"].startswith("Somebody changed this since you loaded the page")
        assert (late.value("title"), late.hidden("revision")) == ("Late", old["revision"])
    assert "Newer" in Seen(await desk.author.get(draft)).words


async def test_a_patient_is_not_kept(author: AsyncClient) -> None:
    shown = await author.get(NEW)
    (action,) = re.findall(r'action="([^"]+/save)"', shown.text)
    answer = Seen(await author.post(action, data=around(shown) | {"summary": "Patient 943 476 5919"}))
    assert "valid NHS number" in answer.errors()["refused"]
    assert answer.value("summary") == "Patient 943 476 5919"
    assert "Without a title yet" not in Seen(await author.get("/desk")).words


async def test_another_action_can_be_added_without_javascript(desk: Desk) -> None:
    draft = await desk.written(an_alert())
    form = around(await desk.author.get(f"{draft}/edit")) | typed(an_alert()) | {"title": "Kept"}
    answer = await desk.author.post(f"{draft}/actions", data=form)
    assert answer.headers["location"].endswith("#action-4-text")
    seen = Seen(await desk.author.get(answer.headers["location"]))
    assert (seen.value("action-4-text"), seen.value("title")) == ("", "Kept")
    assert seen.value("action-2-text") == an_alert().actions[1].text


async def test_a_briefing_is_typed_in_uk_time(desk: Desk) -> None:
    call = {"starts_at": "2026-07-01T14:00", "ends_at": "2026-07-01T15:00", "joining": "https://call.example"}
    fields = {f"briefing_{name}": value for name, value in call.items()}
    draft = await saved(desk.author, NEW, **(typed(an_alert(deadlines={})) | fields))
    words = Seen(await desk.author.get(draft)).words
    assert "When Wednesday 1 July 2026, 2pm to 3pm How to join https://call.example" in words


async def test_without_the_token_of_the_form_nothing_is_saved(author: AsyncClient) -> None:
    (action,) = re.findall(r'action="([^"]+/save)"', (await author.get(NEW)).text)
    form = {"csrf_token": "made-up", "revision": "0", "title": "Not mine"}
    assert (await author.post(action, data=form)).status_code == 403
    assert "Not mine" not in Seen(await author.get("/desk")).words


async def test_attachments_are_written_one_after_the_other(desk: Desk) -> None:
    draft = await desk.written(an_alert(deadlines={}))
    boxes = an_attachment().model_dump(mode="json")
    await desk.rewritten(draft, **{f"attachment-1-{part}": str(value) for part, value in boxes.items()})

    words = Seen(await desk.author.get(draft)).words
    assert "Attachments Checklist for wards (PDF, 1.2 MB) SHA-256 0123456789abcdef" in words
    form = Seen(await desk.author.get(f"{draft}/edit"))
    assert form.value("attachment-1-name") == "Checklist for wards"
    assert form.value("attachment-2-name") == ""
    assert "(1 attachment)" in Seen(await desk.author.get(f"{draft}/checklist")).words
