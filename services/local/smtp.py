"""A mail server that accepts everything on the loopback and delivers it to the mailbox.

It says 250 only when the mail is on the disk. Mails that arrive together are written together, which is
what makes it quick enough to take an alert to every organisation of the country.
"""

import asyncio
import contextlib
import logging
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from services.local.mailbox import ArrivingMail, Mailbox
from services.local.ports import LOOPBACK, choose_port

NAME = "the mailbox"
LARGEST_MAIL = 30_000_000
END_OF_MAIL = b"\r\n.\r\n"

# It logs every command, and commands hold people's addresses.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class Delivery:
    """Writes what has arrived in one transaction, while the next mails arrive."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Nothing is written until `run` runs."""
        self._mailbox = mailbox
        self._waiting: list[tuple[ArrivingMail, asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()

    async def deliver(self, mail: ArrivingMail) -> None:
        """Return when the mail is on the disk; raise what kept it from getting there."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((mail, written))
        self._arrived.set()
        await written

    async def run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            batch, self._waiting = self._waiting, []
            failure = await self._written([mail for mail, _ in batch])
            for _, written in batch:
                if written.done():
                    continue
                if failure:
                    written.set_exception(failure)
                else:
                    written.set_result(None)

    async def _written(self, mails: list[ArrivingMail]) -> sqlite3.Error | None:
        try:
            await asyncio.to_thread(self._mailbox.add, mails)
        except sqlite3.Error as error:
            return error
        return None


class Hooks:
    """What the server asks of us: named by aiosmtpd."""

    def __init__(self, delivery: Delivery) -> None:
        """`delivery` takes each mail."""
        self._delivery = delivery

    async def handle_EHLO(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_DATA(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        mail = ArrivingMail(
            datetime.now(UTC),
            envelope.mail_from or "",
            tuple(envelope.rcpt_tos),
            envelope.original_content or b"",
        )
        try:
            await self._delivery.deliver(mail)
        except sqlite3.Error:
            return "452 4.3.1 The mail could not be written to the disk"
        return "250 2.0.0 Kept"


class WholeMailSMTP(SMTP):
    """Reads each mail in one piece; line by line, as aiosmtpd does it, takes twice as long."""

    # The reader's buffer has this size, too.
    line_length_limit = 1 << 20

    def __init__(self, hooks: Hooks, open_connections: set[asyncio.BaseTransport]) -> None:
        """`open_connections` holds the connection while it lasts."""
        super().__init__(
            hooks,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            hostname="mailbox.localhost",
            ident="Safety Cascade",
            loop=asyncio.get_running_loop(),
        )
        self._open_connections = open_connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._open_connections.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._open_connections.discard(self.transport)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 — aiosmtpd's name
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos or arg:
            await self.push("503 5.5.1 DATA follows RCPT and stands alone")
            return
        await self.push("354 End with a lone dot")
        content = await self._whole_mail()
        if len(content) > LARGEST_MAIL:
            answer = "552 5.3.4 The mail is too large"
        else:
            envelope.content = envelope.original_content = content
            answer = await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(answer)

    async def _whole_mail(self) -> bytes:
        """The mail without its end and its stuffed dots; of a too large one, more than is allowed."""
        seen = bytearray(b"\r\n")
        while not seen.endswith(END_OF_MAIL):
            try:
                seen += await self._reader.readuntil(b".\r\n")
            except asyncio.LimitOverrunError as error:
                seen += await self._reader.read(error.consumed)
            if len(seen) > 2 * LARGEST_MAIL:
                del seen[LARGEST_MAIL : -len(END_OF_MAIL)]
        return bytes(seen[:-3].replace(b"\r\n..", b"\r\n.")[2:])


@dataclass(frozen=True)
class RunningSmtp:
    address: str
    server: asyncio.Server
    writing: asyncio.Task[None]
    open_connections: set[asyncio.BaseTransport] = field(default_factory=set)

    async def stop(self) -> None:
        self.server.close()
        for connection in tuple(self.open_connections):
            connection.close()
        await self.server.wait_closed()
        self.writing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.writing


async def start_smtp(mailbox: Mailbox, *, port: int | None = None) -> RunningSmtp:
    """Listen within the running event loop."""
    port = choose_port(NAME, port)
    delivery = Delivery(mailbox)
    hooks = Hooks(delivery)
    open_connections: set[Any] = set()
    server = await asyncio.get_running_loop().create_server(
        lambda: WholeMailSMTP(hooks, open_connections), LOOPBACK, port
    )
    writing = asyncio.create_task(delivery.run(), name="mailbox")
    return RunningSmtp(f"{LOOPBACK}:{port}", server, writing, open_connections)
