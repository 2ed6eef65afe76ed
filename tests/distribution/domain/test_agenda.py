from datetime import date

import pytest

from contracts.deadlines import end_of
from services.distribution.domain.agenda import DraftDays, entries, only_planned, read_days
from services.distribution.domain.chasing import Deadline, Rung, Step

TODAY = date(2025, 11, 26)


def step(day: int, *rungs: Rung) -> Step:
    by = end_of(date(2025, 11, 24))
    return Step(deadline=Deadline.ACKNOWLEDGE, by=by, day=date(2025, 11, day), rungs=rungs, is_late=True)


def test_a_step_is_done_by_the_first_round_since_its_day() -> None:
    steps = [step(24, Rung.STAFF), step(25, Rung.STAFF, Rung.MAILBOX), step(26, Rung.EXECUTIVE)]
    held = [date(2025, 11, 23), date(2025, 11, 25)]
    reached = {(date(2025, 11, 25), "acknowledge", "staff"): 3}

    shown = entries(steps, held, reached, {Deadline.ACKNOWLEDGE: 2}, ())

    assert [(one.done_on, one.organisations) for one in shown] == [
        (date(2025, 11, 25), 3),
        (date(2025, 11, 25), 3),
        (None, 2),
    ]
    saturday, monday = date(2025, 11, 22), date(2025, 11, 24)
    missed, own = entries([step(21, Rung.STAFF), step(22, Rung.STAFF)], [saturday, monday], {}, {}, ())
    assert (missed.done_on, own.done_on) == (monday, saturday)
    assert only_planned(steps)[0].organisations is None


def test_days_are_read_as_they_stand_in_an_address() -> None:
    typed = {"issued": " 2025-11-26", "acknowledge_by": "2025-11-28", "underway_by": "", "complete_by": ""}
    assert read_days(typed, TODAY) == DraftDays(TODAY, date(2025, 11, 28), None, None)
    assert read_days({}, TODAY) == DraftDays(TODAY, None, None, None)


@pytest.mark.parametrize(
    ("name", "text", "trouble"),
    [
        ("complete_by", "24 11 2025", "Enter a day as year"),
        ("complete_by", "2025-11-31", "Enter a day as year"),
        ("complete_by", "9999-12-31", "Enter a year"),
        ("complete_by", "2025-11-20", "This is before"),
        ("issued", "1999-01-01", "Enter a year"),
        ("issued", "soon", "Enter a day as year"),
    ],
)
def test_what_is_no_day_is_told_at_its_field(name: str, text: str, trouble: str) -> None:
    said = read_days({name: text}, TODAY)
    assert isinstance(said, dict)
    assert [(field, sentence[: len(trouble)]) for field, sentence in said.items()] == [(name, trouble)]
