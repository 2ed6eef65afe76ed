"""A real mail server on the loopback that takes, puts off, refuses or breaks off, by the address."""

import asyncio
import email
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """What it does is in the address: `later@`, `never@`, `breaks@`; all others get their mail."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.BaseTransport] = set()

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, "127.0.0.1", 0)

    @property
    def address(self) -> str:
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()
        return f"{host}:{port}"

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def mails(self, to: str = "") -> list[EmailMessage]:
        """Those taken so far, as a mail program reads them."""
        wanted = (content for recipient, content in self.taken if to in recipient)
        return [cast("EmailMessage", email.message_from_bytes(content, policy=default)) for content in wanted]

    async def handle_RCPT(  # noqa: N802 — the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address.startswith("later"):
            return f"451 4.7.1 <{address}>: greylisted, come again"
        if address.startswith("never"):
            return f"550 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 — as above
        recipient = envelope.rcpt_tos[0]
        self.taken.append((recipient, bytes(envelope.content or b"")))
        if recipient.startswith("breaks"):
            server.transport.abort()
        return "250 2.0.0 taken"

    def _connection(self) -> SMTP:
        return SMTP(self, enable_SMTPUTF8=True, hostname="sink.example")
