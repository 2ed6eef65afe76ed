"""Nothing may lose a mail; but if something did, it is found and sent, and somebody is told."""

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import delete, update

from contracts.events.distribution import DeliveriesCounted
from services.distribution.handlers import searching
from services.distribution.jobs.searching import EVERY, Round
from services.distribution.tables import ledger, queue
from tests.builders import NOW
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage


async def look(stage: Stage) -> None:
    """Once through all of the ledger."""
    tick = next(job.tick for job in stage.service.jobs if "lost" in job.name)
    search = tick.args[0]  # type: ignore[attr-defined]
    search.round.not_before = stage.clock.now
    while search.round.not_before <= stage.clock.now:
        await tick()


async def lose(stage: Stage, *names: str, **changes: object) -> None:
    async with stage.service.database.transaction() as tx:
        chosen = ledger.c.person_name.in_(names)
        own = queue.c.ledger_id == ledger.c.id
        assert (await tx.execute(delete(queue).where(own, chosen))).rowcount == len(names)
        if changes:
            await tx.execute(update(ledger).where(chosen).values(changes))


def found() -> float:
    return REGISTRY.get_sample_value("cascade_mails_found_total") or 0


async def test_a_mail_that_fell_out_of_the_queue_is_sent_after_all(
    stage: Stage, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    await stage.issue("asha@x.example", "ben@x.example")
    await lose(stage, "Person 0")
    await stage.send()
    before = found()
    assert {mail.person_name: mail.state for mail in await stage.mails()}["Person 0"] == "planned"

    await look(stage)
    await stage.send()

    assert await stage.states() == ["accepted", "accepted"]
    assert [mail["X-Cascade-Repeat"] for mail in sink.mails()] == [None, None]
    assert found() == before + 1
    told = capsys.readouterr()
    assert "mails were in no queue" in told.out + told.err


async def test_what_may_have_been_sent_is_repeated_with_its_mark_and_counted(
    stage: Stage, sink: Sink
) -> None:
    await stage.issue("asha@x.example")
    await lose(stage, "Person 0", state="claimed", attempts=1, first_attempt_at=NOW)

    await look(stage)
    (mail,) = await stage.mails()
    assert (mail.state, mail.reply) == ("unknown", "it stood in no queue; whether it was sent is not known")
    await stage.count()
    assert not any(isinstance(event, DeliveriesCounted) for event in await stage.said())
    await stage.send()

    (arrived,) = sink.mails()
    assert arrived["X-Cascade-Repeat"] == "1"
    (mail,) = await stage.mails()
    assert (mail.state, mail.attempts, mail.repeated) == ("accepted", 2, 1)
    assert await stage.history() == [(1, "unknown"), (2, "accepted")]


async def test_a_mail_that_was_put_off_is_tried_again(stage: Stage, sink: Sink) -> None:
    await stage.issue("later@x.example")
    await stage.send()
    await lose(stage, "Person 0")
    sink.obeys = False

    await look(stage)
    await stage.send()

    assert await stage.history() == [(1, "deferred"), (2, "accepted")]


async def test_what_waits_or_has_ended_is_left_alone(stage: Stage) -> None:
    await stage.issue("asha@x.example", "never@x.example", "later@x.example")
    await stage.send()
    before, known = found(), await stage.mails()

    await look(stage)

    assert await stage.mails() == known
    assert found() == before


async def test_what_is_under_way_is_left_alone(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example")
    sink.holds = asyncio.Event()
    sending = asyncio.create_task(stage.send())
    await asyncio.wait_for(sink.somebody_waits.wait(), 30)

    await look(stage)

    assert await stage.states() == ["claimed"]
    sink.holds.set()
    await sending
    assert [mail.repeated for mail in await stage.mails()] == [0]


async def test_what_was_given_up_in_doubt_stays_so(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await lose(stage, "Person 0", state="unknown")

    await look(stage)

    assert await stage.states() == ["unknown"]
    assert [mail.next_attempt_at for mail in await stage.mails()] == [None]


@pytest.mark.parametrize("lost", [0, 3, 5])
@pytest.mark.parametrize("rounds", [0, 2])
async def test_a_long_ledger_is_read_in_steps_from_the_first_mail_that_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, lost: int, rounds: int
) -> None:
    monkeypatch.setattr(searching, "LOOKED_AT_ONCE", 2)
    await stage.issue(*(f"a{n}@x.example" for n in range(6)))
    for _ in range(rounds):
        await look(stage)
    await lose(stage, (await stage.mails())[lost].person_name)

    await look(stage)

    assert [mail.next_attempt_at for mail in await stage.mails()] == [stage.clock.now] * 6


async def test_it_looks_once_an_hour(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await look(stage)
    await lose(stage, "Person 0")
    tick = next(job.tick for job in stage.service.jobs if "lost" in job.name)
    stage.clock.now += EVERY - timedelta(seconds=1)
    await tick()
    assert [mail.next_attempt_at for mail in await stage.mails()] == [None]
    stage.clock.advance(seconds=1)

    await tick()

    assert [mail.next_attempt_at for mail in await stage.mails()] == [stage.clock.now]


def test_a_round_begins_at_what_was_open_or_where_the_one_before_the_last_ended() -> None:
    this = Round(reached=900)

    this.ended(NOW)
    assert (this.reached, this.not_before) == (0, NOW + EVERY)  # what was planned meanwhile is not seen yet
    this.reached = 1000
    this.ended(NOW)
    assert this.reached == 900
    this.reached, this.first_open = 1200, 950
    this.ended(NOW)
    assert this.reached == 949
    this.reached, this.first_open = 1300, 1250
    this.ended(NOW)
    assert this.reached == 1200
