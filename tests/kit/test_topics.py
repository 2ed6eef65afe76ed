"""Topics on a real broker, each of its own name."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import GroupLoadInProgressError, InvalidReplicationFactorError, KafkaConnectionError

from contracts.envelope import Topic
from contracts.topics import REGISTER
from services.kit import topics
from services.local.waiting import until

NOWHERE = "127.0.0.1:1"


def a_topic(*, compacted: bool = False, retention: timedelta | None = None) -> Topic:
    return replace(REGISTER, name=f"register-{uuid4()}", compacted=compacted, retention=retention)


async def settings_of(servers: str, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()

    async def known() -> bool:
        (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
        found.update({entry[0]: entry[1] for entry in answer.resources[0][4]})
        return bool(found)

    try:
        await until("Kafka knows what it made", known, seconds=10)
    finally:
        await admin.close()
    return found


async def write(servers: str, topic: Topic, *partitions: int) -> None:
    async with AIOKafkaProducer(bootstrap_servers=servers, acks="all") as producer:
        for partition in partitions:
            await producer.send_and_wait(topic.name, b"said", partition=partition)


async def test_what_is_missing_is_made_once_with_its_dead_letters(kafka_servers: str) -> None:
    first, second = a_topic(), a_topic()

    assert await topics.missing(kafka_servers, [first]) == [first.name, first.dead]
    assert await topics.create(kafka_servers, [first]) == [first.name, first.dead]
    assert await topics.create(kafka_servers, [first, second]) == [second.name, second.dead]
    assert await topics.create(kafka_servers, [first, second]) == []

    async def all_there() -> bool:
        return await topics.missing(kafka_servers, [first, second]) == []

    await until("Kafka knows what it made", all_there, seconds=10)


async def test_a_topic_made_meanwhile_by_another_process_is_no_trouble(
    kafka_servers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = a_topic()
    await topics.create(kafka_servers, [topic])

    async def not_seen(_: AIOKafkaAdminClient) -> list[str]:
        return []

    monkeypatch.setattr(AIOKafkaAdminClient, "list_topics", not_seen)

    assert await topics.create(kafka_servers, [topic]) == []


async def test_a_topic_that_kafka_refuses_is_an_error(kafka_servers: str) -> None:
    with pytest.raises(InvalidReplicationFactorError):
        await topics.create(kafka_servers, [a_topic()], replicas=3)


async def test_a_topic_keeps_for_ever_unless_it_says_otherwise(kafka_servers: str) -> None:
    ever, a_day, compacted = a_topic(), a_topic(retention=timedelta(days=1)), a_topic(compacted=True)
    await topics.create(kafka_servers, [ever, a_day, compacted])

    kept = [await settings_of(kafka_servers, topic.name) for topic in (ever, a_day, compacted)]
    assert [(one["cleanup.policy"], one["retention.ms"]) for one in kept] == [
        ("delete", "-1"),
        ("delete", "86400000"),
        ("compact", "-1"),
    ]


async def test_dead_letters_wait_for_a_person_and_have_room_for_their_headers(kafka_servers: str) -> None:
    topic = a_topic(compacted=True)
    await topics.create(kafka_servers, [topic])

    alive, dead = [await settings_of(kafka_servers, name) for name in (topic.name, topic.dead)]
    assert (dead["cleanup.policy"], dead["retention.ms"]) == ("delete", str(365 * 24 * 3600 * 1000))
    assert int(dead["max.message.bytes"]) > 2 * int(alive["max.message.bytes"])


async def test_length_counts_every_partition(kafka_servers: str) -> None:
    topic = a_topic()
    await topics.create(kafka_servers, [topic])
    assert await topics.length(kafka_servers, topic) == 0

    await write(kafka_servers, topic, 0, 1, 1, 2)
    assert await topics.length(kafka_servers, topic) == 4
    assert await topics.ends(kafka_servers, topic) == {0: 1, 1: 2, 2: 1}


async def test_lag_is_what_the_group_has_not_dealt_with(kafka_servers: str) -> None:
    topic, group = a_topic(), f"actions-{uuid4()}"
    await topics.create(kafka_servers, [topic])
    await write(kafka_servers, topic, 0, 0, 0, 2)

    async def nobody_has_heard() -> bool:
        try:
            return await topics.lag(kafka_servers, group, topic) == 4
        except topics.KafkaError:  # a broker whose groups were never asked for is making room for them
            return False

    await until("Everything waits", nobody_has_heard, seconds=20)
    async with AIOKafkaConsumer(bootstrap_servers=kafka_servers, group_id=group) as consumer:
        consumer.assign([TopicPartition(topic.name, 0)])
        await consumer.commit({TopicPartition(topic.name, 0): 2})

    assert await topics.lag(kafka_servers, group, topic) == 2
    assert await topics.dealt_with(kafka_servers, group, topic) == {0: 2, 1: 0, 2: 0}


async def test_a_group_that_cannot_be_told_of_yet_is_trouble_that_passes(
    kafka_servers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kafka answers for no partition while it moves the group, and aiokafka drops its reason."""

    async def nothing(*_: object, **__: object) -> dict[TopicPartition, object]:
        return {}

    monkeypatch.setattr(AIOKafkaAdminClient, "list_consumer_group_offsets", nothing)

    for ask in (topics.lag, topics.dealt_with):
        with pytest.raises(GroupLoadInProgressError) as trouble:
            await ask(kafka_servers, "actions.register", REGISTER)
        assert trouble.value.retriable


async def test_a_broker_that_is_not_there_is_an_error() -> None:
    topic = a_topic()
    with pytest.raises(KafkaConnectionError):
        await topics.missing(NOWHERE, [topic])
    with pytest.raises(KafkaConnectionError):
        await topics.length(NOWHERE, topic)
