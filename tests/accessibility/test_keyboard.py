import pytest

from tests.visitors import Visitors

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
