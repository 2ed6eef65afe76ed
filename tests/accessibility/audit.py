"""What is wrong with an open page: wide and on a phone, by keyboard, and for whoever has no scripts."""

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

import html5lib
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, Page

from tests.browser import NARROW, PERSON, WIDE

LONGEST_LOOK_SECONDS = 120
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
BEST_PRACTICE = "best-practice"
#: Colours are the same on every screen, and looking at them takes longest.
SAME_ON_A_PHONE = {"color-contrast": {"enabled": False}}
#: The design system says so of radios that open a part of the form, as GOV.UK's does, knowingly.
KNOWN = ("aria-allowed-attr", 'type="radio"', "aria-expanded=")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: What can be seen and pressed is a stop of the Tab key, in the order in which it stands.
OFF_THE_KEYBOARD = """() => {
  const inReach = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const isThere = one => one.checkVisibility({visibilityProperty: true}) && !one.disabled;
  const isMeant = one => isThere(one) && !one.closest("[aria-hidden=true]");
  const opening = one => one.outerHTML.slice(0, 120);
  const controls = [...document.querySelectorAll(inReach)].filter(isMeant);
  const unreached = controls.filter(one => one.tabIndex < 0);
  const early = [...document.querySelectorAll("[tabindex]")].filter(one => one.tabIndex > 0);
  const pressed = [...document.querySelectorAll("[onclick], [role=button], [role=link]")]
    .filter(one => isMeant(one) && !one.matches(inReach));
  return [
    ...[...unreached, ...pressed].map(one => `no key reaches ${opening(one)}`),
    ...early.map(one => `the keyboard comes out of turn to ${opening(one)}`),
  ];
}"""
#: What only a script would show; what a closed `details` holds, one press opens.
UNSEEN = """() => {
  const controls = "main :is(h1, a[href], button, input:not([type=hidden]), select, textarea, summary)";
  const isFolded = one => one.closest("details:not([open])") && one.tagName !== "SUMMARY";
  const isMeant = one => !one.closest("[aria-hidden=true]") && !isFolded(one);
  const unseen = [...document.querySelectorAll(controls)]
    .filter(one => isMeant(one) && !one.checkVisibility({visibilityProperty: true}));
  return unseen.map(one => `without scripts nobody sees ${one.outerHTML.slice(0, 120)}`);
}"""

#: Without scripts, by browser; several people look at the same time, and it shows one page at a time.
_PLAIN: WeakKeyDictionary[Browser, Page] = WeakKeyDictionary()
_TURNS = asyncio.Lock()


async def faults(page: Page, *tags: str) -> list[str]:
    """What axe finds, what no key reaches, and whether the page scrolls sideways on a phone."""
    tags = tags or (*WCAG, BEST_PRACTICE)
    await page.evaluate(AXE_SCRIPT)
    found = list(await page.evaluate(OFF_THE_KEYBOARD))
    found += await _violations(page, WIDE, tags, {})
    found += await _violations(page, NARROW, tags, SAME_ON_A_PHONE)
    if wider := await page.evaluate(SIDEWAYS):
        found.append(f"{wider} px wider than a phone")
    return found


async def without_scripts(page: Page) -> list[str]:
    """What whoever is there, but has no scripts, misses of the page at this address; nothing of a form's."""
    answer = await page.request.get(page.url)
    if not answer.ok:
        return []
    return [*lacks(await answer.text()), *await _out_of_sight(page)]


async def _out_of_sight(page: Page) -> list[str]:
    """The same page in a browser that runs no script of it: what can be filled in or pressed is seen."""
    browser = page.context.browser
    assert browser is not None, "it was opened by one"
    async with _TURNS:
        plain = _PLAIN.get(browser) or await _plain_page(browser)
        await plain.context.clear_cookies()
        await plain.context.add_cookies(await page.context.cookies())  # type: ignore[arg-type] # what it gave
        await plain.goto(page.url)
        return list(await plain.evaluate(UNSEEN))


async def _plain_page(browser: Browser) -> Page:
    """One for the whole run, for opening another takes longer than looking at a page."""
    context = await browser.new_context(java_script_enabled=False, user_agent=PERSON)
    return _PLAIN.setdefault(browser, await context.new_page())


def lacks(html: str) -> list[str]:
    """A heading, a button to each form, an address to each link: what a page has without any script."""
    document = html5lib.parse(html, namespaceHTMLElements=False)
    found = [] if document.find(".//main//h1") is not None else ["without scripts there is no heading"]
    for form in document.iter("form"):
        buttons = [one for one in form.iter("button") if one.get("type", "submit") == "submit"]
        if all("hidden" in one.attrib or one.get("aria-hidden") for one in buttons):
            found.append(f"without scripts {form.get('action')} cannot be sent")
    links = [link.get("href", "") for link in document.iter("a")]
    found += [f"without scripts {href!r} leads nowhere" for href in links if _leads_nowhere(href)]
    return found


def _leads_nowhere(href: str) -> bool:
    return href in ("", "#") or href.startswith("javascript:")


async def _violations(page: Page, width: int, tags: tuple[str, ...], rules: dict[str, Any]) -> list[str]:
    await page.set_viewport_size({"width": width, "height": 900})
    options = {"runOnly": [*tags], "rules": rules, "resultTypes": ["violations"]}
    # In a page that runs no scripts it would never end.
    async with asyncio.timeout(LONGEST_LOOK_SECONDS):
        found = await page.evaluate("options => axe.run(options)", options)
    each = [(one, node["html"]) for one in found["violations"] for node in one["nodes"]]
    words = [f"{width} px: {one['id']}: {one['help']}: {html}" for one, html in each]
    return [said for said in words if not all(part in said for part in KNOWN)]
