"""A consumer counts as stuck when it stands below the end for too long, and only then."""

from aiokafka import TopicPartition

from services.kit.watchdog import PATIENCE_SECONDS, Watch

ALERTS, REGISTER = TopicPartition("alerts", 0), TopicPartition("register", 0)
LATER = PATIENCE_SECONDS + 1


def test_standing_below_the_end_for_too_long_is_stuck() -> None:
    watch = Watch()
    assert watch.stuck({ALERTS: (3, 5)}, 0) == []
    assert watch.stuck({ALERTS: (3, 5)}, PATIENCE_SECONDS) == []
    assert watch.stuck({ALERTS: (3, 9)}, LATER) == [ALERTS]


def test_a_consumer_at_the_end_may_wait_for_ever() -> None:
    watch = Watch()
    watch.stuck({ALERTS: (5, 5)}, 0)
    assert watch.stuck({ALERTS: (5, 5)}, 10 * LATER) == []


def test_patience_begins_with_what_there_is_to_read() -> None:
    watch = Watch()
    watch.stuck({ALERTS: (5, 5)}, 10 * LATER)
    assert watch.stuck({ALERTS: (5, 6)}, 10 * LATER + 10) == []


def test_every_step_on_begins_the_patience_anew() -> None:
    watch = Watch()
    watch.stuck({ALERTS: (3, 9)}, 0)
    watch.stuck({ALERTS: (4, 9)}, PATIENCE_SECONDS)
    assert watch.stuck({ALERTS: (4, 9)}, LATER) == []


def test_only_the_partition_that_stands_still_is_named() -> None:
    watch = Watch()
    watch.stuck({ALERTS: (3, 9), REGISTER: (3, 9)}, 0)
    assert watch.stuck({ALERTS: (4, 9), REGISTER: (3, 9)}, LATER) == [REGISTER]


def test_a_partition_given_to_another_process_is_forgotten() -> None:
    watch = Watch()
    watch.stuck({ALERTS: (3, 9)}, 0)
    watch.stuck({}, 10)
    assert watch.stuck({ALERTS: (3, 9)}, LATER) == []
