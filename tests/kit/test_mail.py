"""Every way an attempt can end, against a server that says what the test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from services.kit.config import KitSettings
from services.kit.mail import Attempt, Envelope, Outcome, SmtpPool

MAIL = Envelope("alerts@cascade.example", "asha@somerset.example", b"Subject: x\r\n\r\n.dot\r\nend\r\n")
FRIENDLY = {
    "EHLO": "250 sink",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go",
    ".": "250 2.0.0 queued",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}
#: What the server does instead of answering.
DROP = ""


@dataclass
class Sink:
    """Answers by its script, and remembers what it was told."""

    script: Mapping[str, str]
    heard: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 sink\r\n")
        try:
            while line := await reader.readline():
                word = line.decode().split(maxsplit=1)[0].upper()
                if not await self._answer(word, reader, writer):
                    return
        finally:
            writer.close()

    async def _answer(self, word: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        self.heard.append(word)
        answer = self.script.get(word, "502 what")
        writer.write(f"{answer}\r\n".encode() if answer else b"")
        if word == "DATA" and answer.startswith("354"):
            self.messages.append(await reader.readuntil(b"\r\n.\r\n"))
            return await self._answer(".", reader, writer)
        return bool(answer) and word != "QUIT"


@asynccontextmanager
async def _pool(changes: Mapping[str, str], connections: int = 1) -> AsyncIterator[tuple[SmtpPool, Sink]]:
    sink = Sink(FRIENDLY | dict(changes))
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    pool = SmtpPool(KitSettings(smtp=f"127.0.0.1:{port}", smtp_connections=connections))
    try:
        yield pool, sink
    finally:
        await pool.close()
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Attempt(Outcome.ACCEPTED, 250, "2.0.0 queued")),
        ({"MAIL": "451 4.3.0 later"}, Attempt(Outcome.DEFERRED, 451, "4.3.0 later")),
        ({"RCPT": "450 4.2.1 busy"}, Attempt(Outcome.DEFERRED, 450, "4.2.1 busy")),
        ({"RCPT": "550 5.1.1 nobody"}, Attempt(Outcome.REFUSED, 550, "5.1.1 nobody")),
        ({"DATA": "452 4.3.1 full"}, Attempt(Outcome.DEFERRED, 452, "4.3.1 full")),
        ({".": "554 5.7.1 no"}, Attempt(Outcome.REFUSED, 554, "5.7.1 no")),
        ({".": "421 4.4.2 closing"}, Attempt(Outcome.DEFERRED, 421, "4.4.2 closing")),
    ],
)
async def test_what_the_server_says_is_what_is_recorded(changes: dict[str, str], expected: Attempt) -> None:
    async with _pool(changes) as (pool, _):
        assert await pool.send(MAIL) == expected


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"MAIL": DROP}, Outcome.DEFERRED),
        ({"RCPT": DROP}, Outcome.DEFERRED),
        # The message was handed over and no answer came: nobody can know.
        ({".": DROP}, Outcome.UNKNOWN),
    ],
)
async def test_a_lost_connection_is_in_doubt_only_after_the_message(
    changes: dict[str, str], outcome: Outcome
) -> None:
    async with _pool(changes) as (pool, _):
        assert (await pool.send(MAIL)).outcome is outcome


async def test_nobody_listening_is_a_delay() -> None:
    pool = SmtpPool(KitSettings(smtp="127.0.0.1:1"))

    attempt = await pool.send(MAIL)

    assert (attempt.outcome, attempt.code) == (Outcome.DEFERRED, None)


async def test_connections_are_kept_and_no_more_than_allowed_are_opened() -> None:
    async with _pool({}, connections=3) as (pool, sink):
        await asyncio.gather(*(pool.send(MAIL) for _ in range(30)))

    assert sink.connections <= 3
    assert len(sink.messages) == 30


async def test_a_refused_recipient_does_not_cost_the_connection() -> None:
    async with _pool({"RCPT": "550 5.1.1 nobody"}) as (pool, sink):
        await pool.send(MAIL)
        await pool.send(MAIL)

    assert sink.connections == 1


async def test_a_line_that_begins_with_a_dot_arrives_whole() -> None:
    async with _pool({}) as (pool, sink):
        await pool.send(MAIL)

    assert b"\r\n..dot\r\n" in sink.messages[0]
