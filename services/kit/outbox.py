"""Saying an event: a row in the transaction that made it true; the relay carries it to Kafka afterwards."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import cache
from typing import Any, TypedDict

from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker
from faststream_outbox import ExponentialRetry, OutboxBroker
from faststream_outbox.annotations import OutboxMessage
from sqlalchemy import MetaData, Text, bindparam, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.envelope import (
    CONTENT_TYPE,
    D,
    Event,
    EventData,
    Topic,
    Written,
    event_of,
    to_json,
    written_to_json,
)
from services.kit import metrics
from services.kit.database import Database, Transaction, arrays_as_rows
from services.kit.log import log
from services.kit.tables import table

QUEUE = "kafka"
#: Never gives up: the library's own default deletes a row after ten tries.
NEVER_DROP = ExponentialRetry(initial_delay_seconds=1, max_delay_seconds=30)
#: Nobody else relays while this relay holds its lock, so a lease need never run out under it.
LEASE_SECONDS = 3600
RETRY_SECONDS = 1


async def say(tx: Transaction, topic: Topic, data: D) -> Event[D]:
    """Say `data` on `topic` once this transaction commits; its subject's events are numbered without gaps."""
    return (await say_all(tx, topic, [data]))[0]


async def say_all(tx: Transaction, topic: Topic, told: Sequence[D]) -> list[Event[D]]:
    """The same for many, each of another subject."""
    if not told:
        return []
    numbers = await _next_numbers(tx, [data.subject() for data in told])
    events = [event_of(data, **_frame(tx, numbers[data.subject()])) for data in told]
    await _write(tx, topic, [*map(to_json, events)])
    return events


async def say_written(tx: Transaction, topic: Topic, kind: type[EventData], told: Sequence[Written]) -> None:
    """The same for what Postgres has put into JSON, which nobody checks on the way: see that a test does."""
    if not told:
        return
    numbers = await _next_numbers(tx, [said.subject for said in told])
    events = [written_to_json(said, kind, **_frame(tx, numbers[said.subject])) for said in told]
    await _write(tx, topic, events)


async def _write(tx: Transaction, topic: Topic, payloads: Sequence[bytes]) -> None:
    """All in one statement, so what is each event's own, its key and its id, stands in its body alone."""
    headers = {"x-topic": topic.name, "content-type": CONTENT_TYPE}
    *most, last = payloads
    if most:
        await tx.execute(_writing(tx.metadata), {"payload": most, "headers": headers})
    # The library writes the last, and wakes the relay.
    await _writer(tx.metadata).publish(last, queue=QUEUE, session=tx.connection, headers=headers)


class _Frame(TypedDict):
    """What an event has from its transaction."""

    source: str
    time: datetime
    sequence: int
    traceparent: str


def _frame(tx: Transaction, number: int) -> _Frame:
    return {
        "source": f"/{tx.service}",
        "time": tx.now,
        "sequence": number,
        "traceparent": tx.traceparent or new_trace(),
    }


@cache
def _writer(metadata: MetaData) -> OutboxBroker:
    """Only writes rows, on whatever connection it is given; making one takes longer than writing a row."""
    return OutboxBroker(None, outbox_table=table(metadata, "outbox"))


@cache
def _writing(metadata: MetaData) -> Any:
    """Rows as the library writes them, which runs a statement for each of many."""
    outbox = table(metadata, "outbox")
    new = arrays_as_rows({"payload": outbox.c.payload.type})
    rows = select(literal(QUEUE), bindparam("headers", type_=outbox.c.headers.type), new.c.payload)
    return insert(outbox).from_select(["queue", "headers", "payload"], rows)


async def _next_numbers(tx: Transaction, subjects: Sequence[str]) -> dict[str, int]:
    """Hold the subjects until the commit, so that events reach the outbox in the order of their numbers.

    Taken in one order, so that two who say of the same subjects never wait for each other.
    """
    rows = await tx.execute(_numbering(tx.metadata), {"subjects": sorted(subjects)})
    return {row.subject: row.sequence for row in rows}


@cache
def _numbering(metadata: MetaData) -> Any:
    said = table(metadata, "latest_said")
    subject = func.unnest(bindparam("subjects", type_=ARRAY(Text()))).column_valued("subject")
    first = insert(said).from_select(["subject", "sequence"], select(subject, literal(1)))
    return first.on_conflict_do_update(
        index_elements=[said.c.subject], set_={"sequence": said.c.sequence + 1}
    ).returning(said.c.subject, said.c.sequence)


def new_trace() -> str:
    """A W3C traceparent that begins a trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


@asynccontextmanager
async def relaying(database: Database, kafka: KafkaBroker) -> AsyncIterator[None]:
    """Carry this service's outbox to Kafka while the block runs; of several processes, one does."""
    task = asyncio.create_task(_relay_when_alone(database, kafka))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _relay_when_alone(database: Database, kafka: KafkaBroker) -> None:
    while True:
        try:
            await _hold_and_relay(database, kafka)
        except Exception as error:  # noqa: BLE001 — whatever it was, the rows are still there: begin again
            log.error("outbox relay begins again", service=database.service, error=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)


async def _hold_and_relay(database: Database, kafka: KafkaBroker) -> None:
    """Relay while the advisory lock is held; a lost connection is a lost lock."""
    lock = func.hashtext(f"{database.service}.outbox")
    async with database.engine.connect() as connection:
        while not (await connection.execute(select(func.pg_try_advisory_lock(lock)))).scalar_one():
            await connection.rollback()
            await asyncio.sleep(RETRY_SECONDS)
        await connection.commit()
        await _free_rows_of_a_killed_relay(database)
        relay = relay_broker(database.service, database.engine, database.metadata, kafka)
        await relay.start()
        try:
            while True:
                await asyncio.sleep(RETRY_SECONDS)
                await connection.execute(select(1))
                await connection.commit()
        finally:
            await relay.stop()


async def _free_rows_of_a_killed_relay(database: Database) -> None:
    outbox = table(database.metadata, "outbox")
    async with database.engine.begin() as connection:
        await connection.execute(update(outbox).values(acquired_token=None, acquired_at=None))


def relay_broker(service: str, engine: AsyncEngine, metadata: MetaData, kafka: KafkaBroker) -> OutboxBroker:
    """The broker whose one worker publishes row by row, so that nothing overtakes."""
    broker = OutboxBroker(engine, outbox_table=table(metadata, "outbox"), logger=None)

    @broker.subscriber(
        QUEUE,
        max_workers=1,
        retry_strategy=NEVER_DROP,
        lease_ttl_seconds=LEASE_SECONDS,
        fetch_batch_size=100,
        terminal_flush_batch_size=50,
    )
    async def relay(message: OutboxMessage) -> None:
        headers, said = dict(message.headers), json.loads(message.body)
        topic = headers.pop("x-topic")
        # Rows of the version before this one have their key beside the body.
        headers.pop("x-key", None)
        headers["correlation_id"] = said["id"]
        await _publish(kafka, message.body, topic, said["subject"].encode(), headers)
        metrics.SAID.labels(service=service, topic=topic).inc()

    return broker


async def _publish(kafka: KafkaBroker, body: bytes, topic: str, key: bytes, headers: dict[str, str]) -> None:
    """Try in place until Kafka has it, so that no younger row overtakes; only a hopeless row is put back."""
    while True:
        try:
            await kafka.publish(
                body, topic, key=key, headers=headers, correlation_id=headers["correlation_id"]
            )
        except KafkaError as error:
            if not error.retriable:
                raise
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return
