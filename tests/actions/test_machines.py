"""A mail filter in a real Chromium fills in and presses all that is behind specialists' and owners' links."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, Request, Route, async_playwright

from tests.actions.conftest import Browser, an_owner_token
from tests.actions.pages.test_assigning import asked, people
from tests.actions.stories import DONE, STARTED, Story
from tests.browser import FLAGS, NARROW, chromium_program
from tests.builders import an_alert, an_organisation

SITE = "http://test"
FORMS = "main form"
#: Fills every box there is, and chooses the nth option of every choice; "" leaves boxes as they are.
FILL = """(form, [text, which]) => {
  if (text) form.querySelectorAll("input:not([type=hidden]):not([type=radio]), textarea").forEach(
    box => { if (box.tabIndex >= 0) box.value = text });
  form.querySelectorAll("select").forEach(box => { box.selectedIndex = which < 0 ? box.length - 1 : which });
  if (which === null) return;
  const groups = Object.groupBy(form.querySelectorAll("input[type=radio]"), radio => radio.name);
  Object.values(groups).forEach(radios => radios.at(which).click());
}"""
WAYS = (
    ("", None),
    ("", 0),
    ("", -1),
    ("test", 0),
    ("nobody@nowhere.example", -1),
)


@dataclass
class Machine:
    page: Page
    browser: Browser

    async def try_every_form(self, path: str, text: str, which: int | None) -> int:
        """Each on a page loaded for it, looked at for as long as a person would; how many there were."""
        await self.page.goto(SITE + path)
        count = await self.page.locator(FORMS).count()
        for number in range(count):
            if number:
                await self.page.goto(SITE + path)
            self.browser.clock.advance(minutes=2)
            form = self.page.locator(FORMS).nth(number)
            await form.evaluate(FILL, [text, which])
            async with self.page.expect_navigation():
                await form.locator("button").first.evaluate("button => button.click()")
        return count


@pytest.fixture
async def machine(browser: Browser) -> AsyncIterator[Machine]:
    """Chromium, whose every request goes to the service in this process."""

    async def answer(route: Route, request: Request) -> None:
        if "/static/" in request.url:
            await route.fulfill(body="")
            return
        sent = await browser.client.request(
            request.method, request.url, content=request.post_data_buffer, headers=request.headers
        )
        if sent.is_redirect:
            await route.fulfill(body="It was saved.")
            return
        await route.fulfill(status=sent.status_code, headers=dict(sent.headers), body=sent.content)

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=chromium_program(playwright), args=[*FLAGS]
        )
        context = await chromium.new_context(viewport={"width": NARROW, "height": 900})
        await context.route("**/*", answer)
        yield Machine(await context.new_page(), browser)
        await chromium.close()


async def test_a_machine_that_fills_in_chooses_and_presses_changes_nothing(
    machine: Machine, browser: Browser, story: Story
) -> None:
    """Also not where answers stand that it could send anew: one as it is, and one to words that changed."""
    await story.hears(*(an_organisation(ods_code=f"R{n}", name=f"Trust {n}") for n in range(4)))
    assignment_id = await asked(browser, story)
    here = f"/owner/{an_owner_token(assignment_id)}"
    await browser.fill(here, **STARTED, note="Half of the wards.")
    await browser.answer(2, **DONE)
    first, second = an_alert().actions
    await story.hears(an_alert(version=2, actions=(first, second.model_copy(update={"text": "Other."}))))
    before = await story.said()
    pages = (
        f"/actions/{browser.token}?answer=1",
        f"/actions/{browser.token}?answer=2",
        people(browser),
        f"{people(browser)}/{assignment_id}",
        here,
        f"{here}/hand-on",
        f"{here}/not-for-me",
    )
    for text, which in WAYS:
        sent = [await machine.try_every_form(path, text, which) for path in pages]
        assert sent == [1, 1, 1, 1, 1, 1, 1]
        assert await story.said() == before, (text, which)
