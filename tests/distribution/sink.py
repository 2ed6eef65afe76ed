"""A real mail server on the loopback that takes, puts off, refuses or breaks off, by the address."""

import asyncio
import email
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """What it does is in the address: `later@`, `never@`, `breaks@`; all others get their mail."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        #: Who the mails taken came from, by their envelopes.
        self.senders: list[str] = []
        #: False takes every mail, whatever its address says.
        self.obeys = True
        #: While it is set to an event that has not happened, answers to mails wait for it.
        self.holds: asyncio.Event | None = None
        self.somebody_waits = asyncio.Event()
        self._took_one = asyncio.Condition()
        self.port = 0
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def mails(self, to: str = "") -> list[EmailMessage]:
        """Those taken so far, as a mail program reads them."""
        wanted = (content for recipient, content in self.taken if to in recipient)
        return [email.message_from_bytes(content, policy=default) for content in wanted]

    async def took(self, recipient: str) -> None:
        """Wait until a mail to them was taken, answered or not. Raises TimeoutError."""
        async with asyncio.timeout(10), self._took_one:
            await self._took_one.wait_for(lambda: any(to == recipient for to, _ in self.taken))

    async def handle_RCPT(  # noqa: N802 — the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.obeys and address.startswith("later"):
            return f"451 4.7.1 <{address}>: greylisted, come again"
        if self.obeys and address.startswith("never"):
            return f"550 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 — as above
        recipient, content = envelope.rcpt_tos[0], envelope.content
        assert isinstance(content, bytes)
        self.taken.append((recipient, content))
        self.senders.append(envelope.mail_from or "")
        self.somebody_waits.set()
        async with self._took_one:
            self._took_one.notify_all()
        if self.holds is not None:
            await self.holds.wait()
        if self.obeys and recipient.startswith("breaks"):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 2.0.0 taken"

    def _connection(self) -> SMTP:
        return SMTP(self, enable_SMTPUTF8=True, hostname="sink.example")
