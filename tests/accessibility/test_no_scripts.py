import pytest

from tests.visitors import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_page_that_stays_fresh_offers_to_be_loaded_again(visitors: Visitors) -> None:
    async with visitors.signed_in("national_author", java_script_enabled=False) as tab:
        await tab.page.goto("/nation")
        await tab.page.get_by_role("link", name="Refresh").click()
        await tab.page.get_by_text("True as of ").wait_for()
