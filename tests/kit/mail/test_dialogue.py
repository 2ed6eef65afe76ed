"""What is written when, and what follows from each word of the server."""

import asyncio

import pytest

from services.kit.config import KitSettings
from services.kit.mail import Attempt, Outcome, SmtpPool
from services.kit.mail.limits import Limits
from tests.kit.mail.sink import (
    ACCEPTED,
    BOTH_WAYS,
    DROP,
    GARBAGE,
    HASTY,
    MAIL,
    PATIENT,
    SENDER,
    STALL,
    TRICKLE,
    Ways,
    handed_over,
    ignored,
    mails,
    sink_and_pool,
    told,
)


@BOTH_WAYS
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ACCEPTED),
        ({"MAIL": "451 4.3.0 later"}, Attempt(Outcome.DEFERRED, 451, "4.3.0 later")),
        ({"MAIL": "550 5.7.1 not you"}, Attempt(Outcome.REFUSED, 550, "5.7.1 not you")),
        ({"RCPT": "450 4.2.1 busy"}, Attempt(Outcome.DEFERRED, 450, "4.2.1 busy")),
        ({"RCPT": "550 5.1.1 nobody"}, Attempt(Outcome.REFUSED, 550, "5.1.1 nobody")),
        ({"RCPT": "550-5.1.1 no\r\n550 5.1.1 body"}, Attempt(Outcome.REFUSED, 550, "5.1.1 no\n5.1.1 body")),
        ({"RCPT": "251 forwarded"}, ACCEPTED),
        ({"DATA": "452 4.3.1 full"}, Attempt(Outcome.DEFERRED, 452, "4.3.1 full")),
        ({"DATA": "554 5.3.0 no"}, Attempt(Outcome.REFUSED, 554, "5.3.0 no")),
        ({".": "554 5.7.1 no"}, Attempt(Outcome.REFUSED, 554, "5.7.1 no")),
        ({".": "451 4.7.1 greylisted"}, Attempt(Outcome.DEFERRED, 451, "4.7.1 greylisted")),
        ({".": "421 4.4.2 closing"}, Attempt(Outcome.DEFERRED, 421, "4.4.2 closing")),
        # Going away before the message is no verdict: it is tried once more, and then that is the answer.
        ({"MAIL": "421 4.3.2 down"}, Attempt(Outcome.DEFERRED, 421, "4.3.2 down")),
        ({"RCPT": "421 4.3.2 down"}, Attempt(Outcome.DEFERRED, 421, "4.3.2 down")),
        ({"DATA": "421 4.3.2 down"}, Attempt(Outcome.DEFERRED, 421, "4.3.2 down")),
    ],
)
@pytest.mark.parametrize("slow", [False, True], ids=["", "octet by octet"])
async def test_what_the_server_says_is_what_is_recorded(
    changes: dict[str, str], expected: Attempt, *, pipelining: bool, slow: bool
) -> None:
    async with sink_and_pool(changes, Ways(pipelining, slow)) as (pool, sink):
        assert await pool.send(MAIL) == expected

    assert len(sink.messages) == (expected == ACCEPTED)


@BOTH_WAYS
@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (DROP, "lost: it closed the connection"),
        (STALL, "lost: no answer to the message within 0.1 seconds"),
        (TRICKLE, "lost: no answer to the message within 0.1 seconds"),
        (GARBAGE, "lost: it says what is no reply"),
        ("354 odd", "lost: it said 354 to the message"),
    ],
)
async def test_after_the_message_a_fault_leaves_doubt_and_no_repeat(
    fault: str, reply: str, *, pipelining: bool
) -> None:
    async with sink_and_pool({".": fault}, Ways(pipelining), limits=HASTY) as (pool, sink):
        assert await pool.send(MAIL) == Attempt(Outcome.UNKNOWN, None, reply)
        assert sink.connections == 1


async def test_the_next_mail_leaves_with_the_message_before_it() -> None:
    async with sink_and_pool({}) as (pool, sink):
        await handed_over(pool, mails("a", "b"))

    group = b"MAIL FROM:<%b> BODY=8BITMIME\r\nRCPT TO:<%b@x.example>\r\nDATA\r\n"
    sender = SENDER.encode()
    assert sink.chunks[1:4] == [
        group % (sender, b"a"),
        b"Subject: a\r\n\r\nx\r\n.\r\n" + group % (sender, b"b"),
        b"Subject: b\r\n\r\nx\r\n.\r\n",
    ]


async def test_without_pipelining_every_command_waits() -> None:
    async with sink_and_pool({}, Ways(False)) as (pool, sink):
        await handed_over(pool, mails("a", "b"))

    assert [chunk.split(maxsplit=1)[0] for chunk in sink.chunks] == [
        *(b"EHLO", b"MAIL", b"RCPT", b"DATA", b"Subject:"),
        *(b"MAIL", b"RCPT", b"DATA", b"Subject:", b"QUIT"),
    ]


