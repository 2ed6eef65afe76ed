"""A mail server that does at each step as the test tells it, on a real connection."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from services.kit.config import KitSettings
from services.kit.mail import Attempt, Envelope, Outcome, SmtpPool
from services.kit.mail.limits import Limits

FRIENDLY = {
    "hello": "220 sink",
    "EHLO": "250 sink",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go",
    ".": "250 2.0.0 queued",
    "RSET": "250 ok",
    "QUIT": "221 bye",
    "STARTTLS": "220 go",
}
#: What the server does instead of answering.
DROP = "(drops the connection)"
STALL = "(says nothing, for ever)"
TRICKLE = "(says it so slowly that no octet comes late, and all of them do)"
GARBAGE = "HTTP/1.1 400 Bad Request"
PIPELINING = {"EHLO": "250-sink\r\n250-SIZE\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING"}
#: Between two octets.
TRICKLE_SECONDS = 0.05
SENDER = "alerts@cascade.example"
MAIL = Envelope(SENDER, "asha@somerset.example", b"Subject: x\r\n\r\n.dot\r\nend\r\n")
ACCEPTED = Attempt(Outcome.ACCEPTED, 250, "2.0.0 queued")
BOTH_WAYS = pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "plain"])
#: No test waits for a limit that it does not mean.
PATIENT = Limits(patience=30)
HASTY = Limits(command=0.1, data=0.1, dot=0.1, patience=30)


@dataclass(frozen=True)
class Ways:
    """How the server is."""

    pipelining: bool = True
    one_octet_at_a_time: bool = False
    #: DATA without a recipient gets 354 all the same.
    is_lenient: bool = False


@dataclass
class Sink:
    """Its script is looked up for the step: of this connection, else of this recipient, else of all.

    `2/RCPT` is the second connection's, `RCPT b@x.example` what is said of that recipient.
    """

    script: Mapping[str, str]
    ways: Ways = Ways()
    #: With it, STARTTLS is obeyed; what is said inside is looked up as `tls/EHLO` first.
    tls: ssl.SSLContext | None = None
    #: Lines as they came, commands only.
    heard: list[str] = field(default_factory=list)
    #: What each reading of a connection brought.
    chunks: list[bytes] = field(default_factory=list)
    #: Every message to which it said yes, with its recipients.
    messages: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    connections: int = 0
    stalled: asyncio.Event = field(default_factory=asyncio.Event)
    #: What stalls goes on when this happens.
    resumes: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await Session(self, self.connections, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def recipients(self) -> list[str]:
        """Whoever got a message, once for each."""
        return [recipient for recipients, _ in self.messages for recipient in recipients]


class GoneError(Exception):
    """The script says that the connection ends here."""


@dataclass
class Session:
    sink: Sink
    number: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    read: bytes = b""
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    is_secret: bool = False

    async def run(self) -> None:
        try:
            await self._say("hello")
            while line := await self._line():
                await self._obey(line)
        except GoneError:
            return

    async def _obey(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        self.sink.heard.append(line)
        recipient = rest.partition("<")[2].partition(">")[0]
        if word == "MAIL":
            await self._mail(recipient)
        elif word == "RCPT":
            if self.sender is None:
                await self._write("503 5.5.1 MAIL first")
            elif await self._say("RCPT", recipient):
                self.recipients += (recipient,)
        elif word == "DATA":
            await self._data()
        elif word == "STARTTLS" and self.sink.tls:
            await self._start_tls(self.sink.tls)
        else:
            self.sender = None if word == "RSET" else self.sender
            await self._say(word)
            if word == "QUIT":
                raise GoneError

    async def _start_tls(self, context: ssl.SSLContext) -> None:
        if await self._say("STARTTLS"):
            await self.writer.start_tls(context)
            self.is_secret = True

    async def _mail(self, sender: str) -> None:
        if self.sender is not None:
            await self._write("503 5.5.1 nested MAIL")
        elif await self._say("MAIL"):
            self.sender, self.recipients = sender, ()

    async def _data(self) -> None:
        if not self.recipients and not (self.sink.ways.is_lenient and self.sender is not None):
            await self._write("554 5.5.1 no valid recipients")
            return
        if not await self._say("DATA", *self.recipients):
            return
        message = await self._until(b"\r\n.\r\n", seen=b"\r\n")
        recipients, self.sender, self.recipients = self.recipients, None, ()
        if await self._say(".", *recipients):
            self.sink.messages.append((recipients, message.removeprefix(b"\r\n").removesuffix(b".\r\n")))

    async def _say(self, step: str, recipient: str = "") -> bool:
        """Answer as the script has it; whether that was a yes."""
        script = self.sink.script
        keys = (*[f"tls/{step}"] * self.is_secret, f"{self.number}/{step}", f"{step} {recipient}", step)
        answer = next((script[key] for key in keys if key in script), "502 what")
        if answer == STALL:
            self.sink.stalled.set()
            await self.sink.resumes.wait()
            answer = FRIENDLY[step]
        if answer == DROP:
            raise GoneError
        if answer == TRICKLE:
            answer = FRIENDLY[step]
            await self._write(answer, TRICKLE_SECONDS)
        else:
            await self._write(answer)
        if answer.startswith("421"):
            raise GoneError
        return answer[0] in "23"

    async def _write(self, answer: str, pause: float = 0) -> None:
        data = f"{answer}\r\n".encode()
        slow = pause or self.sink.ways.one_octet_at_a_time
        for piece in (data[i : i + 1] for i in range(len(data))) if slow else (data,):
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(pause)

    async def _line(self) -> str:
        return (await self._until(b"\r\n")).decode().rstrip("\r\n")

    async def _until(self, end: bytes, seen: bytes = b"") -> bytes:
        self.read = seen + self.read
        while end not in self.read:
            chunk = await self.reader.read(1 << 16)
            if not chunk:
                raise GoneError
            self.sink.chunks.append(chunk)
            self.read += chunk
        found, end, self.read = self.read.partition(end)
        return found + end


@asynccontextmanager
async def listening(
    changes: Mapping[str, str], ways: Ways = Ways(), tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[str, Sink]]:
    """A sink that says yes to everything but for the changes, and where it is."""
    sink = Sink(FRIENDLY | (PIPELINING if ways.pipelining else {}) | dict(changes), ways, tls)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", sink
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def sink_and_pool(
    changes: Mapping[str, str],
    ways: Ways = Ways(),
    *,
    connections: int = 1,
    limits: Limits = PATIENT,
    second: str = "",
    tls: ssl.SSLContext | None = None,
    **chosen: Any,
) -> AsyncIterator[tuple[SmtpPool, Sink]]:
    """A pool whose server is such a sink."""
    async with listening(changes, ways, tls) as (address, sink):
        settings = KitSettings(smtp=address, smtp_second=second, smtp_connections=connections, **chosen)
        pool = SmtpPool(settings, limits)
        try:
            yield pool, sink
        finally:
            sink.resumes.set()
            await pool.close()


@asynccontextmanager
async def two_sinks_and_pool(
    first: Mapping[str, str],
    second: Mapping[str, str] = {},
    ways: Ways = Ways(),
    *,
    connections: int = 1,
    limits: Limits = PATIENT,
) -> AsyncIterator[tuple[SmtpPool, Sink, Sink]]:
    """A pool with two routes."""
    async with (
        listening(second, ways) as (address, other),
        sink_and_pool(first, ways, connections=connections, limits=limits, second=address) as (pool, sink),
    ):
        yield pool, sink, other
        other.resumes.set()
        await pool.close()


def mails(*names: str) -> list[Envelope]:
    return [Envelope(SENDER, f"{name}@x.example", f"Subject: {name}\r\n\r\nx\r\n".encode()) for name in names]


async def handed_over(pool: SmtpPool, envelopes: list[Envelope]) -> list[Attempt]:
    """All at once; each is told how it ended exactly once."""
    told: list[list[Attempt]] = [[] for _ in envelopes]
    handing = pool.hand_over([(one, place.append) for one, place in zip(envelopes, told, strict=True)])
    assert await handing.told(20)
    assert [len(place) for place in told] == [1] * len(envelopes)
    return [attempt for (attempt,) in told]


def ignored(_attempt: Attempt) -> None:
    """Nobody asks."""


def told(attempts: list[Attempt]) -> list[str]:
    return [f"{attempt.outcome} {attempt.code or '-'}" for attempt in attempts]
