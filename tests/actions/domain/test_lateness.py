"""When an action is late; test_answers.py asks whoever is."""

from datetime import date

import pytest

from contracts.events.actions import ActionState
from services.actions.domain.lateness import due, is_late

EARLY, LATER, TODAY = date(2025, 11, 18), date(2025, 11, 20), date(2025, 11, 21)


def test_the_earlier_day_counts() -> None:
    assert due(EARLY, LATER) == due(LATER, EARLY) == EARLY
    assert (due(None, LATER), due(EARLY, None), due(None, None)) == (LATER, EARLY, None)


@pytest.mark.parametrize(
    ("state", "done_on", "last", "late"),
    [
        (ActionState.OUTSTANDING, None, None, False),
        (ActionState.OUTSTANDING, None, TODAY, False),
        (ActionState.OUTSTANDING, None, LATER, True),
        (ActionState.DONE, LATER, LATER, False),
        (ActionState.DONE, TODAY, LATER, True),
        (ActionState.DONE, None, LATER, False),
        (ActionState.NOT_APPLICABLE, None, EARLY, False),
    ],
)
def test_a_day_ends_with_its_last_second(
    state: ActionState, done_on: date | None, last: date | None, late: bool
) -> None:
    assert is_late(state, None, done_on, last, TODAY) is late
    assert is_late(state, last, done_on, None, TODAY) is late
