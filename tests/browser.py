"""A real Chromium, and tabs in it that note whatever a browser complains of.

CASCADE_TEST_CHROMIUM names its program; otherwise one on PATH is taken, or else Playwright's own.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, Playwright, Request, async_playwright

#: The first has no window, whose own pages take most of the time that a tab takes.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MILLISECONDS = 20_000
#: As people's browsers introduce themselves; Chromium without a window says so, and is taken for a machine.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
WIDE = 1280
NARROW = 375


class NoChromium(Exception):  # noqa: N818 — it reads as a sentence where it is raised
    """There is no browser to test in; the text says how to get one."""


def chromium_program(playwright: Playwright) -> str:
    """Where the program is. Raises NoChromium."""
    given = os.environ.get("CASCADE_TEST_CHROMIUM")  # noqa: TID251 — says where the tests run
    own = playwright.chromium.executable_path
    found = given or next(filter(None, map(shutil.which, NAMES)), own)
    if Path(found).exists():
        return found
    raise NoChromium(
        f"There is no Chromium at {found}. Install your system's package chromium, or run "
        "`playwright install chromium`, or name a program in CASCADE_TEST_CHROMIUM."
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One for the whole run; tests open contexts of their own."""
    async with async_playwright() as playwright:
        program = chromium_program(playwright)
        browser = await playwright.chromium.launch(executable_path=program, args=[*FLAGS])
        yield browser
        await browser.close()


@dataclass
class Tab:
    """A page, and what the browser complained of while it, or another of its session, was open."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)
    _documents: set[str] = field(default_factory=set)

    def watch(self) -> None:
        """Note errors of the page's scripts, of its content policy, and whatever comes from elsewhere."""
        context = self.page.context
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._note_request)

    def _note_message(self, message: ConsoleMessage) -> None:
        # That the page itself is a 404 or a 422 is no trouble: it is what the test asked for.
        is_the_page = message.text.startswith("Failed to load resource") and (
            message.location["url"] in self._documents
        )
        if message.type in ("error", "warning") and not is_the_page:
            self.complaints.append(message.text)

    def _note_request(self, request: Request) -> None:
        if request.is_navigation_request():
            self._documents.add(urldefrag(request.url).url)
        if not request.url.startswith((f"{self.site}/", "data:")):
            self.complaints.append(f"loads {request.url}")


@asynccontextmanager
async def open_tab(chromium: Browser, site: str, **options: Any) -> AsyncIterator[Tab]:
    """A tab with a session of its own; the test fails if the browser complains of anything."""
    own = {"viewport": {"width": WIDE, "height": 900}, "locale": "en-GB", "user_agent": PERSON}
    options = own | {"base_url": site} | options
    context = await chromium.new_context(**options)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    try:
        tab = Tab(await context.new_page(), site)
        tab.watch()
        yield tab
    finally:
        await context.close()
    assert tab.complaints == []
