"""A second mail server carries what the first cannot, and nothing twice."""

import asyncio
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY

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
    STALL,
    Sink,
    Ways,
    handed_over,
    ignored,
    listening,
    mails,
    told,
    two_sinks_and_pool,
)

NOWHERE = "127.0.0.1:1"
QUICK = Limits(patience=30, failures=2, route_rest=0.05)


def shown(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


async def test_a_mail_goes_by_the_first_route_while_that_works() -> None:
    async with two_sinks_and_pool({}) as (pool, first, second):
        attempts = await handed_over(pool, mails(*"abc"))

    assert attempts == [ACCEPTED] * 3
    assert {attempt.route for attempt in attempts} == {pool.routes[0].name}
    assert (len(first.messages), second.connections) == (3, 0)


@BOTH_WAYS
async def test_the_second_carries_all_while_nobody_listens_at_the_first(*, pipelining: bool) -> None:
    async with listening({}, Ways(pipelining)) as (address, second):
        pool = SmtpPool(KitSettings(smtp=NOWHERE, smtp_second=address, smtp_connections=3), PATIENT)
        attempts = await handed_over(pool, mails(*"abcdefgh"))
        await pool.close()

    assert attempts == [ACCEPTED] * 8
    assert {attempt.route for attempt in attempts} == {address}
    assert sorted(second.recipients()) == [f"{name}@x.example" for name in "abcdefgh"]


@BOTH_WAYS
@pytest.mark.parametrize(
    "changes",
    [
        {"hello": "421 4.3.2 down"},
        {"hello": "554 5.7.1 not you"},
        {"MAIL": "421 down"},
        {"MAIL": "550 5.7.60 not in that name"},
        {"MAIL": "452 4.3.1 full"},
        {"RCPT": "421 down"},
        {"RCPT": DROP},
        {"RCPT": GARBAGE},
        {"RCPT": STALL},
        {"RCPT": "451 4.3.0 our own trouble"},
        {"DATA": DROP},
    ],
)
async def test_what_never_left_goes_by_the_second(changes: dict[str, str], *, pipelining: bool) -> None:
    async with two_sinks_and_pool(changes, {}, Ways(pipelining), limits=HASTY) as (pool, first, second):
        attempt = await pool.send(MAIL)

    assert (attempt, attempt.route) == (ACCEPTED, pool.routes[1].name)
    assert (first.messages, second.recipients()) == ([], [MAIL.recipient])


@BOTH_WAYS
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"RCPT": "550 5.1.1 nobody"}, "refused 550"),
        ({"RCPT": "450 4.2.1 busy"}, "deferred 450"),
        ({"DATA": "554 5.7.1 no"}, "refused 554"),
        ({".": DROP}, "unknown -"),
        ({".": STALL}, "unknown -"),
        ({".": GARBAGE}, "unknown -"),
        ({".": "421 4.3.2 down"}, "deferred 421"),
        ({".": "451 4.3.0 trouble"}, "deferred 451"),
        ({".": "554 5.6.0 no"}, "refused 554"),
    ],
)
async def test_a_verdict_and_a_doubt_stay_with_their_route(
    changes: dict[str, str], expected: str, *, pipelining: bool
) -> None:
    async with two_sinks_and_pool(changes, {}, Ways(pipelining), limits=HASTY) as (pool, _, second):
        attempt = await pool.send(MAIL)

    assert (told([attempt]), attempt.route) == ([expected], pool.routes[0].name)
    assert second.messages == []


async def test_a_server_that_says_nothing_at_all_is_not_waited_for_long() -> None:
    limits = Limits(connect=0.1, patience=30)
    async with two_sinks_and_pool({"hello": STALL}, limits=limits) as (pool, first, second):
        assert await pool.send(MAIL) == ACCEPTED
        first.resumes.set()

    assert second.recipients() == [MAIL.recipient]


async def test_when_both_fail_the_mail_is_put_off_once() -> None:
    async with two_sinks_and_pool({"RCPT": DROP}, {"MAIL": "421 4.3.2 down"}) as (pool, first, second):
        attempt = await pool.send(MAIL)

    assert (attempt, attempt.route) == (Attempt(Outcome.DEFERRED, 421, "4.3.2 down"), pool.routes[1].name)
    assert (first.connections, second.connections) == (2, 1)


async def test_a_route_that_failed_again_and_again_is_left_alone() -> None:
    limits = Limits(patience=30, failures=2, route_rest=30)
    async with two_sinks_and_pool({"hello": "421 down"}, limits=limits) as (pool, first, second):
        for one in mails(*"abcdef"):
            assert await pool.send(one) == ACCEPTED

    assert (first.connections, len(second.messages)) == (2, 6)
    name = pool.routes[0].name
    assert shown("cascade_mail_route_state", route=name, cascade_mail_route_state="open") == 1
    assert shown("cascade_mails_passed_on_total", route=name) == 1
    assert shown("cascade_mails_total", route=pool.routes[1].name, outcome="accepted") == 6


async def test_a_route_that_failed_is_no_refuge_either() -> None:
    down = {"hello": "421 down"}
    limits = Limits(patience=30, failures=2, route_rest=30)
    async with two_sinks_and_pool(down, down, limits=limits) as (pool, first, second):
        for one in mails(*"abcdef"):
            assert told([await pool.send(one)]) == ["deferred 421"]

    # Each mail is tried by one of them; the first two mails by both.
    assert first.connections + second.connections < 10


async def test_what_was_passed_on_stays_with_the_second() -> None:
    async with two_sinks_and_pool({"MAIL": "452 4.3.1 full"}, {"1/RCPT": DROP}) as (pool, first, second):
        assert await pool.send(MAIL) == ACCEPTED

    assert (first.connections, second.connections) == (1, 2)


