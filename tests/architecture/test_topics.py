"""The map of topics is what the services really do."""

import ast
from pathlib import Path

import pytest
from faststream import AckPolicy

from contracts.topics import TOPICS
from services.all import BUILDERS, NAMES
from services.kit import kafka
from services.kit.clock import utc_now
from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.signing import new_private_key, public_key_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def services() -> list[Service]:
    key = new_private_key()
    settings = KitSettings(link_private_key=key, link_public_keys=f"k:{public_key_of(key)}")
    return [BUILDERS[name](settings, utc_now) for name in NAMES]


def test_services_hear_what_the_map_says(services: list[Service]) -> None:
    heard = {(service.name, door.topic.name) for service in services for door in service.doors}

    assert heard == {(hearer, topic.name) for topic in TOPICS for hearer in topic.hearers}


def test_services_say_what_the_map_says() -> None:
    said = {(name, topic) for name in NAMES for topic in _topics_said(ROOT / "services" / name)}

    assert said == {(topic.speaker, _constant(topic.name)) for topic in TOPICS}


def _constant(topic: str) -> str:
    return {"national-patient-safety-alerts": "ALERTS"}.get(topic, topic.upper())


def _topics_said(service: Path) -> set[str]:
    """The second argument of every `say(tx, TOPIC, …)`."""
    found = set()
    for path in service.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and len(node.args) == 3 and ast.unparse(node.func).endswith("say"):
                found.add(ast.unparse(node.args[1]).rpartition(".")[2])
    return found


def test_every_subscriber_loses_nothing(services: list[Service]) -> None:
    broker = kafka.kafka_broker("127.0.0.1:1")
    for service in services:
        broker.include_router(kafka.router(service.doors, service.database, service.settings, instance="x"))

    subscribers = list(broker.subscribers)
    assert len(subscribers) == sum(len(topic.hearers) for topic in TOPICS)
    assert all(subscriber.ack_policy is AckPolicy.NACK_ON_ERROR for subscriber in subscribers)
    groups = [subscriber.group_id for subscriber in subscribers]  # type: ignore[attr-defined]
    assert len(set(groups)) == len(groups)
    for subscriber in subscribers:
        assert subscriber._connection_args["auto_offset_reset"] == "earliest"  # type: ignore[attr-defined]
        assert subscriber._no_reply
