"""What is said stands or falls with the transaction that made it true."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from contracts.envelope import Event, Written
from contracts.events.register import PersonRecorded
from contracts.topics import REGISTER
from services.kit import outbox
from services.kit.database import Database
from services.kit.tables import table
from tests.builders import NOW, a_person, an_organisation
from tests.databases import events_said


class Stumbled(Exception):  # noqa: N818 — what happened to the transaction
    pass


async def said(database: Database) -> list[Event[Any]]:
    async with database.reading() as tx:
        return [event async for event in events_said(tx)]


async def say(database: Database, who: str) -> None:
    async with database.transaction() as tx:
        await outbox.say(tx, REGISTER, a_person(who))


async def test_what_is_said_has_its_frame(database: Database) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with database.transaction(traceparent=trace) as tx:
        await outbox.say(tx, REGISTER, an_organisation())
    (event,) = await said(database)
    assert (event.source, event.subject, event.sequence) == ("/actions", "organisation/RH5", 1)
    assert (event.time, event.traceparent) == (NOW, trace)
    assert event.data == an_organisation()


async def test_a_transaction_that_is_rolled_back_says_nothing_and_leaves_no_gap(database: Database) -> None:
    await say(database, "Asha Verma")
    with suppress(Stumbled):
        async with database.transaction() as tx:
            await outbox.say(tx, REGISTER, a_person("Asha Verma"))
            raise Stumbled
    await say(database, "Asha Verma")
    assert [event.sequence for event in await said(database)] == [1, 2]


async def test_numbers_have_no_gaps_and_stand_in_order_when_many_speak_at_once(database: Database) -> None:
    people = ["Asha Verma", "Ben Cole"] * 15
    await asyncio.gather(*(say(database, who) for who in people))
    for who in ("Asha Verma", "Ben Cole"):
        subject = a_person(who).subject()
        numbers = [event.sequence for event in await said(database) if event.subject == subject]
        assert numbers == list(range(1, 16))


async def test_many_that_are_said_at_once_are_each_numbered_in_their_own_line(database: Database) -> None:
    await say(database, "Ben Cole")
    async with database.transaction() as tx:
        await outbox.say_all(tx, REGISTER, [a_person("Ben Cole"), a_person("Asha Verma")])

    assert [(event.data.name, event.sequence) for event in await said(database)] == [
        ("Ben Cole", 1),
        ("Ben Cole", 2),
        ("Asha Verma", 1),
    ]


async def test_many_that_are_said_at_once_lie_ready_like_one_that_is_said_alone(database: Database) -> None:
    await say(database, "Ben Cole")
    async with database.transaction() as tx:
        await outbox.say_all(tx, REGISTER, [a_person("Asha Verma"), a_person("Ben Cole")])

    rows = table(database.metadata, "outbox")
    async with database.reading() as tx:
        alone, *many = (await tx.execute(select(rows).order_by(rows.c.next_attempt_at, rows.c.id))).all()
    assert [json.loads(row.payload)["data"]["name"] for row in many] == ["Asha Verma", "Ben Cole"]
    for row in many:
        assert (row.queue, row.attempts_count, row.deliveries_count) == (alone.queue, 0, 0)
        assert row.headers["x-topic"] == alone.headers["x-topic"] == REGISTER.name
        assert row.headers["content-type"] == alone.headers["content-type"]


async def test_what_is_written_already_is_said_and_numbered_like_the_rest(database: Database) -> None:
    await say(database, "Ben Cole")
    people = [a_person("Asha Verma"), a_person("Ben Cole")]
    written = [Written(person.subject(), person.model_dump_json()) for person in people]
    async with database.transaction() as tx:
        await outbox.say_written(tx, REGISTER, PersonRecorded, written)
        await outbox.say_written(tx, REGISTER, PersonRecorded, [])

    first, *events = await said(database)
    assert [(event.data, event.sequence) for event in events] == [(people[0], 1), (people[1], 2)]
    assert [(event.source, event.time) for event in events] == [(first.source, first.time)] * 2
    assert len({event.traceparent for event in events}) == 2


async def test_a_trace_begins_where_none_is_handed_on(database: Database) -> None:
    await say(database, "Asha Verma")
    await say(database, "Ben Cole")
    first, second = [event.traceparent for event in await said(database)]
    assert first is not None
    assert first != second
