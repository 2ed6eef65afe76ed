"""Taking mail: a small server beside the pages, for what mail servers send back to us."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session

from services.kit.log import log

#: A report with the mail that it returns has a tenth of this.
LARGEST_MAIL = 1_000_000
MOST_CONNECTIONS = 100
#: How long a client may be silent; RFC 5321 §4.5.3.2.7.
SILENCE_SECONDS = 300
CLOSING_SECONDS = 5.0


class Taker(Protocol):
    """Answers in the words of SMTP, such as `250 2.0.0 Kept`; what is said here is said to strangers."""

    def is_for_us(self, recipient: str) -> bool: ...

    async def take(self, sender: str, recipient: str, message: bytes) -> str:
        """`sender` is the one of the envelope, empty for a report."""


class _Hooks:
    """What the server asks: named by aiosmtpd."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker

    async def handle_RCPT(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not self._taker.is_for_us(address):
            return "550 5.1.1 There is no such address here"
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Go on"

    async def handle_DATA(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        # The empty sender is kept as it was written.
        sender = (envelope.mail_from or "").removeprefix("<>")
        return await self._taker.take(sender, envelope.rcpt_tos[0], envelope.original_content or b"")

    async def handle_exception(self, error: Exception) -> str:
        """By itself the server would tell strangers what failed, and that for good."""
        log.error("mail cannot be taken", error=type(error).__name__)
        return "451 4.3.0 Something failed here, come again"


class _Server(SMTP):
    """Knows which connections are open, so that they can be closed."""

    def __init__(self, hooks: _Hooks, connections: set[Any]) -> None:
        super().__init__(
            hooks,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            ident="Safety Cascade",
            timeout=SILENCE_SECONDS,
            loop=asyncio.get_running_loop(),
        )
        self._connections = connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if len(self._connections) >= MOST_CONNECTIONS and isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 Too many connections, come again\r\n")
            transport.close()
            return
        self._connections.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport in self._connections:
            self._connections.discard(self.transport)
            super().connection_lost(error)


@asynccontextmanager
async def listening(address: str, taker: Taker) -> AsyncIterator[int]:
    """Take mail at HOST:PORT while the block runs; gives the port. What is being taken may finish."""
    host, _, port = address.rpartition(":")
    connections: set[Any] = set()
    hooks = _Hooks(taker)
    server = await asyncio.get_running_loop().create_server(
        lambda: _Server(hooks, connections), host.strip("[]") or None, int(port)
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for connection in tuple(connections):
            connection.close()
        async with asyncio.timeout(CLOSING_SECONDS):
            await server.wait_closed()
