"""What is wrong with a page is found; otherwise no page would ever be found at fault."""

import pytest
from playwright.async_api import Browser

from tests.accessibility.audit import faults, lacks

pytestmark = pytest.mark.asyncio(loop_scope="session")

FRAME = (
    '<html lang="en"><head><title>Page</title></head><body><main><h1>Page</h1>{}</main></body></html>'.format
)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="/x" tabindex="-1">Go</a>', 'no key reaches <a href="/x" tabindex="-1">'),
        ('<p role="button">Press</p>', "no key reaches <p role="),
        ('<a href="/x" tabindex="2">Go</a>', "the keyboard comes out of turn to <a"),
        ('<div style="width: 500px">Wide</div>', "px wider than a phone"),
        ("<input>", "label: Form elements must have labels"),
    ],
)
async def test_a_fault_is_found(chromium: Browser, html: str, fault: str) -> None:
    page = await chromium.new_page()
    await page.set_content(FRAME(html))
    found = await faults(page)
    await page.close()

    assert any(fault in one for one in found), found


async def test_a_page_without_faults_has_none(chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.set_content(
        FRAME('<a href="/x">Go</a><p aria-hidden="true"><button tabindex="-1">No</button></p>')
    )
    found = await faults(page)
    await page.close()

    assert found == []


async def test_what_only_scripts_would_bring_is_missed() -> None:
    good = FRAME('<form action="/x"><button>Send</button></form><a href="/y">Go</a>')

    assert lacks(good) == []
    assert lacks(good.replace("h1", "h2")) == ["without scripts there is no heading"]
    assert lacks(good.replace("<button", '<button type="button"')) == ["without scripts /x cannot be sent"]
    assert lacks(good.replace("/y", "#")) == ["without scripts '#' leads nowhere"]
