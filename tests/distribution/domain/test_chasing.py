"""On which days who is asked again: before a deadline gently, after it ever further up."""

from datetime import UTC, date, datetime, time

import pytest

from contracts.deadlines import LONDON, end_of
from contracts.events.alerts import AlertStatus, Deadlines
from services.distribution.domain.chasing import (
    Asked,
    Deadline,
    Pace,
    Rung,
    Step,
    asked,
    due,
    is_chased,
    is_hour_to_chase,
    last_working_round,
    plan,
)

CHRISTMAS = frozenset({date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1)})
#: The penicillamine alert: Thursday, to be acknowledged by the Monday after.
ISSUED = datetime(2025, 11, 20, 9, 58, tzinfo=UTC)
MONDAY = date(2025, 11, 24)
LATE = (Rung.STAFF, Rung.MAILBOX, Rung.EXECUTIVE)


def of(since: datetime = ISSUED, **deadlines: date) -> Asked:
    return Asked({Deadline(name): end_of(day) for name, day in deadlines.items()}, since)


def days(steps: tuple[Step, ...]) -> list[tuple[str, tuple[Rung, ...]]]:
    return [(f"{step.day:%a %d %b}", step.rungs) for step in steps]


def test_an_acknowledgement_is_asked_for_before_its_day_on_it_and_then_ever_further_up() -> None:
    assert days(plan(of(acknowledge=MONDAY), Pace(weeks=1), ())) == [
        ("Fri 21 Nov", (Rung.STAFF,)),
        ("Mon 24 Nov", (Rung.STAFF,)),
        ("Tue 25 Nov", (Rung.STAFF, Rung.MAILBOX)),
        ("Wed 26 Nov", (Rung.EXECUTIVE,)),
        ("Thu 27 Nov", (Rung.REGION,)),
        ("Thu 04 Dec", LATE),
    ]


def test_actions_are_asked_for_early_and_late_and_christmas_is_left_out() -> None:
    steps = plan(of(complete=date(2025, 12, 24)), Pace(weeks=1), CHRISTMAS)
    assert days(steps) == [
        ("Wed 17 Dec", (Rung.STAFF,)),
        ("Tue 23 Dec", (Rung.STAFF,)),
        ("Mon 29 Dec", (Rung.STAFF, Rung.MAILBOX)),
        ("Tue 30 Dec", (Rung.EXECUTIVE,)),
        ("Wed 31 Dec", (Rung.REGION,)),
        ("Thu 08 Jan", LATE),
    ]
    assert [step.is_late for step in steps] == [False, False, True, True, True, True]


@pytest.mark.parametrize(
    ("since", "first"),
    [
        # Friday's reminder at eight would come within the hour, or before the mail itself.
        (datetime(2025, 11, 21, 7, 30, tzinfo=UTC), "Mon 24 Nov"),
        (datetime(2025, 11, 21, 15, 0, tzinfo=UTC), "Mon 24 Nov"),
        (datetime(2025, 11, 24, 9, 0, tzinfo=UTC), "Tue 25 Nov"),
        # It came here on Thursday with a deadline that was over: then days count from Thursday.
        (datetime(2025, 11, 27, 9, 0, tzinfo=UTC), "Fri 28 Nov"),
    ],
)
def test_nobody_is_asked_again_for_what_has_only_just_been_mailed(since: datetime, first: str) -> None:
    assert days(plan(of(since, acknowledge=MONDAY), Pace(), ()))[0][0] == first


def test_a_day_off_is_a_day_to_remind_only_when_the_issuer_names_it() -> None:
    saturday = date(2025, 11, 22)
    steps = plan(of(acknowledge=saturday, complete=saturday), Pace(weeks=0), ())

    assert [step.deadline for step in steps if step.day == saturday] == [Deadline.ACKNOWLEDGE]
    assert {step.day.weekday() for step in steps if step.is_late} == {0, 1, 2}


