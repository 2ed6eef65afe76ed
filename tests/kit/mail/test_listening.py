"""A small mail server: who is let in, and what is said to them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.kit.mail import listening as kit
from services.kit.mail.listening import listening

MAIL = ("MAIL FROM:<>", "RCPT TO:<us@here.example>")


class Desk:
    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []

    def is_for_us(self, recipient: str) -> bool:
        return recipient.startswith("us")

    async def take(self, sender: str, recipient: str, message: bytes) -> str:
        self.taken.append((sender, recipient, message))
        if b"breaks" in message:
            raise ValueError("a secret of ours")
        return "451 4.3.0 Later" if b"later" in message else "250 2.0.0 Taken"


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def of(cls, port: int) -> "Client":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def hears(self) -> str:
        """The last line of an answer."""
        while line := (await asyncio.wait_for(self._reader.readline(), 10)).decode():
            if line[3:4] != "-":
                break
        return line.strip()

    async def says(self, *lines: str | bytes) -> list[str]:
        answers = []
        for line in lines:
            self._writer.write((line.encode() if isinstance(line, str) else line) + b"\r\n")
            answers.append(await self.hears())
        return answers

    def close(self) -> None:
        self._writer.close()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def port(desk: Desk) -> AsyncIterator[int]:
    async with listening("127.0.0.1:0", desk) as port:
        yield port


@pytest.fixture
async def client(port: int) -> AsyncIterator[Client]:
    client = await Client.of(port)
    assert (await client.hears()).startswith("220")
    await client.says("EHLO mx.example")
    yield client
    client.close()


async def test_a_mail_is_taken_as_it_came_and_answered_by_whom_it_is_for(client: Client, desk: Desk) -> None:
    answers = await client.says(*MAIL, "DATA", b"Subject: \xe9\r\n\r\n..x\r\n.")

    assert answers[-1] == "250 2.0.0 Taken"
    assert desk.taken == [("", "us@here.example", b"Subject: \xe9\r\n\r\n.x\r\n")]
    assert (await client.says(*MAIL, "DATA", "later\r\n."))[-1] == "451 4.3.0 Later"


async def test_whoever_takes_a_mail_is_told_from_whom_its_envelope_is(client: Client, desk: Desk) -> None:
    await client.says("MAIL FROM:<Bounces+1-a@here.example>", MAIL[1], "DATA", "Subject: x\r\n.")

    assert [sender for sender, *_ in desk.taken] == ["Bounces+1-a@here.example"]


async def test_what_fails_on_our_side_may_pass_and_is_nobodys_business(client: Client) -> None:
    answers = await client.says(*MAIL, "DATA", "breaks\r\n.")

    assert answers[-1] == "451 4.3.0 Something failed here, come again"


async def test_others_recipients_and_a_second_one_are_not_taken(client: Client) -> None:
    answers = await client.says(MAIL[0], "RCPT TO:<them@here.example>", MAIL[1], "RCPT TO:<us2@here.example>")

    assert [answer[:3] for answer in answers] == ["250", "550", "250", "452"]


async def test_what_is_too_large_is_not_taken(client: Client, desk: Desk) -> None:
    large = b"\r\n".join([b"x" * 900] * (kit.LARGEST_MAIL // 900 + 10))
    answers = await client.says(*MAIL, "DATA", large + b"\r\n.")

    assert answers[-1].startswith("552")
    assert desk.taken == []


async def test_too_many_at_once_are_to_come_again(
    client: Client, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit, "MOST_CONNECTIONS", 1)
    second = await Client.of(port)

    assert (await second.hears()).startswith("421")
    assert (await client.says("NOOP"))[0].startswith("250"), "the first is still served"
    client.close()
    second.close()


async def test_at_its_end_open_connections_are_closed(desk: Desk) -> None:
    async with listening("127.0.0.1:0", desk) as port:
        client = await Client.of(port)
        await client.hears()

    assert await client.hears() == ""
    client.close()
