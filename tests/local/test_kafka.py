import asyncio
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import UnknownTopicOrPartitionError

from services.local.errors import FolderInUseError
from services.local.kafka import Lessons, start_kafka

TOPIC = "national-patient-safety-alerts"


async def publish(servers: str, value: bytes) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, 3, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all")
    await producer.start()
    await producer.send_and_wait(TOPIC, value)
    await producer.stop()


async def first_of(servers: str) -> bytes:
    consumer = AIOKafkaConsumer(TOPIC, bootstrap_servers=servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        message = await asyncio.wait_for(consumer.getone(), 30)
    finally:
        await consumer.stop()
    value: bytes = message.value
    return value


async def retention(servers: str) -> str:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC)])
    await admin.close()
    (value,) = (entry[1] for entry in answer.resources[0][4] if entry[0] == "retention.ms")
    return str(value)


def test_topics_survive_a_restart_on_another_port_and_are_kept_for_ever(tmp_path: Path) -> None:
    told: list[str] = []
    first = start_kafka(tmp_path, progress=told.append)
    asyncio.run(publish(first.servers, b"an alert"))
    first.stop()
    second = start_kafka(tmp_path)
    assert second.servers != first.servers
    assert asyncio.run(first_of(second.servers)) == b"an alert"
    assert asyncio.run(retention(second.servers)) == "-1"
    second.stop()
    assert "Preparing Kafka's folder (once)" in told


def test_a_killed_kafka_starts_again_with_what_was_confirmed(tmp_path: Path) -> None:
    (tmp_path / "data.new").mkdir()
    (tmp_path / "data.new" / "half").touch()
    first = start_kafka(tmp_path)
    asyncio.run(publish(first.servers, b"an alert"))
    first.child.launcher.kill()
    first.stop()
    second = start_kafka(tmp_path)
    assert asyncio.run(first_of(second.servers)) == b"an alert"
    with pytest.raises(FolderInUseError, match="in use by process"):
        start_kafka(tmp_path)
    second.stop()


def test_a_topic_never_appears_by_itself(kafka_servers: str) -> None:
    async def ask() -> None:
        producer = AIOKafkaProducer(bootstrap_servers=kafka_servers, request_timeout_ms=1000)
        await producer.start()
        try:
            await producer.send_and_wait("mistyped", b"")
        finally:
            await producer.stop()

    with pytest.raises(UnknownTopicOrPartitionError):
        asyncio.run(ask())


def test_what_java_learned_is_read_only_once_it_is_whole(tmp_path: Path) -> None:
    lessons = Lessons(tmp_path / "kafka.aot")
    assert lessons.unfinished
    assert lessons.flags == (f"-XX:AOTCacheOutput={lessons.unfinished}",)
    lessons.keep()
    assert lessons.flags == (f"-XX:AOTCacheOutput={lessons.unfinished}",)
    lessons.unfinished.touch()
    lessons.keep()
    assert lessons.flags == (f"-XX:AOTCache={tmp_path / 'kafka.aot'}",)
    assert Lessons(None).flags == ()