@BOTH_WAYS
@pytest.mark.parametrize("fault", ["421 4.3.2 down", DROP, STALL])
async def test_who_loses_messages_gets_no_more_of_them(fault: str, *, pipelining: bool) -> None:
    limits = Limits(dot=0.1, patience=30, failures=2)
    changes = {".": fault}
    async with two_sinks_and_pool(changes, {}, Ways(pipelining), limits=limits) as (pool, first, second):
        attempts = [await pool.send(one) for one in mails(*"abcd")]

    assert [attempt.outcome is Outcome.ACCEPTED for attempt in attempts] == [False, False, True, True]
    assert (first.connections, second.recipients()) == (2, ["c@x.example", "d@x.example"])


async def test_what_we_break_off_ourselves_says_nothing_of_the_route() -> None:
    limits = Limits(patience=0.05, failures=1)
    changes = {". a@x.example": STALL}
    async with two_sinks_and_pool(changes, limits=limits, connections=2) as (pool, first, second):
        slow = pool.hand_over([(one, ignored) for one in mails("a", "b", "c")])
        async with asyncio.timeout(5):
            while len(first.messages) < 2:
                await asyncio.sleep(0.01)
        first.resumes.set()
        assert await slow.told(5)
        assert await handed_over(pool, mails("d")) == [ACCEPTED]

    assert sorted(first.recipients()) == [f"{name}@x.example" for name in "abcd"]
    assert second.connections == 0


async def test_one_mail_at_a_time_finds_out() -> None:
    changes = {"1/hello": "421 down", "2/hello": "421 down", "RCPT": STALL}
    async with two_sinks_and_pool(changes, limits=QUICK, connections=3) as (pool, first, second):
        handings = [pool.hand_over([(one, ignored) for one in mails(*"ab")])]
        async with asyncio.timeout(5):
            while not first.stalled.is_set():
                handings.append(pool.hand_over([(one, ignored) for one in mails(*"ab")]))
                await asyncio.sleep(0.01)
        before = len(second.messages)
        assert await handed_over(pool, mails(*"abcdef")) == [ACCEPTED] * 6
        assert len(second.messages) >= before + 6
        first.resumes.set()
        assert all([await handing.told(5) for handing in handings])

    assert len(first.recipients()) == 1


@BOTH_WAYS
async def test_after_a_rest_one_mail_finds_out_that_it_works_again(*, pipelining: bool) -> None:
    down = {"1/hello": "421 down", "2/hello": "421 down", "3/hello": "421 down"}
    async with two_sinks_and_pool(down, {}, Ways(pipelining), limits=QUICK) as (pool, first, second):
        async with asyncio.timeout(5):
            while not first.messages:
                assert await pool.send(MAIL) == ACCEPTED
                await asyncio.sleep(0.01)
        before = len(second.messages)
        assert await handed_over(pool, mails(*"abc")) == [ACCEPTED] * 3

    assert (len(first.messages), len(second.messages)) == (4, before)
    name = pool.routes[0].name
    assert shown("cascade_mail_route_state", route=name, cascade_mail_route_state="closed") == 1


async def test_the_mail_that_finds_out_is_not_lost_when_it_does_not_work() -> None:
    async with two_sinks_and_pool({"RCPT": "421 down"}, limits=QUICK) as (pool, first, second):
        async with asyncio.timeout(5):
            while first.connections < 6:
                assert await pool.send(MAIL) == ACCEPTED
                await asyncio.sleep(0.01)

    assert first.messages == []
    assert second.connections == 1


async def test_with_one_route_every_mail_is_tried_all_the_same() -> None:
    pool = SmtpPool(KitSettings(smtp=NOWHERE), QUICK)
    for one in mails(*"abcd"):
        assert told([await pool.send(one)]) == ["deferred -"]
    async with listening({}) as (address, _):
        pool.routes[0]._line.server = SmtpPool(KitSettings(smtp=address)).routes[0]._line.server
        assert await pool.send(MAIL) == ACCEPTED
        await pool.close()


FATES = st.sampled_from(["450 later", "550 never", "421 down", "451 4.3.0 trouble", DROP, GARBAGE])
SCRIPTS = st.dictionaries(
    st.tuples(st.sampled_from(["MAIL", "RCPT", "DATA", "."]), st.sampled_from("abcdef")), FATES
)


def scripted(fates: Mapping[tuple[str, str], str]) -> dict[str, str]:
    changes = {f"{step} {name}@x.example": fate for (step, name), fate in fates.items() if step != "MAIL"}
    return changes | {f"{1 + ord(name) % 4}/MAIL": f for (step, name), f in fates.items() if step == "MAIL"}


@settings(max_examples=60, deadline=None)
@given(SCRIPTS, SCRIPTS, st.booleans(), st.integers(1, 3))
def test_whatever_two_servers_do_no_mail_is_taken_by_both(
    one: Mapping[tuple[str, str], str], two: Mapping[tuple[str, str], str], pipelining: bool, connections: int
) -> None:
    async def play() -> tuple[list[Attempt], list[Sink]]:
        ways, scripts = Ways(pipelining), (scripted(one), scripted(two))
        async with two_sinks_and_pool(*scripts, ways, connections=connections, limits=QUICK) as (
            pool,
            *sinks,
        ):
            return await handed_over(pool, mails(*"abcdef")), sinks

    attempts, (first, second) = asyncio.run(play())
    accepted = [f"{n}@x.example" for n, a in zip("abcdef", attempts, strict=True) if a == ACCEPTED]
    assert sorted(first.recipients() + second.recipients()) == accepted
    taken = [*first.messages, *second.messages]
    assert [to for to, message in taken if len(to) != 1 and message.strip()] == []
