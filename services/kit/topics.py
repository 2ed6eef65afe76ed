"""Making the topics, and telling how far behind their end a group of consumers is."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import GroupLoadInProgressError, KafkaError, TopicAlreadyExistsError, for_code

from contracts.envelope import Topic

_MILLISECONDS = 1000
#: A parked message waits for a person; a year is longer than anybody should need.
DEAD_LETTER_RETENTION_MS = str(365 * 24 * 3600 * _MILLISECONDS)
MAX_MESSAGE_BYTES = "5000000"
#: A parked message has headers on top.
MAX_PARKED_BYTES = "10500000"


async def create(servers: str, topics: Iterable[Topic], *, replicas: int = 1) -> list[str]:
    """Make those that are missing, each with its dead-letter topic; returns what was made."""
    wanted = [made for topic in topics for made in _wanted(topic, replicas)]
    async with _admin(servers) as admin:
        there = set(await admin.list_topics())
        lacking = [topic for topic in wanted if topic.name not in there]
        answers = (await admin.create_topics(lacking)).topic_errors if lacking else ()
    return [name for name, code, *_ in answers if _is_made(name, code)]


async def missing(servers: str, topics: Iterable[Topic]) -> list[str]:
    """Names of topics, dead-letter topics among them, that are not there. Raises KafkaError."""
    async with _admin(servers) as admin:
        there = set(await admin.list_topics())
    return [name for topic in topics for name in (topic.name, topic.dead) if name not in there]


def _is_made(name: str, code: int) -> bool:
    """False when another process was faster."""
    error = for_code(code)
    if code and error is not TopicAlreadyExistsError:
        raise error(f"topic {name}")
    return not code


def _wanted(topic: Topic, replicas: int) -> Iterator[NewTopic]:
    yield NewTopic(topic.name, topic.partitions, replicas, topic_configs=_configs(topic))
    kept = {"retention.ms": DEAD_LETTER_RETENTION_MS, "max.message.bytes": MAX_PARKED_BYTES}
    yield NewTopic(topic.dead, 1, replicas, topic_configs=kept)


def _configs(topic: Topic) -> dict[str, str]:
    kept = -1 if topic.retention is None else int(topic.retention.total_seconds() * _MILLISECONDS)
    return {
        "cleanup.policy": "compact" if topic.compacted else "delete",
        "retention.ms": str(kept),
        "max.message.bytes": MAX_MESSAGE_BYTES,
    }


async def lag(servers: str, group: str, topic: Topic) -> int:
    """How many messages of `topic` the group has not dealt with yet. Raises KafkaError."""
    partitions = _partitions(topic)
    done = await _done(servers, group, partitions)
    return sum(end - done[partition] for partition, end in (await _ends(servers, partitions)).items())


async def ends(servers: str, topic: Topic) -> dict[int, int]:
    """The offset behind the last message of each partition. Raises KafkaError."""
    found = await _ends(servers, _partitions(topic))
    return {partition.partition: end for partition, end in found.items()}


async def dealt_with(servers: str, group: str, topic: Topic) -> dict[int, int]:
    """The offset behind the last message of each partition that the group dealt with. Raises KafkaError."""
    done = await _done(servers, group, _partitions(topic))
    return {partition.partition: end for partition, end in done.items()}


async def length(servers: str, topic: Topic) -> int:
    """How many messages were ever written to `topic`. Raises KafkaError."""
    return sum((await _ends(servers, _partitions(topic))).values())


def _partitions(topic: Topic) -> list[TopicPartition]:
    return [TopicPartition(topic.name, number) for number in range(topic.partitions)]


async def _done(servers: str, group: str, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
    async with _admin(servers) as admin:
        done = await admin.list_consumer_group_offsets(group, partitions=partitions)
    if set(partitions) - set(done):
        # Kafka said why not, and aiokafka does not pass that on: the group has just got another home.
        raise GroupLoadInProgressError(group)
    return {partition: max(done[partition].offset, 0) for partition in partitions}


async def _ends(servers: str, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=servers.split(","))
    try:
        await consumer.start()
        ends: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
    finally:
        await consumer.stop()
    return ends


@asynccontextmanager
async def _admin(servers: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers.split(","))
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


__all__ = ["KafkaError", "create", "dealt_with", "ends", "lag", "length", "missing"]
