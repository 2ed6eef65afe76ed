"""What is wrong with an open page: for everybody, on a wide screen and on a phone."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

from tests.browser import NARROW, WIDE

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
BEST_PRACTICE = "best-practice"
#: Colours are the same on every screen, and looking at them takes longest.
SAME_ON_A_PHONE = {"color-contrast": {"enabled": False}}
#: The design system says so of radios that open a part of the form, as GOV.UK's does, knowingly.
KNOWN = ("aria-allowed-attr", 'type="radio"', "aria-expanded=")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def faults(page: Page, *tags: str) -> list[str]:
    """What axe finds, and whether the page scrolls sideways on a phone."""
    tags = tags or (*WCAG, BEST_PRACTICE)
    await page.evaluate(AXE_SCRIPT)
    found = await _violations(page, WIDE, tags, {})
    found += await _violations(page, NARROW, tags, SAME_ON_A_PHONE)
    if wider := await page.evaluate(SIDEWAYS):
        found.append(f"{wider} px wider than a phone")
    return found


async def _violations(page: Page, width: int, tags: tuple[str, ...], rules: dict[str, Any]) -> list[str]:
    await page.set_viewport_size({"width": width, "height": 900})
    options = {"runOnly": [*tags], "rules": rules, "resultTypes": ["violations"]}
    found = await page.evaluate("options => axe.run(options)", options)
    each = [(one, node["html"]) for one in found["violations"] for node in one["nodes"]]
    words = [f"{width} px: {one['id']}: {one['help']}: {html}" for one, html in each]
    return [said for said in words if not all(part in said for part in KNOWN)]
