"""The story's browser, on a site of a few pages."""

from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.local.browser import Browser, PageError, browsing

FORMS = """<style>p {}</style><h1>Two
 forms</h1><script>var hidden = "<p>"</script>
<form action="/other#top"><input name="q" value="first"></form>
<form action="/save#errors">
<input type="hidden" name="token" value="t"><input name="empty"><textarea name="note"></textarea>
<input type="radio" name="state" value="done"><input type="radio" name="state" value="open" checked>
<input type="checkbox" name="sure" value="1"><button name="go" value="1">Go</button><input value="nameless">
</form><input name="outside" value="x">"""
app = FastAPI()


@app.get("/forms")
async def forms() -> HTMLResponse:
    return HTMLResponse(FORMS)


@app.post("/save")
async def save(state: Annotated[str, Form()], token: Annotated[str, Form()]) -> Response:
    response = RedirectResponse("/saved", 303)
    response.set_cookie("saved", f"{token}-{state}")
    return response


@app.get("/saved")
async def saved(request: Request) -> HTMLResponse:
    return HTMLResponse(f"<p>{request.cookies['saved']}</p>")


@app.get("/live")
async def live(request: Request) -> Response:
    etag = str(app.state.etag)
    return Response(status_code=304) if request.headers.get("if-none-match") == etag else _with(etag)


@app.get("/refused")
async def refused() -> HTMLResponse:
    return HTMLResponse("<h1 class='x'>\n  Not yours </h1>", 403)


@app.get("/bare")
async def bare() -> HTMLResponse:
    return HTMLResponse("no heading", 500)


def _with(etag: str) -> Response:
    return HTMLResponse(f"<p>{etag}</p>", headers={"etag": etag})


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://site.example"
    ) as client:
        yield Browser(client)


async def test_a_page_is_read_without_its_markup(browser: Browser) -> None:
    assert "Two forms" in (await browser.open("/forms")).text
    assert "hidden" not in (await browser.open("/forms")).text


async def test_a_form_is_found_by_where_it_goes_and_holds_what_would_be_sent(browser: Browser) -> None:
    page = await browser.open("/forms")

    assert page.form("/save").fields == {"token": "t", "empty": "", "note": "", "state": "open"}
    assert page.form("/other").fields == {"q": "first"}


async def test_a_missing_form_is_named(browser: Browser) -> None:
    page = await browser.open("/forms")

    with pytest.raises(PageError, match=r"http://site\.example/forms: no form is sent to /issue"):
        page.form("/issue")


async def test_a_form_is_filled_in_and_the_session_kept(browser: Browser) -> None:
    page = await browser.open("/forms")
    done = await browser.send(page, page.form("/save"), state="done")

    assert (done.address, done.text.strip()) == ("http://site.example/saved#errors", "t-done")
    assert "t-done" in (await browser.open("/saved")).text


@pytest.mark.parametrize(
    ("path", "words"), [("/refused", "403 Not yours"), ("/bare", "500 /bare"), ("/none", "404 /none")]
)
async def test_a_refusal_is_told_by_its_heading(browser: Browser, path: str, words: str) -> None:
    with pytest.raises(PageError, match=f"^{words}$"):
        await browser.open(path)


async def test_a_live_part_is_told_from_one_that_stands_still(browser: Browser) -> None:
    app.state.etag = "one"
    page = await browser.open("/live")
    assert await browser.changed(page) is None

    app.state.etag = "two"
    changed = await browser.changed(page)
    assert changed is not None
    assert (changed.etag, changed.text.strip()) == ("two", "two")


async def test_it_says_what_it_is() -> None:
    async with browsing("http://site.example") as browser:
        assert "story" in browser.client.headers["user-agent"]
