"""The map itself; that the services do what it says is held by tests/architecture/test_topics.py."""

from contracts.topics import EVENTS, REGISTER, TOPICS


def test_every_event_is_on_one_topic() -> None:
    assert len(set(EVENTS)) == len(EVENTS)
    assert len({event.type_name() for event in EVENTS}) == len(EVENTS)


def test_every_topic_says_what_it_is_for_and_is_heard() -> None:
    assert [topic.name for topic in TOPICS if not (topic.purpose and topic.hearers)] == []


def test_nothing_is_ever_thrown_away() -> None:
    assert [topic.name for topic in TOPICS if topic.retention is not None] == []


def test_only_what_carries_its_whole_state_is_compacted() -> None:
    """Compaction keeps the newest of each key, which must then say everything."""
    compacted = [topic for topic in TOPICS if topic.compacted]

    assert compacted == [REGISTER]
    assert all(event.snapshot for topic in compacted for event in topic.events)


def test_dead_letters_stand_beside_their_topic() -> None:
    assert REGISTER.dead == "register.dead"
    assert {topic.dead for topic in TOPICS}.isdisjoint(topic.name for topic in TOPICS)
