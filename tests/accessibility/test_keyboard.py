import pytest
from playwright.async_api import Page

from tests.visitors import Specialist, Visitors, read

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOCUSED = "document.activeElement"
LONGEST_WAY = 60


@pytest.mark.parametrize("address", ["/", "/sign-in", "/mailbox"])
async def test_the_first_key_reaches_the_link_past_the_header(address: str, visitors: Visitors) -> None:
    async with visitors.tab() as tab:
        page = tab.page
        await page.goto(address)

        await page.keyboard.press("Tab")
        assert await page.evaluate(f"{FOCUSED}.textContent.trim()") == "Skip to main content"
        assert await page.evaluate(f"{FOCUSED}.getBoundingClientRect().top >= 0"), "it cannot be seen"

        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        assert await page.evaluate(f"{FOCUSED}.closest('header') === null"), "the header was not passed"


async def test_a_specialist_acknowledges_with_keys_alone(visitors: Visitors) -> None:
    specialist = await visitors.specialist()
    async with visitors.tab() as tab:
        await tab.page.goto(specialist.answer)
        await read()
        await _tab_to(tab.page, 'matches("input[name=organisation]")')
        await _choose_own_organisation(tab.page, specialist)
        await _tab_to(tab.page, 'matches("button")')
        await tab.page.keyboard.press("Enter")

        await tab.page.get_by_text("You acknowledged on ").wait_for()


@pytest.mark.parametrize("path", ["/answer/", "/actions/", "/actions/decision", "/actions/1/people"])
async def test_what_is_focused_is_seen(visitors: Visitors, path: str) -> None:
    specialist = await visitors.specialist()
    _, door, rest = path.split("/", 2)
    async with visitors.tab() as tab:
        await tab.page.goto(f"{specialist.answer.replace('/answer/', f'/{door}/')}/{rest}".rstrip("/"))
        for _ in range(LONGEST_WAY):
            await tab.page.keyboard.press("Tab")
            if await tab.page.evaluate(f"{FOCUSED} === document.body"):
                return
            assert await tab.page.evaluate(f"{FOCUSED}.checkVisibility()")
            assert await tab.page.evaluate(f"{FOCUSED}.getBoundingClientRect().right > 0"), (
                "it is out of sight"
            )
        pytest.fail("the keyboard does not come to the end of the page")


async def _tab_to(page: Page, what: str) -> None:
    for _ in range(LONGEST_WAY):
        await page.keyboard.press("Tab")
        if await page.evaluate(f"{FOCUSED}.{what}"):
            return
    pytest.fail(f"{what} is not reached by the keyboard")


async def _choose_own_organisation(page: Page, specialist: Specialist) -> None:
    """It is never the first."""
    for _ in range(LONGEST_WAY):
        await page.keyboard.press("ArrowDown")
        if await page.evaluate(f"{FOCUSED}.checked && {FOCUSED}.value") == specialist.ods_code:
            return
    pytest.fail("the organisation is not reached by the arrows")
