from datetime import UTC, date, datetime

import pytest

from contracts.events.actions import Progress
from contracts.events.alerts import Deadlines
from contracts.events.register import Role
from services.responses.domain.links import Duty
from services.responses.domain.progress import (
    NOTHING_YET,
    Acknowledged,
    NextThing,
    Progressed,
    next_deadline,
    next_thing,
    steps,
    time_left,
)
from tests.builders import NOW, an_alert, person_id

FIRST = Acknowledged(person_id("Asha Verma"), "Asha Verma", Role.SPECIALIST, NOW, first_of_organisation=True)
MUST = Duty(must_respond=True, acknowledge_by=datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC), frozen_at=NOW)
TOLD = Duty(must_respond=False, acknowledge_by=MUST.acknowledge_by, frozen_at=NOW)
HALF = Progressed(Progress.IN_PROGRESS, 1, 0, 1, NOW, None)
SETTLED = Progressed(Progress.IN_PROGRESS, 1, 1, 0, NOW, None)
COMPLETE = Progressed(Progress.COMPLETE, 1, 1, 0, NOW, NOW)


@pytest.mark.parametrize(
    ("duty", "first", "progressed", "following", "done"),
    [
        (MUST, None, NOTHING_YET, NextThing.ACKNOWLEDGE, [False, False, False, False]),
        (MUST, FIRST, NOTHING_YET, NextThing.DECIDE, [True, False, False, False]),
        (MUST, None, HALF, NextThing.ACKNOWLEDGE, [False, True, False, False]),
        (MUST, FIRST, HALF, NextThing.ACT, [True, True, False, False]),
        (MUST, FIRST, SETTLED, NextThing.SIGN_OFF, [True, True, True, False]),
        (MUST, FIRST, COMPLETE, NextThing.NOTHING, [True, True, True, True]),
        (TOLD, None, NOTHING_YET, NextThing.NOTHING, [False, False, False, False]),
    ],
)
def test_the_next_thing_is_the_earliest_step_that_is_not_done(
    duty: Duty, first: Acknowledged | None, progressed: Progressed, following: NextThing, done: list[bool]
) -> None:
    assert next_thing(duty, first, progressed) is following
    strip = steps(first, progressed, following)
    assert [step.done for step in strip] == done
    assert sum(step.current for step in strip) == (following is not NextThing.NOTHING)


def test_the_strip_says_who_and_when_and_how_far() -> None:
    acknowledged, decided, acting, signed_off = steps(FIRST, HALF, NextThing.ACT)
    assert (acknowledged.who, acknowledged.at) == ("Asha Verma", NOW)
    assert decided.at == NOW
    assert acting.so_far == "1 of 2 actions answered"
    assert signed_off.at is None


def test_nothing_to_do_is_told_from_all_done() -> None:
    not_required = Progressed(Progress.COMPLETE, 0, 0, 2, None, NOW)
    strip = steps(FIRST, not_required, next_thing(MUST, FIRST, not_required))
    assert [step.done for step in strip] == [True] * 4
    assert (strip[1].at, strip[1].so_far) == (NOW, "nothing has to be done")
    assert strip[2].so_far == "not needed"


def test_a_decision_that_was_taken_back_has_no_moment() -> None:
    reopened = Progressed(Progress.NOT_STARTED, 0, 0, 2, NOW, None)
    assert steps(FIRST, reopened, NextThing.DECIDE)[1].at is None


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (datetime(2025, 11, 21, 23, 59, 59, tzinfo=UTC), "today"),
        (datetime(2025, 11, 22, 23, 59, 59, tzinfo=UTC), "tomorrow"),
        (datetime(2025, 11, 23, 23, 59, 59, tzinfo=UTC), "in 2 days"),
        (datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC), "in 1 working day"),
        (datetime(2025, 11, 26, 12, 0, tzinfo=UTC), "in 3 working days"),
        (datetime(2025, 12, 20, 12, 0, tzinfo=UTC), "in 29 days"),
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC), "in 52 weeks"),
        (datetime(2025, 11, 21, 9, 0, tzinfo=UTC), "late since earlier today"),
        (datetime(2025, 11, 20, 23, 59, 59, tzinfo=UTC), "1 day late"),
        (datetime(2025, 11, 1, 23, 59, 59, tzinfo=UTC), "20 days late"),
    ],
)
def test_time_left_is_said_as_people_say_it(until: datetime, words: str) -> None:
    assert time_left(until, NOW) == words


def test_bank_holidays_are_not_working_days() -> None:
    before_christmas = datetime(2025, 12, 23, 9, 0, tzinfo=UTC)
    assert time_left(datetime(2025, 12, 30, 12, 0, tzinfo=UTC), before_christmas) == "in 3 working days"


def test_a_day_ends_in_london_not_in_utc() -> None:
    late_evening = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert time_left(datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC), late_evening) == "today"


def test_the_deadline_shown_is_the_earliest_of_what_is_not_done() -> None:
    alert = an_alert(
        deadlines=Deadlines(underway_by=date(2025, 12, 5), complete_by=date(2026, 11, 20)).model_dump()
    )
    shown = [
        next_deadline(alert, MUST, first, progressed, NOW)
        for first, progressed in [(None, NOTHING_YET), (FIRST, NOTHING_YET), (FIRST, HALF)]
    ]
    assert [deadline.words for deadline in shown if deadline] == [
        "Acknowledge by",
        "Have work under way by",
        "Complete all actions by",
    ]


def test_no_deadline_is_shown_to_those_who_have_none() -> None:
    assert next_deadline(an_alert(), TOLD, None, NOTHING_YET, NOW) is None
    assert next_deadline(an_alert(), MUST, FIRST, COMPLETE, NOW) is None
    not_stated = an_alert(deadlines=Deadlines().model_dump())
    assert next_deadline(not_stated, MUST, FIRST, HALF, NOW) is None


def test_a_deadline_is_late_only_once_it_has_passed() -> None:
    at_the_end = next_deadline(an_alert(), MUST, None, NOTHING_YET, MUST.acknowledge_by)
    assert at_the_end is not None
    assert not at_the_end.late
    after = next_deadline(an_alert(), MUST, None, NOTHING_YET, datetime(2025, 11, 25, tzinfo=UTC))
    assert after is not None
    assert (after.late, after.left) == (True, "1 day late")
