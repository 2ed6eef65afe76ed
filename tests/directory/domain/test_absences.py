from datetime import date, timedelta

import pytest

from contracts.events.register import Absence
from services.directory.domain.absences import MOST, Parts, Refused, read, with_another, without

TODAY = date(2025, 11, 21)


def parts(day: date) -> Parts:
    return str(day.day), str(day.month), str(day.year)


def away(first: int, last: int) -> Absence:
    """Days from today."""
    return Absence(first_day=TODAY + timedelta(days=first), last_day=TODAY + timedelta(days=last))


def test_a_single_day_and_one_that_has_begun_are_absences() -> None:
    assert read((" 21", "11", "2025 "), parts(TODAY), TODAY) == away(0, 0)
    assert read(parts(TODAY - timedelta(days=9)), parts(TODAY), TODAY) == away(-9, 0)


@pytest.mark.parametrize(
    ("first", "last", "troubles"),
    [
        (("", " ", ""), ("", "", ""), {"first": "Enter a day", "last": "Enter a day"}),
        (("1", "12", ""), ("2", "12", "2025"), {"first": "Enter the day in numbers"}),
        (("1", "Dec", "2025"), ("2", "12", "25"), {"first": "Enter the day", "last": "Enter the day"}),
        (("1_0", "12", "2025"), ("١", "12", "2025"), {"first": "Enter the day", "last": "Enter the day"}),
        (("31", "11", "2025"), ("2", "12", "2025"), {"first": "There is no such day"}),
        (("3", "12", "2025"), ("2", "12", "2025"), {"last": "The last day is before"}),
        (("1", "11", "2025"), ("20", "11", "2025"), {"last": "This absence is over"}),
        (("1", "1", "2026"), ("3", "1", "2027"), {"last": "Nobody is away for more"}),
    ],
)
def test_whatever_is_wrong_is_told_at_its_field(first: Parts, last: Parts, troubles: dict[str, str]) -> None:
    said = read(first, last, TODAY)

    assert isinstance(said, Refused)
    assert {name: sentence[: len(troubles[name])] for name, sentence in said.troubles.items()} == troubles


def test_absences_stand_in_order_once_and_what_is_over_is_left_out() -> None:
    known = (away(-9, -1), away(3, 5))
    assert with_another(known, away(-2, 1), TODAY) == (away(-2, 1), away(3, 5))
    assert with_another(known, away(3, 5), TODAY) == (away(3, 5),)
    assert without(known, away(3, 5).first_day, away(3, 5).last_day) == (away(-9, -1),)
    assert without(known, away(3, 5).first_day, away(3, 6).last_day) == known


def test_there_are_never_more_than_an_event_can_tell() -> None:
    known = tuple(away(day, day) for day in range(MOST))
    assert isinstance(with_another(known, away(99, 99), TODAY), Refused)
    assert len(with_another(known[1:], away(99, 99), TODAY)) == MOST  # type: ignore[arg-type]
