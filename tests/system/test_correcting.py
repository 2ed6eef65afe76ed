"""Two people of the national team correct whom an alert is for, in a real browser."""

import pytest
from playwright.async_api import Page, expect

from services.kit.clock import utc_now
from tests.accessibility.audit import faults
from tests.system.national_team import a_document
from tests.system.responding import link_in
from tests.visitors import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Nobody else issues it, and few organisations hear of it.
CORRECTED = "NatPSA/2026/996/NHSPS"


async def test_two_people_correct_whom_an_alert_is_for(visitors: Visitors) -> None:
    wrong, left_out = await visitors.specialist(), await visitors.specialist()
    now = utc_now()
    document = a_document(CORRECTED, wrong.ods_code, now.date()) | {"issued_at": now.isoformat()}
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
