"""A parked message goes back on its topic as it came, on a real Kafka."""

import runpy
from pathlib import Path
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from contracts.envelope import Topic
from services.kit import topics

SCRIPT = Path(__file__).parents[2] / "deploy" / "kafka" / "replay.py"


async def test_a_replayed_message_is_as_it_was_before_it_was_parked(kafka_servers: str) -> None:
    topic = Topic(name=f"replay-{uuid4()}", speaker="", hearers=(), events=(), purpose="")
    await topics.create(kafka_servers, [topic])
    headers = [("trace", b"\xff"), ("dead-source", b"x/0/1"), ("dead-reason", b"KeyError")]
    async with AIOKafkaProducer(bootstrap_servers=kafka_servers) as producer:
        await producer.send_and_wait(topic.dead, b"another")
        parked = await producer.send_and_wait(topic.dead, b"{\n}", key=b"A1", headers=headers)

    replay = runpy.run_path(str(SCRIPT))["replay"]
    place = await replay(kafka_servers, TopicPartition(topic.dead, 0), parked.offset)

    name, partition, offset = place.rsplit("/", 2)
    async with AIOKafkaConsumer(bootstrap_servers=kafka_servers) as consumer:
        there = TopicPartition(name, int(partition))
        consumer.assign([there])
        consumer.seek(there, int(offset))
        record = await consumer.getone()
    assert (name, record.key, record.value, record.headers) == (
        topic.name,
        b"A1",
        b"{\n}",
        (("trace", b"\xff"),),
    )
