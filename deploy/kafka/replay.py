# ruff: noqa: INP001 — a script that is run by its path
"""Put one parked message back on its topic, unchanged: replay.py register.dead PARTITION OFFSET.

Until `cascade` has a command for it, deploy/README.md says how to run this in a container.
Services that dealt with the message before drop it as repeated.
"""

import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from services.kit.config import KitSettings

#: What parking added.
ADDED = ("dead-source", "dead-reason")


async def replay(servers: str, parked: TopicPartition, offset: int) -> str:
    """Returns where it lies now."""
    async with AIOKafkaConsumer(bootstrap_servers=servers.split(",")) as consumer:
        consumer.assign([parked])
        consumer.seek(parked, offset)
        record = await asyncio.wait_for(consumer.getone(), 30)
    headers = [(name, value) for name, value in record.headers if name not in ADDED]
    async with AIOKafkaProducer(
        bootstrap_servers=servers.split(","), acks="all", max_request_size=5_000_000
    ) as producer:
        topic = parked.topic.removesuffix(".dead")
        laid = await producer.send_and_wait(topic, value=record.value, key=record.key, headers=headers)
    return f"{laid.topic}/{laid.partition}/{laid.offset}"


if __name__ == "__main__":
    topic, partition, offset = sys.argv[1:]
    place = asyncio.run(replay(KitSettings().kafka, TopicPartition(topic, int(partition)), int(offset)))
    print(f"Replayed as {place}.")  # noqa: T201 — it is a command
