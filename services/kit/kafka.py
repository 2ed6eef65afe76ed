"""How we speak to Kafka: which settings lose nothing, when to try again, when to park a message.

FastStream's defaults lose messages in several ways; every argument below that looks redundant closes one.
"""

import asyncio
import copy
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Union

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaConnectionError
from asyncpg import InterfaceError, PostgresConnectionError
from faststream import AckPolicy, BaseMiddleware
from faststream.exceptions import IgnoredException
from faststream.kafka import KafkaBroker, KafkaRouter
from faststream.kafka.annotations import KafkaMessage
from sqlalchemy.exc import DBAPIError

from contracts.envelope import Event, NotUnderstood, Topic, read
from services.kit import inbox, metrics
from services.kit.database import Database
from services.kit.doors import Door
from services.kit.log import log

#: Seconds between tries; their sum stays far below max_poll_interval_ms (300 s).
DELAYS: tuple[float, ...] = (0.2, 1, 5, 15, 30)
TRANSIENT = (ConnectionError, TimeoutError, InterfaceError, PostgresConnectionError)
#: Postgres' words for: connection lost, serialisation or deadlock, out of room, shutting down or starting.
TRANSIENT_STATES = ("08", "40", "53", "57P")


def may_pass(error: BaseException) -> bool:
    """Whether the same work may well succeed a moment later."""
    if isinstance(error, DBAPIError):
        state = str(getattr(error.orig, "sqlstate", "") or "")
        return error.connection_invalidated or state.startswith(TRANSIENT_STATES)
    return isinstance(error, TRANSIENT)


async def lenient_parser(record: Any, original: Callable[[Any], Awaitable[Any]]) -> Any:
    """Mend headers that are null or not UTF-8: FastStream would lose such a message under every policy."""
    safe = copy.copy(record)
    safe.headers = tuple((k, (v or b"").decode("utf-8", "replace").encode()) for k, v in record.headers)
    message = await original(safe)
    message.raw_message = record
    return message


class DeadLetter(BaseMiddleware[Any, Any]):
    """Tries again while the trouble may pass, then parks the message in `<topic>.dead` with the reason."""

    async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: Any) -> Any:
        """Run decoding and handler; transient trouble is never a reason to park."""
        tries = 0
        while True:
            try:
                return await call_next(msg)
            except Exception as error:
                if not may_pass(error):
                    raise
                await self._wait(tries, error)
            tries += 1

    async def _wait(self, tries: int, error: BaseException) -> None:
        if tries >= len(DELAYS):
            # Not acknowledged, so it comes again: an outage must not drain a topic into its dead letters.
            raise _ComeAgain from error
        log.warning("trying again", error=type(error).__name__, tries=tries + 1)
        await asyncio.sleep(DELAYS[tries])

    async def after_processed(
        self,
        exc_type: type[BaseException] | None = None,  # noqa: ARG002 — the signature is FastStream's
        exc: BaseException | None = None,
        exc_tb: Any = None,  # noqa: ARG002 — the signature is FastStream's
    ) -> bool:
        """Park what cannot be handled; returning True says that the error is dealt with."""
        if not isinstance(exc, Exception) or isinstance(exc, IgnoredException | _ComeAgain):
            return False
        await park(self.context.get("broker"), self.msg, exc)
        return True


class _ComeAgain(Exception):  # noqa: N818 — an instruction to the acknowledgement policy, not a fault of ours
    """The message is delivered again; the trouble may pass."""


async def park(broker: KafkaBroker, record: ConsumerRecord[Any, Any], error: Exception) -> None:
    """Copy a record to its dead-letter topic, and return only when Kafka has it."""
    source = f"{record.topic}/{record.partition}/{record.offset}"
    log.error("message parked", source=source, error=type(error).__name__)
    reason = str(error) if isinstance(error, NotUnderstood) else type(error).__name__
    headers = [
        *record.headers,
        ("dead-source", source.encode()),
        ("dead-reason", reason[:2000].encode("utf-8", "replace")),
    ]
    # publish() takes headers as str only, and these must come through as they were.
    producer = broker.config.producer._producer.producer  # type: ignore[attr-defined]  # noqa: SLF001
    await producer.send_and_wait(f"{record.topic}.dead", value=record.value, key=record.key, headers=headers)
    metrics.DEAD.labels(topic=record.topic).inc()


def kafka_broker(servers: str, *, graceful_timeout: float = 15.0) -> KafkaBroker:
    """One broker for the whole process; at its end, work may go on for `graceful_timeout` seconds.

    No idempotence: its producer wedges after an outage.
    """
    return KafkaBroker(
        servers.split(","),
        acks="all",
        enable_idempotence=False,
        allow_auto_create_topics=False,
        max_request_size=5_000_000,
        middlewares=[DeadLetter],
        parser=lenient_parser,
        graceful_timeout=graceful_timeout,
        logger=None,
    )


def router(doors: Iterable[Door], database: Database, settings: Any, *, instance: str = "") -> KafkaRouter:
    """One subscriber for each topic the doors are on, in this service's own consumer group."""
    kafka = KafkaRouter(ack_policy=AckPolicy.NACK_ON_ERROR)
    by_topic: dict[str, list[Door]] = defaultdict(list)
    for door in doors:
        by_topic[door.topic.name].append(door)
    for name, of_topic in by_topic.items():
        group = f"{database.service}.{name}"
        subscribe = kafka.subscriber(
            name,
            group_id=group,
            group_instance_id=f"{instance}-{group}" if instance else None,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            no_reply=True,
            decoder=_reader(of_topic[0].topic),
            title=f"{database.service} hears {name}",
        )
        subscribe(_hearing(of_topic, database, settings))
    return kafka


def _reader(topic: Topic) -> Callable[[KafkaMessage], Awaitable[Event[Any]]]:
    async def read_event(message: KafkaMessage) -> Event[Any]:
        return read(topic, message.body or b"")

    return read_event


def _hearing(doors: list[Door], database: Database, settings: Any) -> Callable[..., Awaitable[None]]:
    """The function FastStream calls; its annotation is what the AsyncAPI document shows."""
    topic = doors[0].topic
    hears = {door.event.type_name(): door.hear for door in doors}

    async def hear(event: Any) -> None:
        metrics.LAST_PROGRESS.labels(topic=topic.name).set_to_current_time()
        if (door := hears.get(event.type)) is None:
            return
        async with database.transaction(traceparent=event.traceparent) as tx:
            hearing = await inbox.note(tx, event)
            if hearing is inbox.Hearing.NEW:
                await door(tx, event, settings)
        metrics.HEARD.labels(service=database.service, topic=topic.name, hearing=hearing.value).inc()

    hear.__name__ = f"{database.service}_hears_{topic.name.replace('-', '_')}"
    hear.__annotations__["event"] = Union[tuple(Event[kind] for kind in topic.events)]  # type: ignore[valid-type]  # noqa: UP007 — made while running
    return hear


async def start_when_reachable(broker: KafkaBroker) -> None:
    """Start, and wait for Kafka as long as it takes: readiness tells that it is waited for."""
    while not broker.running:
        try:
            await broker.start()
        except KafkaConnectionError:
            await broker.stop()
            log.warning("Kafka is not reachable yet")
            await asyncio.sleep(1)
