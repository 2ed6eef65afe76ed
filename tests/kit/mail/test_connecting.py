"""Connections by TLS, with and without a name, to the mail server that a laptop has."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvloop
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr

from services.kit.config import KitSettings
from services.kit.mail import Attempt, Outcome, SmtpPool
from services.kit.mail import Envelope as Mail
from services.local.mailbox import Mailbox
from services.local.smtp import start_smtp

SENDER = "alerts@cascade.example"
BODY = b"Subject: x\r\n\r\n.a\r\n..b\r\n.\r\nCaf\xc3\xa9 " + b"x" * 900 + b"\r\n"
LOOPS = pytest.mark.parametrize(
    "loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)


class Catcher:
    """Keeps what comes, and says that it can be pipelined."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.were_secret: set[bool] = set()

    async def handle_EHLO(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        session.host_name = name
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 — as above
        assert isinstance(envelope.content, bytes)
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        self.were_secret.add(session.ssl is not None)
        return "250 2.0.0 kept"


@asynccontextmanager
async def caught(certificate: Path, security: str, **own: Any) -> AsyncIterator[tuple[SmtpPool, Catcher]]:
    """A pool and the real mail server it sends to, which takes nothing in the clear."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    catcher = Catcher()

    def login(*_: object) -> AuthResult:
        data = _[-1]
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"us", b"secret")
        return AuthResult(success=good, handled=False)

    def connection() -> SMTP:
        ways: dict[str, Any] = {"auth_required": True, "authenticator": login} if own else {}
        if security == "starttls":
            ways |= {"tls_context": context, "require_starttls": True}
        return SMTP(catcher, hostname="sink.example", loop=asyncio.get_running_loop(), **ways)

    outer = context if security == "tls" else None
    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0, ssl=outer)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    pool = SmtpPool(KitSettings(smtp=address, smtp_security=security, smtp_connections=3, **own))
    try:
        yield pool, catcher
    finally:
        await pool.close()
        server.close()
        await server.wait_closed()


@LOOPS
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mails_are_pipelined_through_tls(
    certificate: Path, security: str, loop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    async def play() -> tuple[list[Attempt], Catcher]:
        attempts: list[Attempt] = []
        async with caught(certificate, security) as (pool, catcher):
            mails = [(Mail(SENDER, f"{n}@x.example", BODY), attempts.append) for n in range(30)]
            assert await pool.hand_over(mails).told(20)
        return attempts, catcher

    with asyncio.Runner(loop_factory=loop) as runner:
        attempts, catcher = runner.run(play())
    assert attempts == [Attempt(Outcome.ACCEPTED, 250, "2.0.0 kept")] * 30
    assert sorted(catcher.mails) == sorted((f"{n}@x.example", BODY) for n in range(30))
    assert catcher.were_secret == {True} or security == "tls"


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(certificate: Path) -> None:
    async with caught(certificate, "starttls") as (pool, catcher):
        attempt = await pool.send(Mail(SENDER, "b@x.example", BODY))

    assert (attempt.outcome, attempt.code, catcher.mails) == (Outcome.DEFERRED, None, [])


@pytest.mark.parametrize(
    ("password", "outcome", "code"), [("secret", Outcome.ACCEPTED, 250), ("guess", Outcome.DEFERRED, 535)]
)
async def test_we_sign_in(
    certificate: Path, password: str, outcome: Outcome, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    own = {"smtp_user": "us", "smtp_password": SecretStr(password)}
    async with caught(certificate, "starttls", **own) as (pool, _):
        attempt = await pool.send(Mail(SENDER, "b@x.example", BODY))

    assert (attempt.outcome, attempt.code) == (outcome, code)


@LOOPS
def test_the_laptop_s_mail_server_gets_each_mail_once(tmp_path: Path, loop: Any) -> None:
    async def play() -> list[Attempt]:
        mailbox = Mailbox(tmp_path)
        smtp = await start_smtp(mailbox)
        attempts: list[Attempt] = []
        pool = SmtpPool(KitSettings(smtp=smtp.address, smtp_connections=4))
        mails = [(Mail(SENDER, f"{n}@x.example", BODY), attempts.append) for n in range(50)]
        assert await pool.hand_over(mails).told(20)
        await pool.close()
        await smtp.stop()
        found = mailbox.messages(limit=100)
        assert sorted(mail.to for mail in found) == sorted(f"{n}@x.example" for n in range(50))
        mailbox.close()
        return attempts

    with asyncio.Runner(loop_factory=loop) as runner:
        assert {attempt.outcome for attempt in runner.run(play())} == {Outcome.ACCEPTED}
