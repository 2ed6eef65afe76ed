"""Which deadline comes next, and how long it has."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from contracts.events.alerts import Deadlines
from services.actions.domain.deadlines import next_deadline, time_left
from services.actions.domain.standing import Standing
from services.actions.domain.status import Command
from tests.actions.domain.test_moves import moves
from tests.actions.domain.test_standing import ACKNOWLEDGED, FRESH
from tests.builders import NOW, an_alert

DUE = replace(
    FRESH,
    acknowledge_by=datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC),
    versions=(an_alert(deadlines=Deadlines(underway_by=date(2026, 1, 30), complete_by=date(2026, 11, 20))),),
)
ACTING = moves(Command.RECORD_ACTION)


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (DUE, "Acknowledge by"),
        (replace(DUE, acknowledgement=ACKNOWLEDGED), "Have work under way by"),
        (replace(DUE, acknowledgement=ACKNOWLEDGED, moves=ACTING), "Complete all actions by"),
        (replace(DUE, moves=ACTING), "Acknowledge by"),
        (replace(DUE, moves=moves(Command.DECIDE_NOT_REQUIRED)), None),
        (replace(DUE, must_respond=False), None),
        (replace(DUE, acknowledge_by=None, versions=(an_alert(deadlines=Deadlines()),)), None),
    ],
)
def test_the_earliest_deadline_that_is_not_met_comes_next(standing: Standing, words: str | None) -> None:
    following = next_deadline(standing, NOW)
    assert (following.words if following else None) == words


def test_a_deadline_is_late_only_after_its_last_second() -> None:
    last = datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC)
    for now, late in ((last, False), (last.replace(day=25, hour=0), True)):
        following = next_deadline(DUE, now)
        assert following is not None
        assert following.late is late


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (datetime(2025, 11, 21, 23, 59, 59, tzinfo=UTC), "today"),
        (datetime(2025, 11, 22, 23, 59, 59, tzinfo=UTC), "tomorrow"),
        (datetime(2025, 11, 23, 12, 0, tzinfo=UTC), "in 2 days"),
        (datetime(2025, 11, 26, 23, 59, 59, tzinfo=UTC), "in 3 working days"),
        (datetime(2025, 12, 21, 12, 0, tzinfo=UTC), "in 30 days"),
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC), "in 52 weeks"),
        (datetime(2025, 11, 19, 12, 0, tzinfo=UTC), "2 days late"),
        (datetime(2025, 11, 21, 9, 0, tzinfo=UTC), "late since earlier today"),
    ],
)
def test_time_left_is_said_as_people_say_it(until: datetime, words: str) -> None:
    assert time_left(until, NOW) == words


def test_bank_holidays_are_no_working_days() -> None:
    assert time_left(datetime(2025, 12, 29, 12, tzinfo=UTC), datetime(2025, 12, 23, 12, tzinfo=UTC)) == (
        "in 2 working days"
    )
