"""How we speak to Kafka: which settings lose nothing, when to try again, when to park a message.

FastStream's defaults lose messages in several ways; every argument below that looks redundant closes one.
"""

import asyncio
import copy
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Union

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaConnectionError, MessageSizeTooLargeError
from faststream import AckPolicy, BaseMiddleware
from faststream.exceptions import IgnoredException
from faststream.kafka import KafkaBroker, KafkaRouter
from faststream.kafka.annotations import KafkaMessage

from contracts.envelope import Event, NotUnderstood, Topic, read
from services.kit import inbox, metrics
from services.kit.database import Database, may_pass
from services.kit.doors import Door
from services.kit.log import log

#: What a parked message may weigh with its headers; twice what a topic takes.
MOST_BYTES = 10_000_000
#: Seconds between tries; their sum stays far below max_poll_interval_ms (300 s).
DELAYS: tuple[float, ...] = (0.2, 1, 5, 15, 30)


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
        """Run decoding and handler; what may pass is waited for, and never a reason to park."""
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
    """Copy a record to its dead-letter topic, and return only when Kafka has it.

    A record too large for that (Kafka counts compressed bytes, the client others) is parked without its
    value: `dead-source` says where it lies. When parking fails the message comes again, not too soon.
    """
    source = f"{record.topic}/{record.partition}/{record.offset}"
    reason = str(error) if isinstance(error, NotUnderstood) else type(error).__name__
    headers = [
        *record.headers,
        ("dead-source", source.encode()),
        ("dead-reason", reason[:2000].encode("utf-8", "replace")),
    ]
    try:
        await _send_dead(broker, record, record.value or b"", headers)
    except MessageSizeTooLargeError:
        await _send_dead(broker, record, b"", headers[-2:])
    except Exception as trouble:
        log.error("message cannot be parked", source=source, error=type(trouble).__name__)
        await asyncio.sleep(DELAYS[-1])
        raise
    log.error("message parked", source=source, error=type(error).__name__)
    metrics.DEAD.labels(topic=record.topic).inc()


async def _send_dead(
    broker: KafkaBroker, record: ConsumerRecord[Any, Any], value: bytes, headers: list[Any]
) -> None:
    # publish() takes headers as str only, and these must come through as they were.
    producer = broker.config.producer._producer.producer  # type: ignore[attr-defined]  # noqa: SLF001
    await producer.send_and_wait(f"{record.topic}.dead", value=value, key=record.key, headers=headers)


class _NamesOnly(logging.Filter):
    """What FastStream would log of an error may quote a message or a row; its name must do."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            record.msg, record.args = f"consumer: {record.exc_info[0].__name__}", ()
            record.exc_info = record.exc_text = None
        return True


def _consumer_log() -> logging.Logger:
    """Without it a consumer that cannot read, say for want of a codec, stands still in silence."""
    consumer_log = logging.getLogger("faststream.consumer")
    consumer_log.setLevel(logging.ERROR)
    consumer_log.addFilter(_NamesOnly("faststream.consumer"))
    return consumer_log


def kafka_broker(servers: str, *, graceful_timeout: float = 15.0) -> KafkaBroker:
    """One broker for the whole process; at its end, work may go on for `graceful_timeout` seconds.

    No idempotence: its producer wedges after an outage.
    """
    return KafkaBroker(
        servers.split(","),
        acks="all",
        enable_idempotence=False,
        allow_auto_create_topics=False,
        max_request_size=MOST_BYTES,
        middlewares=[DeadLetter],
        parser=lenient_parser,
        # A hearer takes the event as it was read: to check it again is a tenth of what hearing costs.
        apply_types=False,
        graceful_timeout=graceful_timeout,
        logger=_consumer_log(),
        log_level=logging.DEBUG,
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
            # An alert whose producer took it back never was.
            isolation_level="read_committed",
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
