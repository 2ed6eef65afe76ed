"""What is still to be sent stands in the queue, and nothing else does."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from services.distribution.domain.sending import Kind, Outcome, Standing, State, Tried
from services.distribution.domain.steering import Scope
from services.distribution.storage import bounces, claims, got, outcomes, steering
from services.distribution.storage.claims import Claimed
from services.distribution.tables import ledger, queue
from services.kit.database import Transaction, may_pass
from tests.builders import REFERENCE, a_person
from tests.distribution.stage import Stage

LEASE = timedelta(seconds=120)


async def take(tx: Transaction) -> list[Claimed]:
    return [*(await claims.claim(tx, "one/a", most=100, lease=LEASE)).mails]


def ended(mail: Claimed, state: State, **more: Any) -> tuple[Tried, Standing]:
    at = mail.first_attempt_at
    return Tried(mail.id, mail.attempts, at, at, at, Outcome(state), 250, ""), Standing(state, "", **more)


async def waiting(stage: Stage) -> list[tuple[str, str | None]]:
    """The people whose mails stand in the queue, and in whose hands."""
    async with stage.service.database.reading() as tx:
        chosen = select(ledger.c.person_name, queue.c.claimed_by)
        chosen = chosen.join_from(queue, ledger, ledger.c.id == queue.c.ledger_id).order_by(
            ledger.c.person_name
        )
        return [(row.person_name, row.claimed_by) for row in await tx.execute(chosen)]


async def blocked(stage: Stage) -> None:
    """Until somebody waits for a lock."""
    asked = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with asyncio.timeout(10), stage.service.database.engine.connect() as connection:
        while not (await connection.execute(asked)).scalar_one():
            await connection.rollback()


async def test_what_has_ended_has_left_the_queue_and_what_is_tried_again_has_not(stage: Stage) -> None:
    await stage.issue("asha@x.example", "later@x.example", "never@x.example", "breaks@x.example")
    assert await waiting(stage) == [(f"Person {n}", None) for n in range(4)]

    await stage.send()

    assert {*await stage.states()} == {"accepted", "bounced", "deferred", "unknown"}
    assert {*await waiting(stage)} == {("Person 1", None), ("Person 3", None)}


async def test_what_is_closed_when_its_turn_comes_has_left_the_queue(stage: Stage) -> None:
    await stage.issue("asha@x.example", "ben@x.example")
    await stage.hear(a_person("Person 0", active=False))
    async with stage.service.database.transaction() as tx:
        assert len(await take(tx)) == 1

    assert sorted(await stage.states()) == ["claimed", "suppressed"]
    assert await waiting(stage) == [("Person 1", "one/a")]


async def test_a_mail_that_is_planned_twice_is_queued_once_and_once_sent_never_again(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await stage.issue("asha@x.example")
    assert await waiting(stage) == [("Person 0", None)]
    await stage.send()

    await stage.issue("asha@x.example")

    assert await waiting(stage) == []


async def test_a_claim_and_what_came_of_it_write_to_no_index_of_the_ledger(stage: Stage) -> None:
    await stage.issue(*(f"a{n}@x.example" for n in range(5)))
    table = text("'distribution.ledger'::regclass")
    changed = select(
        func.pg_stat_get_xact_tuples_updated(table), func.pg_stat_get_xact_tuples_hot_updated(table)
    )
    async with stage.service.database.transaction() as tx:
        mails = await take(tx)
        await outcomes.record(tx, [ended(mail, State.ACCEPTED) for mail in mails])

        assert tuple((await tx.execute(changed)).one()) == (10, 10)


async def test_a_mail_that_comes_back_just_now_is_taken_by_nobody_meanwhile(stage: Stage) -> None:
    await stage.issue("later@x.example")
    await stage.send()
    stage.clock.advance(minutes=5)
    (mail,) = await stage.mails()
    database = stage.service.database
    async with database.transaction() as one, database.transaction() as two:
        assert await bounces.mail(one, mail.id)

        assert await take(two) == []


async def test_what_bounced_while_it_was_sent_again_stays_bounced_and_out_of_the_queue(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    async with stage.service.database.transaction() as tx:
        (taken,) = await take(tx)
    async with stage.service.database.transaction() as tx:
        mailed = await bounces.mail(tx, taken.id)
        assert mailed
        await bounces.end(tx, mailed, 550, "5.1.1 no such address")
    again_at = stage.clock.now + timedelta(minutes=1)
    for state, more in ((State.ACCEPTED, {}), (State.DEFERRED, {"next_attempt_at": again_at})):
        async with stage.service.database.transaction() as tx:
            await outcomes.record(tx, [ended(taken, state, **more)])

    assert await stage.states() == ["bounced"]
    assert await waiting(stage) == []


async def test_who_stops_mails_waits_for_a_sender_that_takes_one_and_leaves_it_that(stage: Stage) -> None:
    await stage.issue("asha@x.example", "ben@x.example")
    database = stage.service.database

    async def stop() -> int:
        async with database.transaction() as tx:
            return len(await got.stop(tx, REFERENCE, [Kind.ALERT_ISSUED], "withdrawn"))

    async with database.transaction() as tx:
        assert len((await claims.claim(tx, "one/a", most=1, lease=LEASE)).mails) == 1
        stopping = asyncio.create_task(stop())
        await blocked(stage)

    assert await stopping == 1
    assert sorted(await stage.states()) == ["claimed", "suppressed"]
    assert [hand for _, hand in await waiting(stage)] == ["one/a"]


async def test_two_operators_who_try_again_at_once_queue_a_mail_once(stage: Stage) -> None:
    await stage.issue("never@x.example")
    await stage.send()
    async with stage.service.database.transaction() as tx:
        await tx.execute(update(ledger).values(state="unknown"))

    database = stage.service.database

    async def again() -> None:
        async with database.transaction() as tx:
            await steering.retry(tx, Scope("", ""))

    async with database.transaction() as tx:
        assert len(await steering.retry(tx, Scope("", ""))) == 1
        other = asyncio.create_task(again())
        await blocked(stage)
    await other

    assert await waiting(stage) == [("Person 0", None)]


async def test_what_the_version_before_plans_while_it_is_replaced_is_sent(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    own: dict[str, Any] = {"message_id": text("'<old@x.example>'"), "kind": text("'question-answered'")}
    own["next_attempt_at"] = func.now()
    copied = {column.key: own.get(column.key, column) for column in ledger.c if column.key != "id"}
    async with stage.service.database.transaction() as tx:
        rows = select(*copied.values()).select_from(ledger)
        await tx.execute(insert(ledger).from_select([*copied], rows))

    assert await waiting(stage) == [("Person 0", None)] * 2


@pytest.mark.parametrize("column", ["next_attempt_at", "claimed_by", "claimed_until"])
async def test_the_version_before_takes_no_mail_any_more_and_is_told_so_by_an_error_that_passes(
    stage: Stage, column: str
) -> None:
    await stage.issue("asha@x.example")
    with pytest.raises(DBAPIError, match="a newer version of distribution sends the mails") as refused:
        async with stage.service.database.transaction() as tx:
            await tx.execute(text(f"UPDATE distribution.ledger SET {column} = NULL, state = 'claimed'"))

    assert may_pass(refused.value)
    assert await stage.states() == ["planned"]
