"""What one domain may not have yet waits, and nobody else does."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.config import KitSettings
from services.kit.mail import Envelope
from services.kit.mail.domains import Domain
from services.kit.mail.outcomes import Errand
from services.kit.mail.waiting import Waiting
from tests.kit.mail.sink import (
    ACCEPTED,
    BOTH_WAYS,
    STALL,
    Ways,
    handed_over,
    ignored,
    mails,
    sink_and_pool,
    told,
)

ONE = "x.example=1/0"


def an_errand(recipient: str, lane: int = 0) -> Errand:
    return Errand(Envelope("us@x.example", recipient, b""), ignored, lane)


def a_queue(limits: str, *errands: Errand) -> Waiting:
    waiting = Waiting(KitSettings(smtp_domain_limits=limits), lambda: None)
    waiting.add(errands)
    return waiting


def names(errands: Iterator[Errand | None]) -> list[str]:
    return [errand.envelope.recipient.partition("@")[0] for errand in errands if errand]


def test_without_limits_no_domain_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.kit.mail.domains.Domains.of", None)
    waiting = a_queue("", an_errand("a@x.example"), an_errand("b@x.example"))

    assert names(iter(waiting.take, None)) == ["a", "b"]


async def test_others_pass_by_a_domain_that_has_enough() -> None:
    errands = [an_errand(one) for one in ("a@x.example", "b@x.example", "c@y.example", "d@x.example")]
    waiting = a_queue(ONE, *errands)

    assert names(iter(waiting.take, None)) == ["a", "c"]
    assert len(waiting) == 0
    waiting.end_turn(errands[0])
    assert len(waiting) == 1
    waiting.add([an_errand("e@y.example")])
    assert names(iter(waiting.take, None)) == ["b", "e"]


async def test_what_is_urgent_goes_before_what_was_called() -> None:
    first, urgent = an_errand("a@x.example", 5), an_errand("now@x.example")
    waiting = a_queue(ONE, first, an_errand("b@x.example", 5), an_errand("c@x.example", 5))
    assert names(iter(waiting.take, None)) == ["a"]
    waiting.end_turn(first)
    waiting.add([urgent])
    assert names(iter(waiting.take, None)) == ["now"]
    waiting.end_turn(urgent)
    assert names(iter(waiting.take, None)) == ["b"]


async def test_what_is_put_back_keeps_its_turn() -> None:
    first, second = an_errand("a@x.example"), an_errand("b@x.example")
    waiting = a_queue(ONE, first, second)
    assert waiting.take() is first
    waiting.put_back(first)
    assert names(iter(waiting.take, None)) == ["a"]


async def test_two_that_are_called_leave_in_the_order_they_came() -> None:
    errands = [an_errand(f"{name}@x.example") for name in "abcdef"]
    waiting = a_queue("x.example=2/0", *errands)
    assert names(iter(waiting.take, None)) == ["a", "b"]
    waiting.end_turn(errands[0])
    waiting.end_turn(errands[1])
    assert names(iter(waiting.take, None)) == ["c", "d"]
    waiting.end_turn(errands[2])
    waiting.end_turn(errands[3])
    urgent = [an_errand(f"{name}@x.example", -1) for name in "xy"]
    waiting.add(urgent)
    assert names(iter(waiting.take, None)) == ["x", "y"]
    waiting.end_turn(urgent[0])
    waiting.end_turn(urgent[1])
    assert names(iter(waiting.take, None)) == ["e", "f"]


@pytest.mark.parametrize("stage", ["held", "called", "put back"])
async def test_what_nobody_wants_takes_no_turn(stage: str) -> None:
    first, second, third = (an_errand(f"{name}@x.example") for name in "abc")
    waiting = a_queue(ONE, first, second, third)
    assert names(iter(waiting.take, None)) == ["a"]
    if stage == "put back":
        waiting.put_back(first)
        first.wanted = False
        assert names(iter(waiting.take, None)) == ["b"]
        return
    second.wanted = stage == "called"
    waiting.end_turn(first)
    second.wanted = False
    assert names(iter(waiting.take, None)) == ["c"]


@given(
    st.lists(st.tuples(st.sampled_from("xyyz"), st.sampled_from([0, 1, 1, 1])), max_size=30),
    st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=60),
)
def test_no_domain_gets_more_than_it_may_and_all_leave_in_order(
    mails: list[tuple[str, int]], moves: list[int | None]
) -> None:
    async def play() -> list[Errand]:
        errands = [an_errand(f"{n}@{domain}.example", lane) for n, (domain, lane) in enumerate(mails)]
        waiting = a_queue("x.example=1/0,y.example=2/0", *errands)
        left: list[Errand] = []
        under_way: list[Errand] = []
        for move in [*moves, *[None, 0] * 2 * len(errands)]:
            if move is None and (errand := waiting.take()):
                left.append(errand)
                under_way.append(errand)
            elif move is not None and under_way:
                waiting.end_turn(under_way.pop(move % len(under_way)))
            count = Counter(one.envelope.recipient[-9] for one in under_way)
            assert count["x"] <= 1
            assert count["y"] <= 2
        return left

    left = asyncio.run(play())
    assert len(left) == len(mails)
    for domain in "xyz":
        own = [
            (one.lane, int(one.envelope.recipient[:-10]))
            for one in left
            if f"@{domain}." in one.envelope.recipient
        ]
        assert own == sorted(own)


async def test_a_rate_spreads_mails_and_holds_up_nobody_else() -> None:
    async with sink_and_pool({}, connections=4, smtp_domain_limits="x.example=0/1200") as (pool, sink):
        slow = mails(*"abcdef")
        others = [
            Envelope(one.sender, f"{name}@y.example", one.message)
            for name, one in zip("abc", slow, strict=False)
        ]
        begun = asyncio.get_running_loop().time()
        assert await handed_over(pool, [*slow, *others]) == [ACCEPTED] * 9

    # One at once, and one that the clock forgives; the others fifty milliseconds apart.
    assert asyncio.get_running_loop().time() - begun >= 4 * 0.05
    assert sorted(sink.recipients()[:4]).count("a@y.example") == 1
    assert {recipient for recipient in sink.recipients()[:5] if "@y." in recipient} == {
        f"{name}@y.example" for name in "abc"
    }


async def test_a_mail_that_comes_too_early_is_called_by_the_clock() -> None:
    async with sink_and_pool({}, smtp_domain_limits="x.example=0/1200") as (pool, sink):
        async with asyncio.timeout(5):
            assert [await pool.send(one) for one in mails(*"abcd")] == [ACCEPTED] * 4

    assert len(sink.messages) == 4


@BOTH_WAYS
async def test_a_domain_that_does_not_answer_holds_only_its_own(*, pipelining: bool) -> None:
    ways = Ways(pipelining)
    async with sink_and_pool({"RCPT a@x.example": STALL}, ways, connections=3, smtp_domain_limits=ONE) as (
        pool,
        sink,
    ):
        slow = pool.hand_over([(one, ignored) for one in mails(*"abc")])
        await sink.stalled.wait()
        others = [Envelope("us@x.example", f"{n}@y.example", b"x") for n in range(9)]
        assert await handed_over(pool, others) == [ACCEPTED] * 9
        assert [one for one in sink.heard if "@x.example>" in one and "RCPT" in one] == [
            "RCPT TO:<a@x.example>"
        ]
        sink.resumes.set()
        assert await slow.told(20)

    assert sink.recipients()[9:] == ["a@x.example", "b@x.example", "c@x.example"]


@BOTH_WAYS
@pytest.mark.parametrize(
    ("changes", "lowered"),
    [
        ({"RCPT": "451 4.7.28 too much of you"}, True),
        ({"RCPT": "450 too many connections"}, True),
        ({"RCPT": "421 4.7.0 not now"}, True),
        ({".": "421 bye"}, True),
        ({"RCPT": "451 4.7.1 greylisted"}, False),
        ({"RCPT": "550 5.7.1 spam"}, False),
        ({"MAIL": "421 4.7.0 not now"}, False),
        ({"hello": "421 4.7.0 too many"}, False),
        ({}, False),
    ],
)
async def test_a_domain_that_complains_gets_less(
    changes: dict[str, str], *, lowered: bool, pipelining: bool
) -> None:
    async with sink_and_pool(changes, Ways(pipelining), connections=4) as (pool, _):
        await handed_over(pool, mails("a"))
        domain = pool.waiting._domains.of("b@x.example")
        now = asyncio.get_running_loop().time()
        assert (domain.at_once(now) if isinstance(domain, Domain) else None) == (2 if lowered else None)


async def test_with_limits_an_unreached_server_puts_off_all() -> None:
    async with sink_and_pool({"hello": "421 down"}, connections=2, smtp_domain_limits=ONE) as (pool, _):
        attempts = await handed_over(pool, mails(*"abcd"))

    assert told(attempts) == ["deferred 421"] * 4
