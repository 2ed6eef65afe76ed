"""Ends the process when a consumer stands still although there is something to read.

A consumer can hang without a word after a broker restarts.
Whoever runs the process starts it again, and nothing is lost.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from services.kit.jobs import Job
from services.kit.log import log

#: Longer than all delays of a message that is tried again.
PATIENCE_SECONDS = 180.0


class Watch:
    """Remembers how far each partition was read, and since when it has not moved."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._seen: dict[TopicPartition, tuple[int, float]] = {}

    def stuck(self, positions: dict[TopicPartition, tuple[int, int]], now: float) -> list[TopicPartition]:
        """Partitions that have stood below their end for too long; `positions` maps to (position, end)."""
        for partition, (position, end) in positions.items():
            before = self._seen.get(partition)
            if position >= end or before is None or before[0] != position:
                self._seen[partition] = (position, now)
        self._seen = {partition: seen for partition, seen in self._seen.items() if partition in positions}
        return [p for p, (_, since) in self._seen.items() if now - since > PATIENCE_SECONDS]


def job(broker: KafkaBroker, watch: Watch | None = None) -> Job:
    """Looks every ten seconds."""
    seen = watch or Watch()

    async def look() -> bool:
        positions = dict([pair async for pair in _positions(broker)])
        if stuck := seen.stuck(positions, monotonic()):
            log.critical("consumer stands still, ending the process", partitions=[str(p) for p in stuck])
            os.kill(os.getpid(), signal.SIGTERM)
        return False

    return Job(name="watchdog", every=10, tick=look)


async def _positions(broker: KafkaBroker) -> AsyncIterator[tuple[TopicPartition, tuple[int, int]]]:
    """Position and end of every partition this process reads, as far as they are known here."""
    for subscriber in broker.subscribers:
        consumer: Any = getattr(subscriber, "consumer", None)
        for partition in consumer.assignment() if consumer else ():
            end = consumer.highwater(partition)
            with suppress(TimeoutError, KafkaError):
                position = await asyncio.wait_for(consumer.position(partition), 1)
                if end is not None:
                    yield partition, (position, end)
