"""Every way an attempt can end, against a server that says what the test tells it to."""

import asyncio
from collections.abc import Mapping

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st

from services.kit.config import KitSettings
from services.kit.mail import Attempt, Envelope, Outcome, SmtpPool
from tests.kit.mail.sink import (
    ACCEPTED,
    BOTH_WAYS,
    DROP,
    GARBAGE,
    HASTY,
    MAIL,
    SENDER,
    STALL,
    Sink,
    Ways,
    handed_over,
    ignored,
    mails,
    sink_and_pool,
)


@BOTH_WAYS
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("fault", [DROP, STALL, GARBAGE, "421 down", "354 odd", "221 odd"])
async def test_what_fails_before_the_message_is_made_good_once(
    step: str, fault: str, *, pipelining: bool
) -> None:
    if fault[0] == {"DATA": "3", "MAIL": "2", "RCPT": "2"}[step]:
        return  # that is no fault here
    async with sink_and_pool({f"1/{step}": fault}, Ways(pipelining), limits=HASTY) as (pool, sink):
        assert await pool.send(MAIL) == ACCEPTED

    assert (sink.connections, sink.recipients()) == (2, [MAIL.recipient])


@BOTH_WAYS
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (DROP, "lost: it closed the connection"),
        (STALL, "lost: no answer to {step} within 0.1 seconds"),
        (GARBAGE, "lost: it says what is no reply"),
    ],
)
async def test_what_fails_again_is_a_delay(step: str, fault: str, reply: str, *, pipelining: bool) -> None:
    async with sink_and_pool({step: fault}, Ways(pipelining), limits=HASTY) as (pool, sink):
        assert await pool.send(MAIL) == Attempt(Outcome.DEFERRED, None, reply.format(step=step))

    assert (sink.connections, sink.messages) == (2, [])


async def test_nobody_listening_is_a_delay_for_all_that_wait() -> None:
    pool = SmtpPool(KitSettings(smtp="127.0.0.1:1"))

    attempts = await handed_over(pool, mails(*"abc" * 10))

    assert {(attempt.outcome, attempt.code) for attempt in attempts} == {(Outcome.DEFERRED, None)}


@pytest.mark.parametrize("changes", [{"hello": "554 5.7.1 not you"}, {"hello": "421 4.3.2 full"}])
async def test_a_server_that_will_not_have_us_is_a_delay(changes: dict[str, str]) -> None:
    async with sink_and_pool(changes) as (pool, _):
        attempt = await pool.send(MAIL)

    assert (attempt.outcome, attempt.code) == (Outcome.DEFERRED, int(changes["hello"][:3]))


@BOTH_WAYS
async def test_connections_are_kept_and_no_more_than_allowed_are_opened(*, pipelining: bool) -> None:
    async with sink_and_pool({}, Ways(pipelining), connections=3) as (pool, sink):
        attempts = await handed_over(pool, mails(*map(str, range(30))))

    assert attempts == [ACCEPTED] * 30
    assert sink.connections <= 3
    assert sorted(sink.recipients()) == sorted(f"{n}@x.example" for n in range(30))


async def test_a_server_that_takes_few_connections_gets_all_mails_over_these() -> None:
    full = {f"{n}/hello": "421 4.7.0 too many" for n in range(3, 10)}
    async with sink_and_pool(full, connections=6) as (pool, sink):
        attempts = await handed_over(pool, mails(*map(str, range(40))))

    assert attempts == [ACCEPTED] * 40
    assert len(set(sink.recipients())) == 40


async def test_what_nobody_waits_for_does_not_leave() -> None:
    async with sink_and_pool({"1/DATA": STALL}) as (pool, sink):
        handing = pool.hand_over([(one, ignored) for one in mails("a", "b")])
        await sink.stalled.wait()
        handing.abandon()
        sink.resumes.set()
        assert await pool.send(MAIL) == ACCEPTED

    assert sink.recipients() == [MAIL.recipient]


async def test_a_cancelled_mail_does_not_leave() -> None:
    async with sink_and_pool({"1/DATA": STALL}) as (pool, sink):
        sending = asyncio.create_task(pool.send(MAIL))
        await sink.stalled.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending

    assert sink.messages == []


