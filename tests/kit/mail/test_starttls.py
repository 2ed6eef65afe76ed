"""STARTTLS: nothing of a mail is said in the clear, and nothing that was said in the clear is believed."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.kit.config import KitSettings
from services.kit.mail import Attempt, Outcome, SmtpPool
from tests.kit.mail.sink import ACCEPTED, MAIL, SENDER, Sink, handed_over, listening, mails, sink_and_pool

OFFERED = "250-sink\r\n250-PIPELINING\r\n250 STARTTLS"
WITHOUT = "250-sink\r\n250 PIPELINING"


@asynccontextmanager
async def guarded(certificate: Path, changes: Mapping[str, str]) -> AsyncIterator[tuple[SmtpPool, Sink]]:
    """A server that can do TLS, and a pool that insists on it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    changes = {"EHLO": OFFERED, "tls/EHLO": WITHOUT} | dict(changes)
    asked = sink_and_pool(changes, tls=context, smtp_security="starttls", smtp_ca_file=str(certificate))
    async with asked as (pool, sink):
        yield pool, sink


async def test_mails_are_pipelined_inside_tls(certificate: Path) -> None:
    async with guarded(certificate, {}) as (pool, sink):
        assert await handed_over(pool, mails("a", "b")) == [ACCEPTED] * 2

    assert sink.heard[1:3] == ["STARTTLS", sink.heard[0]]
    sender = SENDER.encode()
    assert b"MAIL FROM:<%b>\r\nRCPT TO:<a@x.example>\r\nDATA\r\n" % sender in sink.chunks
    assert sink.connections == 1


@pytest.mark.parametrize(
    ("changes", "attempt"),
    [
        (
            {"EHLO": WITHOUT},
            Attempt(Outcome.DEFERRED, None, "no connection: SMTP STARTTLS extension not supported by server"),
        ),
        ({"STARTTLS": "454 4.7.0 not now"}, Attempt(Outcome.DEFERRED, 454, "4.7.0 not now")),
        ({"EHLO": "502 what"}, None),
    ],
)
async def test_without_tls_nothing_is_said_of_a_mail(
    certificate: Path, changes: dict[str, str], attempt: Attempt | None
) -> None:
    async with guarded(certificate, changes) as (pool, sink):
        tried = await pool.send(MAIL)

    assert tried.outcome is Outcome.DEFERRED
    assert attempt in (None, tried)
    assert {line.split()[0] for line in sink.heard} <= {"EHLO", "HELO", "STARTTLS", "QUIT"}


@pytest.mark.parametrize(
    "injected", ["250-evil\r\n250-PIPELINING\r\n250 8BITMIME", "250 evil", "550 5.7.1 go away", "421 bye"]
)
async def test_what_was_slipped_in_before_tls_is_not_believed(certificate: Path, injected: str) -> None:
    changes = {"STARTTLS": f"220 go\r\n{injected}", "tls/EHLO": "250 sink"}
    async with guarded(certificate, changes) as (pool, sink):
        assert await handed_over(pool, mails("a", "b")) == [ACCEPTED] * 2

    assert f"MAIL FROM:<{SENDER}>" in sink.heard
    assert [chunk for chunk in sink.chunks if chunk.count(b"\r\n") > 1 and chunk.startswith(b"MAIL")] == []


async def test_what_was_offered_in_the_clear_is_forgotten(certificate: Path) -> None:
    async with guarded(certificate, {"EHLO": OFFERED, "tls/EHLO": "250 sink"}) as (pool, sink):
        assert await pool.send(MAIL) == ACCEPTED

    assert b"MAIL FROM:<%b>\r\n" % SENDER.encode() in sink.chunks


async def test_a_certificate_for_another_name_is_not_trusted(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with listening({"EHLO": OFFERED}, tls=context) as (address, sink):
        elsewhere = address.replace("127.0.0.1", "localhost")
        asked = KitSettings(smtp=elsewhere, smtp_security="starttls", smtp_ca_file=str(certificate))
        pool = SmtpPool(asked)
        attempt = await pool.send(MAIL)
        await pool.close()

    assert (attempt.outcome, attempt.code) == (Outcome.DEFERRED, None)
    assert "certificate is not trusted" in attempt.reply
    assert sink.messages == []


def test_a_file_that_is_not_there_is_said_at_the_start() -> None:
    with pytest.raises(ValueError, match="no such file"):
        KitSettings(smtp_ca_file="/nowhere/ca.pem")
