"""The AsyncAPI document is what the services really declare."""

from pathlib import Path

import yaml

from contracts.topics import TOPICS
from services.all import asyncapi

HELD = Path(__file__).parents[2] / "contracts" / "asyncapi.yaml"


def test_the_committed_document_is_current() -> None:
    assert HELD.read_text(encoding="utf-8") == asyncapi(), "run: cascade contracts --write"


def test_every_topic_has_its_speaker_and_its_hearers() -> None:
    channels = yaml.safe_load(asyncapi())["channels"]

    for topic in TOPICS:
        assert f"{topic.speaker} says {topic.name}" in channels
        assert all(f"{hearer} hears {topic.name}" in channels for hearer in topic.hearers)