@BOTH_WAYS
@pytest.mark.parametrize("lenient", [False, True], ids=["DATA refused as well", "DATA taken"])
@pytest.mark.parametrize("slow", [False, True], ids=["", "octet by octet"])
async def test_a_refused_recipient_costs_nobody_else_anything(
    *, pipelining: bool, lenient: bool, slow: bool
) -> None:
    changes = {"RCPT b@x.example": "550 5.1.1 nobody", "RCPT d@x.example": "450 4.2.1 busy"}
    ways = Ways(pipelining=pipelining, is_lenient=lenient, one_octet_at_a_time=slow)
    async with sink_and_pool(changes, ways) as (pool, sink):
        attempts = await handed_over(pool, mails(*"abcde"))

    assert told(attempts) == ["accepted 250", "refused 550", "accepted 250", "deferred 450", "accepted 250"]
    assert [recipients for recipients, message in sink.messages if recipients or message] == [
        ("a@x.example",),
        ("c@x.example",),
        ("e@x.example",),
    ]
    assert sink.connections == 1


@BOTH_WAYS
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"DATA b@x.example": "452 4.3.1 full"}, ["accepted 250", "deferred 452", "accepted 250"]),
        ({". b@x.example": "554 5.6.0 no"}, ["accepted 250", "refused 554", "accepted 250"]),
        ({". b@x.example": DROP}, ["accepted 250", "unknown -", "accepted 250"]),
        ({". b@x.example": "421 down"}, ["accepted 250", "deferred 421", "accepted 250"]),
        ({"RCPT b@x.example": "421 down"}, ["accepted 250", "deferred 421", "accepted 250"]),
        ({"1/RCPT": DROP}, ["accepted 250"] * 3),
        ({"RCPT b@x.example": GARBAGE}, ["accepted 250", "deferred -", "accepted 250"]),
    ],
)
async def test_one_mail_s_fate_is_its_own(
    changes: dict[str, str], expected: list[str], *, pipelining: bool
) -> None:
    async with sink_and_pool(changes, Ways(pipelining)) as (pool, sink):
        assert told(await handed_over(pool, mails(*"abc"))) == expected

    accepted = [f"{name}@x.example" for name, how in zip("abc", expected, strict=True) if how[0] == "a"]
    assert sorted(sink.recipients()) == accepted


async def test_a_sender_that_is_refused_ends_with_an_empty_message_to_nobody() -> None:
    changes = {"RCPT": "503 5.5.1 no sender", "MAIL": "451 4.7.0 not now", "DATA": "354 go"}
    async with sink_and_pool(changes, Ways(is_lenient=True)) as (pool, sink):
        attempts = await handed_over(pool, mails("a", "b"))

    assert told(attempts) == ["deferred 451"] * 2
    assert sink.messages == []


async def test_a_server_that_takes_whom_it_refused_gets_nothing() -> None:
    """An empty message to a real recipient is worse than a lost connection."""
    heard = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        await reader.readline()
        writer.write(b"250-sink\r\n250 PIPELINING\r\n")
        await reader.readuntil(b"DATA\r\n")
        writer.write(b"451 not now\r\n250 ok\r\n354 go\r\n")
        heard.set_result(await reader.read())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    pool = SmtpPool(KitSettings(smtp=f"127.0.0.1:{server.sockets[0].getsockname()[1]}"), PATIENT)
    assert (await pool.send(MAIL)).code == 451
    assert await heard == b""
    await pool.close()
    server.close()
    await server.wait_closed()


async def test_no_mail_waits_long_behind_what_the_server_thinks_about() -> None:
    limits = Limits(patience=0.05, dot=0.4)
    async with sink_and_pool({". a@x.example": STALL}, connections=1, limits=limits) as (pool, sink):
        attempts = await handed_over(pool, mails(*"abc"))
        assert told(attempts) == ["unknown -", "accepted 250", "accepted 250"]
        assert pool.routes[0].is_slow()

    assert sink.recipients().count("b@x.example") == 1


async def test_what_waited_behind_a_slow_message_goes_by_another_connection() -> None:
    limits = Limits(patience=0.05, rest=0.05)
    changes = {"1/.": STALL, "2/hello": "421 4.7.0 too many"}
    async with sink_and_pool(changes, connections=2, limits=limits) as (pool, sink):
        first = pool.hand_over([(mails("a")[0], ignored)])
        await sink.stalled.wait()
        rest = await handed_over(pool, mails("b"))
        assert (told(rest), await first.told(0)) == (["accepted 250"], False)


@BOTH_WAYS
async def test_a_connection_is_closed_after_so_many_mails(*, pipelining: bool) -> None:
    limits = Limits(mails=2, patience=30)
    async with sink_and_pool({}, Ways(pipelining), limits=limits) as (pool, sink):
        assert await handed_over(pool, mails(*"abcde")) == [ACCEPTED] * 5

    assert sink.connections == 3
    assert sink.heard.count("QUIT") == 3


async def test_an_old_connection_is_left_by_itself() -> None:
    limits = Limits(age=0.1, patience=30)
    async with sink_and_pool({}, limits=limits) as (pool, sink):
        await pool.send(MAIL)
        async with asyncio.timeout(5):
            while "QUIT" not in sink.heard:
                await asyncio.sleep(0.01)
        await pool.send(MAIL)

    assert sink.connections == 2


@BOTH_WAYS
async def test_a_line_that_begins_with_a_dot_arrives_whole(*, pipelining: bool) -> None:
    async with sink_and_pool({}, Ways(pipelining)) as (pool, sink):
        await pool.send(MAIL)

    assert b"\r\n..dot\r\n" in sink.messages[0][1]
