import csv
from datetime import timedelta
from typing import Any

import pytest

from contracts.events.alerts import AlertStatus
from services.oversight.domain.drills import NAMED, Part, as_csv, drill_report, in_a_sentence, times
from services.oversight.domain.standing import Alert, Region, Undelivered
from tests.builders import NOW, REFERENCE

EXERCISE = Alert(reference=REFERENCE, version=1, kind=AlertStatus.EXERCISE, audience_known=True)
SOUTH_WEST, LONDON = Region(code="Y58", name="South West"), Region(code="Y56", name="London")


def after(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def part(code: str, reached: float | None = 1, acknowledged: float | None = None, **changes: Any) -> Part:
    """An organisation that was reached and acknowledged so many minutes after the issue."""
    known: dict[str, Any] = {"region": SOUTH_WEST, "name": f"Trust {code}", "issued_at": NOW} | changes
    return Part(
        ods_code=code,
        reached_at=None if reached is None else NOW + after(reached),
        acknowledged_at=None if acknowledged is None else NOW + after(acknowledged),
        **known,
    )


def test_times_are_by_nearest_rank() -> None:
    found = times([after(minutes) for minutes in range(1, 11)])

    assert (found.half, found.nine_in_ten, found.slowest) == (after(5), after(9), after(10))
    assert times([after(7)]).half == times([after(7)]).nine_in_ten == after(7)


@pytest.mark.parametrize(
    ("have", "half", "nine_in_ten"), [(4, None, None), (5, 5, None), (8, 5, None), (9, 5, 9), (10, 5, 9)]
)
def test_whoever_never_did_is_slower_than_everybody_who_did(
    have: int, half: float | None, nine_in_ten: float | None
) -> None:
    found = times([after(minutes) for minutes in range(1, have + 1)] + [None] * (10 - have))

    assert found.half == (None if half is None else after(half))
    assert found.nine_in_ten == (None if nine_in_ten is None else after(nine_in_ten))
    assert (found.expected, found.reached, found.missing) == (10, have, 10 - have)


def test_nobody_took_no_time() -> None:
    found = times([])

    assert (found.expected, found.half, found.nine_in_ten, found.slowest) == (0, None, None, None)


def test_everybody_is_to_be_reached_and_only_those_who_must_answer_are_to_acknowledge() -> None:
    told = part("RB1", must_respond=False)
    report = drill_report(EXERCISE, [part("RA1", 2, 30), told, part("RC1", None, region=LONDON)])

    assert (report.total.reach.expected, report.total.reach.reached) == (3, 2)
    assert (report.total.acknowledge.expected, report.total.acknowledge.reached) == (2, 1)
    assert [(one.words, one.reach.expected) for one in report.by_region] == [("London", 1), ("South West", 2)]
    assert [one.ods_code for one in report.not_reached] == ["RC1"]
    assert [one.ods_code for one in report.not_acknowledged] == ["RC1"]


def test_the_slowest_are_named_first_and_only_so_many() -> None:
    report = drill_report(EXERCISE, [part(f"R{number:02}", 1, number) for number in range(NAMED + 3)])

    assert [one.ods_code for one in report.slowest] == [f"R{number:02}" for number in range(12, 2, -1)]


def test_over_versions_the_first_time_counts_and_what_was_asked_last() -> None:
    first, later = part("RA1", 2, 30), part("RA1", None, 50, issued_at=NOW + after(40), must_respond=False)

    joined = first.joined(later)
    assert (joined.to_reach, joined.to_acknowledge, joined.must_respond) == (after(2), after(30), False)


def test_nothing_is_reached_before_it_was_issued() -> None:
    assert part("RA1", -1).to_reach == timedelta()


def test_a_time_without_an_issue_is_not_known() -> None:
    one = part("RA1", 1, 2, issued_at=None)

    assert (one.to_reach, one.to_acknowledge) == (None, None)


def test_the_sentence_says_how_many_and_how_fast() -> None:
    many = [part("RA1", 1, 12), part("RB1", 1, 45), part("RC1", 1)]

    assert in_a_sentence(drill_report(EXERCISE, many)) == (
        "Its mail reached 3 of 3 organisations; 2 of the 3 that must answer acknowledged, "
        "half of them within 45 minutes."
    )
    assert in_a_sentence(drill_report(EXERCISE, many[2:])) == (
        "Its mail reached 1 of 1 organisation; 0 of the 1 that must answer acknowledged."
    )
    told = [part("RA1", must_respond=False)]
    assert in_a_sentence(drill_report(EXERCISE, told)) == (
        "Its mail reached 1 of 1 organisation; none of them has to acknowledge."
    )
    assert in_a_sentence(drill_report(EXERCISE, [])) == ("Which organisations it is for has not arrived yet.")


def test_the_file_has_every_organisation_with_seconds() -> None:
    why = Undelivered.NOBODY_REGISTERED
    many = [part("RB1", None, why_not_reached=why), part("RA1", 2, 30, why_not_reached=why)]
    text = as_csv(drill_report(EXERCISE, many))

    one, other = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    assert (one["ods_code"], one["seconds_to_reach"], one["seconds_to_acknowledge"]) == ("RA1", "120", "1800")
    assert (one["kind"], one["region"], one["why_not_reached"]) == ("exercise", "South West", "")
    assert (other["seconds_to_reach"], other["why_not_reached"]) == ("", "nobody is registered")