def test_steps_are_at_their_hour_in_london_in_summer_too() -> None:
    step = plan(of(complete=date(2026, 7, 1)), Pace(hour=8), ())[0]
    assert step.at(8) == datetime(2026, 6, 24, 7, tzinfo=UTC)


def test_the_pace_decides_on_which_days() -> None:
    pace = Pace(early=10, staff_after=2, executive_after=2, region_after=5, weeks=0)
    assert [day for day, _ in days(plan(of(underway=date(2025, 12, 19)), pace, ()))] == [
        *("Fri 05 Dec", "Thu 18 Dec", "Tue 23 Dec", "Tue 23 Dec", "Fri 26 Dec"),
    ]


def test_only_stated_deadlines_are_asked_for() -> None:
    by = end_of(MONDAY)
    assert asked(by, Deadlines(), ISSUED).deadlines == {Deadline.ACKNOWLEDGE: by}
    stated = Deadlines(underway_by=date(2025, 12, 1), complete_by=date(2026, 1, 5))
    assert [*asked(by, stated, ISSUED).deadlines] == [*Deadline]


def test_a_deadline_that_must_be_a_mistake_is_asked_for_by_nobody() -> None:
    by = end_of(MONDAY)
    assert [*asked(by, Deadlines(complete_by=date(9999, 12, 31)), ISSUED).deadlines] == [Deadline.ACKNOWLEDGE]


@pytest.mark.parametrize(
    ("status", "mailing", "chased"),
    [
        ("actual", "send", True),
        ("exercise", "send", True),
        ("test", "send", False),
        ("actual", "none", False),
    ],
)
def test_a_test_asks_for_nothing(status: str, mailing: str, chased: bool) -> None:
    assert is_chased(AlertStatus(status), mailing) is chased


def test_a_round_makes_up_for_those_that_did_not_happen_and_repeats_none() -> None:
    steps = plan(of(acknowledge=MONDAY), Pace(), ())

    def on(last: date | None, today: date) -> list[str]:
        return [f"{step.day:%a}" for step in due(steps, last, today, ())]

    assert on(date(2025, 11, 21), date(2025, 11, 27)) == ["Mon", "Tue", "Wed", "Thu"]
    assert on(date(2025, 11, 26), date(2025, 11, 27)) == ["Thu"]
    # The very first round, of a service that is new here, does not go back.
    assert on(None, date(2025, 11, 27)) == ["Thu"]


def test_on_a_day_off_nothing_is_made_up_for_and_nothing_is_lost_by_it() -> None:
    friday, saturday, monday = date(2025, 11, 21), date(2025, 11, 22), date(2025, 11, 24)
    steps = plan(of(acknowledge=MONDAY), Pace(), ())

    assert due(steps, date(2025, 11, 20), saturday, ()) == []
    assert last_working_round([date(2025, 11, 20), saturday], ()) == date(2025, 11, 20)
    assert [step.day for step in due(steps, date(2025, 11, 20), monday, ())] == [friday, monday]


def test_a_reminder_for_a_day_off_that_was_missed_is_not_made_up_for() -> None:
    steps = plan(of(acknowledge=date(2025, 11, 22)), Pace(), ())
    assert [step.is_late for step in due(steps, date(2025, 11, 21), MONDAY, ())] == [True]


@pytest.mark.parametrize(("hour", "chases"), [(7, False), (8, True), (17, True), (18, False)])
def test_mails_go_by_day(hour: int, chases: bool) -> None:
    now = datetime.combine(date(2026, 7, 1), time(hour, 59), tzinfo=LONDON).astimezone(UTC)
    assert is_hour_to_chase(now, Pace()) is chases


def test_an_hour_in_the_evening_is_kept_too() -> None:
    assert is_hour_to_chase(datetime(2025, 11, 24, 20, 30, tzinfo=UTC), Pace(hour=20))
