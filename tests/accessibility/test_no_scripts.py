import pytest

from services.local.waiting import until
from tests.system.responding import Organisation
from tests.visitors import PATIENCE_SECONDS, Visitors, acknowledge, ask, record_done

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_everything_a_specialist_does_works_without_scripts(visitors: Visitors) -> None:
    specialist = await visitors.specialist()
    async with visitors.tab(java_script_enabled=False) as tab:
        page = tab.page
        await page.goto(specialist.answer)
        await acknowledge(page, specialist)
        await page.get_by_text("You acknowledged on ").wait_for()

        await ask(page, "Who keeps the list of those trained?")
        await page.get_by_text("Who keeps the list of those trained?").wait_for()

        await Organisation(visitors, specialist).decide_to_act(page)
        await page.goto(specialist.actions)
        await record_done(page, 1)
        await page.get_by_text("Action 1 is recorded as done.").wait_for()

    async def is_seen_by_others() -> bool:
        row = await visitors.organisation(specialist.ods_code)
        return bool(row["acknowledged_at"] and row["actions"]["done"] == 1)

    await until("Others see it", is_seen_by_others, seconds=PATIENCE_SECONDS)


async def test_a_page_that_stays_fresh_offers_to_be_loaded_again(visitors: Visitors) -> None:
    async with visitors.signed_in("national_author", java_script_enabled=False) as tab:
        await tab.page.goto("/nation")
        await tab.page.get_by_role("link", name="Refresh").click()
        await tab.page.get_by_text("True as of ").wait_for()
