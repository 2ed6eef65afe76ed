from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from services.kit.clock import utc_now
from services.kit.config import KitSettings
from services.kit.web import errors
from services.kit.web.headers import SecurityHeaders
from services.local.mailbox import ArrivingMail, Mailbox
from services.local.pages import HTML_POLICY, PAGE_LENGTH, router

NOW = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)
HTML = (
    b"Subject: <b>Alert</b>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<script>1</script><a href='/x'>go</a>"
)


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    opened = Mailbox(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
async def browser(mailbox: Mailbox) -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    app.state.settings, app.state.clock, app.state.mailbox = KitSettings(session_key="k"), utc_now, mailbox
    app.include_router(router)
    app.add_middleware(SecurityHeaders, https=False)
    errors.install(app)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://site.example") as client:
        yield client


def arrive(
    mailbox: Mailbox, to: str, source: bytes = b"Subject: An alert\r\n\r\nRead http://x.example/a?b=c\r\n"
) -> None:
    mailbox.add([ArrivingMail(NOW, "alerts@cascade.example", (to,), source)])


async def test_programs_get_the_mails_to_an_address_newest_first(
    mailbox: Mailbox, browser: AsyncClient
) -> None:
    arrive(mailbox, "lead+a@trust.example")
    arrive(mailbox, "deputy@trust.example")
    arrive(mailbox, "lead+a@trust.example", b"Subject: Second\r\nFrom: us@cascade.example\r\n\r\nx\r\n")
    for written in ("Lead%2Ba@Trust.example", "lead+a@trust.example", "%20lead%2Ba@trust.example%20"):
        found = (await browser.get(f"/mailbox/api/messages?to={written}")).json()
        assert [mail["subject"] for mail in found] == ["Second", "An alert"]
    assert found[0] == {
        "id": 3,
        "to": "lead+a@trust.example",
        "from": "us@cascade.example",
        "subject": "Second",
        "received_at": "2025-11-24T09:00:00Z",
        "headers": {"Subject": "Second", "From": "us@cascade.example"},
        "text": "x\n",
        "html": "",
    }


async def test_programs_can_page(mailbox: Mailbox, browser: AsyncClient) -> None:
    for number in range(120):
        arrive(mailbox, f"{number}@trust.example")
    assert len((await browser.get("/mailbox/api/messages")).json()) == 100
    older = (await browser.get("/mailbox/api/messages?limit=2&before=4")).json()
    assert [mail["id"] for mail in older] == [3, 2]
    assert (await browser.get("/mailbox/api/messages?limit=0")).status_code == 422


async def test_an_empty_mailbox_says_so(browser: AsyncClient) -> None:
    assert "No mail has arrived yet" in (await browser.get("/mailbox")).text
    assert "No mail to a@b.example has arrived" in (await browser.get("/mailbox?to=a@b.example")).text


async def test_people_page_through_the_mails(mailbox: Mailbox, browser: AsyncClient) -> None:
    for number in range(PAGE_LENGTH + 1):
        arrive(mailbox, "lead@trust.example", f"Subject: number {number:03}\r\n\r\n".encode())
    first = (await browser.get("/mailbox?to=lead@trust.example")).text
    assert "number 050" in first
    assert "number 000" not in first
    assert "/mailbox?before=2&amp;to=lead%40trust.example" in first
    second = (await browser.get("/mailbox?before=2&to=lead@trust.example")).text
    assert "number 000" in second
    assert "Older mails" not in second
    assert "Newest mails" in second


async def test_a_mail_is_shown_with_its_links_and_without_its_tricks(
    mailbox: Mailbox, browser: AsyncClient
) -> None:
    arrive(mailbox, "lead@trust.example")
    arrive(mailbox, "lead@trust.example", HTML)
    shown = (await browser.get("/mailbox/1")).text
    assert 'href="http://x.example/a?b=c"' in shown
    assert "Monday 24 November 2025" in shown
    assert "&lt;b&gt;Alert&lt;/b&gt;" in (await browser.get("/mailbox/2")).text
    html = await browser.get("/mailbox/2/html")
    assert html.headers["content-security-policy"] == HTML_POLICY
    assert "<a href='/x'>go</a>" in html.text
    for kind in ("text", "source"):
        answer = await browser.get(f"/mailbox/2/{kind}")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_mail_that_is_not_there_is_said_to_be_missing(browser: AsyncClient) -> None:
    for path in ("/mailbox/1", "/mailbox/1/html", "/mailbox/1/text", "/mailbox/1/source"):
        assert (await browser.get(path)).status_code == 404
