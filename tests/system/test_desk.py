"""Two people of the national team take an alert from draft to issue in a real browser; alone neither can."""

import json
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Page, expect

from services.kit.clock import utc_now
from tests.accessibility.audit import faults
from tests.system.responding import link_in
from tests.visitors import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Nobody else issues it, and few organisations hear of it.
NEW = "NatPSA/2026/998/NHSPS"
CORRECTED = "NatPSA/2026/997/NHSPS"
REFUSED = 403


async def test_two_people_take_an_alert_from_draft_to_issue(visitors: Visitors) -> None:
    specialist = await visitors.specialist()
    async with visitors.signed_in("national_author") as one, visitors.signed_in("national_approver") as two:
        draft = await _write(one.page, _document(specialist.ods_code))
        await _types_a_word(one.page, draft)
        await _tick_everything(one.page)
        await one.page.get_by_role("button", name="Submit for approval").click()
        await expect(one.page.get_by_text("another person has to approve it")).to_be_visible()

        assert await _attempts_to_approve(visitors, one.page, draft) == [REFUSED, REFUSED]

        await two.page.goto("/desk")
        await two.page.get_by_role("row").filter(has_text=NEW).get_by_role("link").click()
        await expect(two.page.get_by_text("Checked by the panel")).to_be_visible()
        assert await faults(two.page) == []
        await two.page.get_by_role("button", name="Approve").click()
        await expect(two.page.get_by_text("and not issued yet")).to_be_visible()
        assert await faults(two.page) == []

        await one.page.reload()
        await one.page.get_by_label("Type the reference again to issue it").fill(NEW)
        await one.page.get_by_role("button", name="Issue now").click()
        await expect(one.page.get_by_text("Issued on this desk.")).to_be_visible()
    mail = await visitors.mail_to(specialist.person.email, NEW)
    assert "Typed by hand." in mail["text"]


async def test_two_people_correct_whom_an_alert_is_for(visitors: Visitors) -> None:
    wrong, left_out = await visitors.specialist(), await visitors.specialist()
    document = _document(wrong.ods_code) | {"reference": CORRECTED, "issued_at": utc_now().isoformat()}
    issued = await visitors.api.client.post("/api/v1/alerts", json=document)
    assert issued.is_success, issued.text
    await visitors.mail_to(wrong.person.email, CORRECTED)
    async with visitors.signed_in("national_author") as one, visitors.signed_in("national_approver") as two:
        await _ask_to_correct(one.page, left_out.ods_code, wrong.ods_code)
        await two.page.goto(one.page.url)
        await expect(two.page.get_by_text("Whom it would go to")).to_be_visible()
        assert await faults(two.page) == []
        await two.page.get_by_role("button", name="Approve").click()

        await one.page.reload()
        await one.page.get_by_label("Type the reference again to issue it").fill(CORRECTED)
        await one.page.get_by_role("button", name="Issue now").click()
        await expect(one.page.get_by_text("How its audience was corrected")).to_be_visible()
        assert await faults(one.page) == []
    assert "Acknowledge by" in (await visitors.mail_to(left_out.person.email, CORRECTED))["subject"]
    told = await visitors.mail_to(wrong.person.email, "[SENT IN ERROR]")
    async with visitors.tab() as reader:
        await reader.page.goto(link_in(told, visitors.site, "answer"))
        await expect(reader.page.get_by_text("Two codes were mixed up.")).to_be_visible()
        assert await reader.page.get_by_role("button", name="Acknowledge").count() == 0


async def _ask_to_correct(page: Page, left_out: str, wrong: str) -> None:
    await page.goto(f"/desk/alerts/{CORRECTED}")
    await page.get_by_role("button", name="Correct whom it is for").click()
    await page.get_by_label("Codes of organisations that must respond").fill(left_out)
    await page.get_by_label("it was sent to in error").fill(wrong)
    await page.get_by_label("Reason").fill("Two codes were mixed up.")
    await page.get_by_role("button", name="Save and look at it").click()
    await page.get_by_role("button", name="Submit for approval").click()
    await expect(page.get_by_text("another person has to approve it")).to_be_visible()


def _document(ods_code: str) -> dict[str, Any]:
    example = json.loads((files("contracts") / "examples" / "alert-issued.v1.json").read_text())["data"]
    for name in ("issued_at", "deadlines"):
        example.pop(name)
    audience = {"must_respond": {"organisations": [ods_code]}}
    return dict(example) | {"reference": NEW, "audience": audience}


async def _write(page: Page, document: dict[str, Any]) -> str:
    await page.goto("/desk/alerts/new")
    await page.get_by_text("Have a file?").click()
    await page.get_by_label("Or paste it here").fill(json.dumps(document))
    await page.get_by_role("button", name="Make a draft of the file").click()
    await page.wait_for_url("**/desk/drafts/*")
    return page.url


async def _types_a_word(page: Page, draft: str) -> None:
    """It is saved by itself, and a page that is loaded again has it."""
    await page.goto(f"{draft}/edit")
    summary = page.get_by_label("Summary")
    await summary.fill(f"Typed by hand. {await summary.input_value()}")
    await expect(page.get_by_role("status").filter(has_text="Saved at ")).to_be_visible()
    await page.reload()
    assert (await summary.input_value()).startswith("Typed by hand.")
    await page.get_by_role("button", name="Save and look at it").click()


async def _tick_everything(page: Page) -> None:
    await page.get_by_role("button", name="Checklist: 21 open points").click()
    await page.get_by_role("checkbox").evaluate_all("boxes => boxes.forEach(box => box.click())")
    await page.get_by_label("Note").first.fill("Checked by the panel")
    await page.get_by_role("button", name="Save the checklist").click()


async def _attempts_to_approve(visitors: Visitors, page: Page, draft: str) -> list[int]:
    """By the page's own form, sent by hand since there is no button, and by the API."""
    assert await page.get_by_role("button", name="Approve").count() == 0
    hidden = {name: page.locator(f"main input[name={name}]").first for name in ("csrf_token", "revision")}
    form: dict[str, str | float | bool] = {name: await field.input_value() for name, field in hidden.items()}
    by_page = await page.request.post(f"{draft}/approve", form=form)
    by_api = await visitors.api.client.post(f"/api/v1/drafts/{draft.rpartition('/')[2]}/approve")
    return [by_page.status, by_api.status_code]
