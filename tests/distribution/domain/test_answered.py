"""What was answered is never asked for, in whatever order it was heard."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from contracts.events.actions import Progress
from services.distribution.domain.answered import Acknowledged, Answered, given, is_answered, taken_back
from services.distribution.domain.chasing import Deadline

START = datetime(2025, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answered", "done"),
    [
        (Answered(), ""),
        (Answered(acknowledged=True), "acknowledge"),
        (Answered(progress=Progress.IN_PROGRESS), "acknowledge underway"),
        (Answered(acknowledged=True, progress=Progress.COMPLETE), "acknowledge underway complete"),
    ],
)
def test_whoever_acts_has_read_the_alert(answered: Answered, done: str) -> None:
    assert [each.value for each in Deadline if is_answered(each, answered)] == done.split()


@for_all(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=6), st.randoms())
def test_it_stands_or_not_whatever_order_it_was_heard_in(
    said: list[tuple[str, bool]], chance: object
) -> None:
    """Two people give theirs and take it back; a withdrawal says whether the other's was left."""
    standing: set[str] = set()
    events: list[tuple[datetime, bool | None]] = []
    for minute, (who, gives) in enumerate(said):
        at = START + timedelta(minutes=minute)
        if gives:
            standing.add(who)
            events.append((at, None))
        elif who in standing:
            standing.remove(who)
            events.append((at, bool(standing)))
    chance.shuffle(events)  # type: ignore[attr-defined]
    known = Acknowledged()
    for at, was_left in [*events, *events]:
        known = given(known, at) if was_left is None else taken_back(known, at, was_left=was_left)

    assert known.stands is bool(standing)
