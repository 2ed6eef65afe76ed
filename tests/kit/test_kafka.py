"""The rules that lose nothing, against a real broker."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from faststream.kafka import KafkaBroker
from sqlalchemy.exc import TimeoutError as PoolTimeout

from contracts.envelope import Event, Topic, to_json
from contracts.events.alerts import AlertIssued
from contracts.topics import ALERTS
from services.distribution.tables import metadata
from services.kit import kafka, topics
from services.kit.config import KitSettings
from services.kit.database import Database, Transaction
from services.kit.doors import Doors
from tests.builders import an_alert, said

Hear = Callable[[Event[Any]], Awaitable[None]]
POISON: dict[str, tuple[bytes | None, list[tuple[str, bytes | None]]]] = {
    "malformed JSON": (b"{bad", []),
    "invalid UTF-8": (b"\xff\xfe", []),
    "empty": (b"", []),
    "a tombstone": (None, []),
    "JSON that is no event": (b"[]", []),
    "an unknown type": (b'{"type": "org.safety-cascade.alert-vanished.v9"}', []),
    "a faulty document": (b'{"type": "org.safety-cascade.alert-issued.v1", "data": {}}', []),
    "a null header": (b"{bad", [("trace", None)]),
    "a header that is not UTF-8": (b"{bad", [("trace", b"\xff\xfe")]),
}


@dataclass
class Ears:
    """A service that hears one topic of its own, on a real broker and a real database."""

    servers: str
    database: Database
    topic: Topic
    heard: list[Event[Any]] = field(default_factory=list)

    @asynccontextmanager
    async def listening(
        self, hear: Hear | None = None, *, graceful_timeout: float = 15.0
    ) -> AsyncIterator[KafkaBroker]:
        doors = Doors()

        @doors(self.topic, AlertIssued)
        async def alert_issued(_tx: Transaction, event: Event[AlertIssued], _settings: KitSettings) -> None:
            if hear:
                await hear(event)
            self.heard.append(event)

        broker = kafka.kafka_broker(self.servers, graceful_timeout=graceful_timeout)
        broker.include_router(kafka.router(doors, self.database, KitSettings(), instance="test"))
        await kafka.start_when_reachable(broker)
        try:
            yield broker
        finally:
            await broker.stop()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not true():
                await asyncio.sleep(0.01)


@pytest.fixture
async def ears(kafka_servers: str, common_settings: KitSettings) -> AsyncIterator[Ears]:
    database = Database(common_settings.database_of("distribution"), metadata)
    topic = replace(ALERTS, name=f"alerts-{uuid4()}", partitions=1)
    await topics.create(kafka_servers, [topic])
    yield Ears(kafka_servers, database, topic)
    await database.close()


@pytest.fixture
async def producer(kafka_servers: str) -> AsyncIterator[AIOKafkaProducer]:
    async with AIOKafkaProducer(bootstrap_servers=kafka_servers, acks="all") as producer:
        yield producer


async def _parked(ears: Ears) -> Any:
    async with AIOKafkaConsumer(
        ears.topic.dead, bootstrap_servers=ears.servers, auto_offset_reset="earliest"
    ) as consumer:
        return await asyncio.wait_for(consumer.getone(), 20)


async def test_what_was_said_before_the_first_start_is_heard(ears: Ears, producer: AIOKafkaProducer) -> None:
    await producer.send_and_wait(ears.topic.name, to_json(said(an_alert())))

    async with ears.listening():
        await ears.until(lambda: len(ears.heard) == 1)


async def test_an_event_that_comes_ten_times_has_one_effect(ears: Ears, producer: AIOKafkaProducer) -> None:
    event = said(an_alert())
    last = said(an_alert(reference="NatPSA/2025/007/NHSPS"))
    for message in (*[event] * 10, last):
        await producer.send_and_wait(ears.topic.name, to_json(message))

    async with ears.listening():
        await ears.until(lambda: last in ears.heard)

    assert ears.heard == [event, last]


@pytest.mark.parametrize("kind", POISON)
async def test_poison_is_parked_and_does_not_stop_what_follows(
    ears: Ears, producer: AIOKafkaProducer, kind: str
) -> None:
    value, headers = POISON[kind]
    await producer.send_and_wait(ears.topic.name, value, key=b"k", headers=headers)
    await producer.send_and_wait(ears.topic.name, to_json(said(an_alert())))

    async with ears.listening():
        await ears.until(lambda: len(ears.heard) == 1)

    parked = await _parked(ears)
    assert (parked.value or b"", parked.key) == (value or b"", b"k")
    assert dict(parked.headers)["dead-source"] == f"{ears.topic.name}/0/0".encode()


async def test_a_handler_that_cannot_succeed_parks_its_message(
    ears: Ears, producer: AIOKafkaProducer
) -> None:
    async def refuse(_: Event[Any]) -> None:
        raise ValueError("never")

    await producer.send_and_wait(ears.topic.name, to_json(said(an_alert())))

    async with ears.listening(refuse):
        parked = await _parked(ears)

    assert dict(parked.headers)["dead-reason"] == b"ValueError"


async def test_trouble_that_passes_is_waited_for(
    ears: Ears, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka, "DELAYS", (0.01, 0.01))
    tries = []

    async def fail_often(event: Event[Any]) -> None:
        tries.append(event)
        if len(tries) < 8:  # longer than the delays last, so it is delivered again in between
            raise ConnectionError

    await producer.send_and_wait(ears.topic.name, to_json(said(an_alert())))
    async with ears.listening(fail_often):
        await ears.until(lambda: len(ears.heard) == 1)

    assert len(tries) == 8


async def test_what_was_not_finished_comes_again_after_a_restart(
    ears: Ears, producer: AIOKafkaProducer
) -> None:
    began = asyncio.Event()

    async def never_finish(_: Event[Any]) -> None:
        began.set()
        await asyncio.sleep(3600)

    await producer.send_and_wait(ears.topic.name, to_json(said(an_alert())))
    doomed = asyncio.create_task(_listen_until_killed(ears, never_finish))
    await asyncio.wait_for(began.wait(), 20)
    doomed.cancel()
    await asyncio.gather(doomed, return_exceptions=True)

    async with ears.listening():
        await ears.until(lambda: len(ears.heard) == 1)


async def _listen_until_killed(ears: Ears, hear: Hear) -> None:
    async with ears.listening(hear, graceful_timeout=0.1):
        await asyncio.sleep(3600)


async def test_reply_to_in_a_foreign_message_is_not_obeyed(ears: Ears, producer: AIOKafkaProducer) -> None:
    headers = [("reply_to", b"a-topic-that-is-not-there")]
    await producer.send_and_wait(ears.topic.name, to_json(said(an_alert())), headers=headers)
    await producer.send_and_wait(ears.topic.name, to_json(said(an_alert(reference="NatPSA/2025/007/NHSPS"))))

    async with ears.listening():
        await ears.until(lambda: len(ears.heard) == 2)


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_every_compression_a_producer_may_choose_is_read(ears: Ears, codec: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=ears.servers, compression_type=codec) as producer:
        await producer.send_and_wait(ears.topic.name, to_json(said(an_alert())))

    async with ears.listening():
        await ears.until(lambda: len(ears.heard) == 1)


async def test_poison_too_large_to_copy_is_parked_without_its_value(ears: Ears) -> None:
    bomb = b" " * (kafka.MOST_BYTES + 1)
    async with AIOKafkaProducer(
        bootstrap_servers=ears.servers, compression_type="gzip", max_request_size=3 * kafka.MOST_BYTES
    ) as producer:
        await producer.send_and_wait(ears.topic.name, bomb)
        await producer.send_and_wait(ears.topic.name, to_json(said(an_alert())))

    async with ears.listening():
        await ears.until(lambda: len(ears.heard) == 1)

    parked = await _parked(ears)
    assert parked.value == b""
    assert dict(parked.headers)["dead-source"] == f"{ears.topic.name}/0/0".encode()


async def test_an_alert_whose_transaction_was_aborted_is_not_heard(ears: Ears) -> None:
    taken_back, kept = an_alert(reference="NatPSA/2025/007/NHSPS"), an_alert()
    async with AIOKafkaProducer(bootstrap_servers=ears.servers, transactional_id=ears.topic.name) as producer:
        await producer.begin_transaction()
        await producer.send_and_wait(ears.topic.name, to_json(said(taken_back)))
        await producer.abort_transaction()
        async with producer.transaction():
            await producer.send_and_wait(ears.topic.name, to_json(said(kept)))

    async with ears.listening():
        await ears.until(lambda: len(ears.heard) == 1)

    assert ears.heard[0].data == kept


@pytest.mark.parametrize(
    "trouble", [socket.gaierror(), OSError("Multiple exceptions"), PoolTimeout(), OSError(113, "no route")]
)
async def test_a_database_that_is_away_parks_nothing(
    ears: Ears, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    monkeypatch.setattr(kafka, "DELAYS", (0.01,))
    tries = []

    async def fail_twice(event: Event[Any]) -> None:
        tries.append(event)
        if len(tries) < 3:
            raise trouble

    await producer.send_and_wait(ears.topic.name, to_json(said(an_alert())))
    async with ears.listening(fail_twice):
        await ears.until(lambda: len(ears.heard) == 1)
