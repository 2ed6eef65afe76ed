import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import aiosmtplib
import pytest

from services.local.mailbox import ArrivingMail, Mailbox
from services.local.smtp import LARGEST_MAIL, RunningSmtp, start_smtp

SENDER, TO = "alerts@cascade.example", "lead@trust.example"


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    opened = Mailbox(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
async def smtp(mailbox: Mailbox) -> AsyncIterator[RunningSmtp]:
    running = await start_smtp(mailbox)
    yield running
    await running.stop()


def client(smtp: RunningSmtp) -> aiosmtplib.SMTP:
    host, port = smtp.address.split(":")
    return aiosmtplib.SMTP(hostname=host, port=int(port))


async def raw(smtp: RunningSmtp, *writes: bytes, replies: int) -> list[bytes]:
    """The codes of the replies after the one to EHLO."""
    reader, writer = await asyncio.open_connection(*smtp.address.split(":"))
    writer.write(b"EHLO sender.example\r\n")
    await reader.readline()
    while (await reader.readline())[3:4] == b"-":
        pass
    for write in writes:
        writer.write(write)
    codes = [(await asyncio.wait_for(reader.readline(), 20))[:3] for _ in range(replies)]
    writer.close()
    return codes


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\r\n",
        b".\r\n",
        b"..\r\n.a\r\n",
        b"a.\r\nb.\r\n",
        b"Caf\xc3\xa9\r\n",
        b"x" * 3_000_000 + b"\r\n",
    ],
)
async def test_a_mail_arrives_octet_for_octet(smtp: RunningSmtp, mailbox: Mailbox, body: bytes) -> None:
    source = b"Subject: a\r\n\r\n" + body
    async with client(smtp) as sender:
        assert sender.supports_extension("8bitmime")
        assert sender.supports_extension("pipelining")
        await sender.sendmail(SENDER, [TO], source)
    (mail,) = mailbox.messages(TO)
    assert mail.source == source


async def test_mails_pipelined_in_one_write_are_all_kept(smtp: RunningSmtp, mailbox: Mailbox) -> None:
    group = f"MAIL FROM:<{SENDER}> BODY=8BITMIME\r\nRCPT TO:<{TO}>\r\nDATA\r\n".encode()
    last = b"Subject: 2\r\n\r\n.\r\n"
    codes = await raw(smtp, group, b"Subject: 1\r\n\r\n.\r\n" + group, last, replies=8)
    assert codes == [b"250", b"250", b"354", b"250"] * 2
    assert [mail.subject for mail in mailbox.messages()] == ["2", "1"]


async def test_an_empty_mail_ends_at_once(smtp: RunningSmtp, mailbox: Mailbox) -> None:
    group = f"MAIL FROM:<{SENDER}>\r\nRCPT TO:<{TO}>\r\nDATA\r\n.\r\n".encode()
    assert await raw(smtp, group, replies=4) == [b"250", b"250", b"354", b"250"]
    assert [mail.source for mail in mailbox.messages()] == [b""]


async def test_data_without_a_recipient_is_refused(smtp: RunningSmtp) -> None:
    assert await raw(smtp, b"DATA\r\n", replies=1) == [b"503"]


async def test_a_too_large_mail_is_refused_and_the_connection_lives_on(
    smtp: RunningSmtp, mailbox: Mailbox
) -> None:
    async with client(smtp) as sender:
        await sender.mail(SENDER)
        await sender.rcpt(TO)
        with pytest.raises(aiosmtplib.SMTPDataError, match="too large"):
            await sender.data(b"x" * (2 * LARGEST_MAIL + 100_000))
        await sender.sendmail(SENDER, [TO], b"Subject: small\r\n\r\n")
    assert [mail.subject for mail in mailbox.messages()] == ["small"]


async def test_what_could_not_be_written_is_refused_for_now(
    smtp: RunningSmtp, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_mails: Sequence[ArrivingMail]) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async with client(smtp) as sender:
        with monkeypatch.context() as disk:
            disk.setattr(mailbox, "add", full)
            with pytest.raises(aiosmtplib.SMTPDataError) as refusal:
                await sender.sendmail(SENDER, [TO], b"Subject: a\r\n\r\n")
        assert refusal.value.code == 452
        await sender.sendmail(SENDER, [TO], b"Subject: b\r\n\r\n")
    assert [mail.subject for mail in mailbox.messages()] == ["b"]


async def test_stopping_does_not_wait_for_idle_senders(mailbox: Mailbox) -> None:
    smtp = await start_smtp(mailbox)
    sender = client(smtp)
    await sender.connect()
    await asyncio.wait_for(smtp.stop(), 5)
    sender.close()