@BOTH_WAYS
async def test_what_is_urgent_leaves_before_all_that_waits(*, pipelining: bool) -> None:
    async with sink_and_pool({"1/DATA": STALL}, Ways(pipelining)) as (pool, sink):
        many = pool.hand_over([(one, ignored) for one in mails(*"abcdef")], lane=30)
        await sink.stalled.wait()
        urgent = pool.hand_over([(one, ignored) for one in mails("late", "now", "soon")], lane=[40, 10, 10])
        sink.resumes.set()
        assert await urgent.told(20)
        assert await many.told(20)

    assert [recipient.partition("@")[0] for recipient in sink.recipients()] == [
        "a",
        "now",
        "soon",
        *"bcdef",
        "late",
    ]


@BOTH_WAYS
async def test_a_connection_that_the_server_left_is_not_used(*, pipelining: bool) -> None:
    async with sink_and_pool({"1/DATA": "421 idle"}, Ways(pipelining)) as (pool, sink):
        assert await handed_over(pool, mails(*"ab")) == [ACCEPTED] * 2

    assert sink.connections == 2


async def test_an_address_that_is_none_is_refused_unsaid() -> None:
    async with sink_and_pool({}) as (pool, sink):
        bad = Envelope(SENDER, "b@x.example>\r\nRCPT TO:<c@x.example", b"x")
        assert await pool.send(bad) == Attempt(Outcome.REFUSED, None, "the address cannot be mailed")

    assert all(line.startswith(("EHLO", "QUIT")) for line in sink.heard)


async def test_an_address_beyond_ascii_is_told_to_a_server_that_takes_it() -> None:
    async with sink_and_pool({}) as (pool, sink):
        await pool.send(Envelope(SENDER, "zoë@x.example", b"x"))

    assert f"MAIL FROM:<{SENDER}> BODY=8BITMIME SMTPUTF8" in sink.heard
    assert sink.recipients() == ["zoë@x.example"]


async def test_a_pool_can_be_closed_in_the_middle_of_everything() -> None:
    async with sink_and_pool({"1/DATA": STALL, "2/.": STALL}, connections=2) as (pool, sink):
        handing = pool.hand_over([(one, ignored) for one in mails(*"abcd")])
        await sink.stalled.wait()
        handing.abandon()


async def test_a_server_that_reads_no_more_is_waited_for_no_longer_than_for_its_answer() -> None:
    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        await reader.readline()
        writer.write(b"250 sink\r\n")
        for answer in (b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"):
            await reader.readline()
            writer.write(answer)
        await gone.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1024)
    pool = SmtpPool(KitSettings(smtp=f"127.0.0.1:{server.sockets[0].getsockname()[1]}"), HASTY)
    long = Envelope(SENDER, MAIL.recipient, b"x" * 20_000_000)
    attempt = await pool.send(long)
    assert attempt == Attempt(Outcome.UNKNOWN, None, "lost: no answer to the message within 0.1 seconds")
    gone.set()
    await pool.close()
    server.close()
    await server.wait_closed()


FATES = st.sampled_from(["450 later", "550 never", "421 down", DROP, GARBAGE])


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["MAIL", "RCPT", "DATA", "."]), st.sampled_from("abcdefgh")), FATES
    ),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(1, 3),
)
def test_whatever_the_server_does_every_mail_is_told_truly(
    fates: Mapping[tuple[str, str], str], pipelining: bool, lenient: bool, swift: bool, connections: int
) -> None:
    changes = {f"{step} {name}@x.example": fate for (step, name), fate in fates.items() if step != "MAIL"}
    changes |= {f"{1 + ord(name) % 4}/MAIL": fate for (step, name), fate in fates.items() if step == "MAIL"}

    async def play() -> tuple[list[Attempt], Sink]:
        ways = Ways(pipelining=pipelining, is_lenient=lenient)
        async with sink_and_pool(changes, ways, connections=connections) as (pool, sink):
            return await handed_over(pool, mails(*"abcdefgh")), sink

    with asyncio.Runner(loop_factory=uvloop.new_event_loop if swift else None) as runner:
        attempts, sink = runner.run(play())
    accepted = [f"{n}@x.example" for n, a in zip("abcdefgh", attempts, strict=True) if a == ACCEPTED]
    assert sorted(sink.recipients()) == accepted
    assert [to for to, message in sink.messages if len(to) != 1 and message.strip()] == []
