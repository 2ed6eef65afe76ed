from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.local.mailbox import ArrivingMail, Mailbox

NOW = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)
SOURCE = b"""From: Safety Cascade <alerts@cascade.example>\r
To: lead@trust.example\r
Subject: =?utf-8?q?Alert_=E2=80=93_act_now?=\r
X-Twice: one\r
X-Twice: two\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=b\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: 8bit\r
\r
Caf\xc3\xa9\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Hello</p>\r
--b--\r
"""
NONSENSE = [
    b"",
    b"\r\n",
    b"\xff\xfe\x00",
    b"Subject: =?utf-8?b?nonsense=?=\r\n\r\n",
    b"Subject: =?no-such-charset?q?a?=\r\n\r\n",
    b"From: @@<<>>;;::\r\nTo: ,,,\r\nSubject: \xff\r\n\r\nx",
    b"Content-Type: text/plain; charset=no-such-charset\r\n\r\n\xff",
    b"Content-Type: multipart/mixed\r\n\r\nno boundary",
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx",
]


def a_mail(*to: str, source: bytes = SOURCE) -> ArrivingMail:
    return ArrivingMail(NOW, "bounces@cascade.example", to or ("lead@trust.example",), source)


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    opened = Mailbox(tmp_path)
    yield opened
    opened.close()


def test_a_mail_is_read_as_its_reader_sees_it(mailbox: Mailbox) -> None:
    mailbox.add([a_mail()])
    (mail,) = mailbox.messages()
    assert (mail.to, mail.sender) == ("lead@trust.example", "Safety Cascade <alerts@cascade.example>")
    assert mail.subject == "Alert – act now"
    assert (mail.text, mail.html.strip()) == ("Café", "<p>Hello</p>")
    assert mail.headers["X-Twice"] == "one\ntwo"
    assert (mail.received_at, mail.source) == (NOW, SOURCE)
    assert mailbox.message(mail.id) == mail
    assert mailbox.message(mail.id + 1) is None


def test_an_address_is_found_however_its_letters_are_written(mailbox: Mailbox) -> None:
    mailbox.add([a_mail("Lead@Trust.example", "deputy@trust.example"), a_mail("other@trust.example")])
    assert [mail.to for mail in mailbox.messages("LEAD@trust.EXAMPLE")] == [
        "Lead@Trust.example, deputy@trust.example"
    ]
    assert len(mailbox.messages("deputy@trust.example")) == 1
    assert mailbox.messages("ead@trust.example") == []


def test_pages_of_mails_go_from_the_newest_to_the_oldest_without_a_gap(mailbox: Mailbox) -> None:
    mailbox.add([a_mail() for _ in range(3)])
    mailbox.add([a_mail() for _ in range(2)])
    for to in (None, "lead@trust.example"):
        page = mailbox.messages(to, limit=2)
        seen = [mail.id for mail in page]
        while page:
            page = mailbox.messages(to, limit=2, before=page[-1].id)
            seen += [mail.id for mail in page]
        assert seen == [5, 4, 3, 2, 1]


def test_mails_survive_a_restart(mailbox: Mailbox, tmp_path: Path) -> None:
    mailbox.add([a_mail()])
    mailbox.close()
    again = Mailbox(tmp_path)
    again.add([a_mail("deputy@trust.example")])
    assert [mail.to for mail in again.messages()] == ["deputy@trust.example", "lead@trust.example"]
    again.close()


@pytest.mark.parametrize("source", NONSENSE)
def test_whatever_was_sent_can_be_shown(mailbox: Mailbox, source: bytes) -> None:
    mailbox.add([a_mail(source=source)])
    (mail,) = mailbox.messages()
    assert mail.source == source
