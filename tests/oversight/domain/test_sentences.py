from datetime import UTC, date, datetime

import pytest

from contracts.events.actions import Progress
from services.oversight.domain.counts import Group, count, shelve
from services.oversight.domain.sentences import in_brief, to_the_second, what_is_done, where_it_stands
from services.oversight.domain.standing import Alert, Region, Standing, deadlines

BEFORE = datetime(2025, 11, 20, 12, tzinfo=UTC)
AFTER = datetime(2025, 11, 25, 9, tzinfo=UTC)
MUCH_LATER = datetime(2026, 11, 21, tzinfo=UTC)
THERE = Region(code="Y58", name="South West")
HAS, HAS_NOT = Standing(acknowledged=True), Standing(delivered=True)
TOLD, DONE = Standing(must_respond=False), Standing(progress=Progress.COMPLETE)


def an_alert(
    *,
    mailed: bool = True,
    known: bool = True,
    at: datetime | None = None,
    by: date | None = date(2025, 11, 20),
) -> Alert:
    return Alert(
        reference="NatPSA/2025/006/NHSPS",
        version=1,
        mailed=mailed,
        audience_known=known,
        deadlines=deadlines(at, by, None, date(2026, 11, 20)),
    )


def said(alert: Alert, now: datetime, *groups: tuple[Standing, int]) -> str:
    counted = count(alert, (Group(THERE, standing, number) for standing, number in groups), now)
    return where_it_stands(alert, counted.total, "South West", now)


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (
            ((HAS, 31), (HAS_NOT, 3)),
            "31 of 34 organisations have acknowledged; 3 have not and are late since",
        ),
        (((HAS, 33), (HAS_NOT, 1)), "33 of 34 organisations have acknowledged; 1 has not and is late since"),
        (((HAS, 1), (HAS_NOT, 33)), "1 of 34 organisations has acknowledged; 33 have not and are late since"),
        (((HAS_NOT, 34),), "None of 34 organisations has acknowledged; they are late since"),
        (((HAS_NOT, 1),), "The one organisation that must answer has not acknowledged and is late since"),
        (
            ((HAS, 1_200), (HAS_NOT, 34)),
            "1,200 of 1,234 organisations have acknowledged; 34 have not and are late",
        ),
    ],
)
def test_who_is_late_is_said_with_the_first_day_of_it(
    groups: list[tuple[Standing, int]], sentence: str
) -> None:
    whole = said(an_alert(), AFTER, *groups)

    assert whole.startswith(sentence)
    assert whole.endswith("late since Friday 21 November.")


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (
            ((HAS, 31), (HAS_NOT, 3)),
            "31 of 34 organisations have acknowledged; 3 have not and have until",
        ),
        (
            ((HAS, 33), (HAS_NOT, 1)),
            "33 of 34 organisations have acknowledged; 1 has not and has until",
        ),
        (
            ((HAS_NOT, 34),),
            "None of 34 organisations has acknowledged; they have until",
        ),
        (
            ((HAS_NOT, 1),),
            "The one organisation that must answer has not acknowledged and has until",
        ),
    ],
)
def test_before_the_deadline_nobody_is_late(groups: list[tuple[Standing, int]], sentence: str) -> None:
    assert said(an_alert(), BEFORE, *groups) == f"{sentence} the end of Thursday 20 November."


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (((HAS, 34), (TOLD, 2)), "All 34 organisations have acknowledged."),
        (((HAS, 1),), "The one organisation that must answer has acknowledged."),
        (((TOLD, 2),), "No organisation in South West has to answer; 2 are told for information."),
        (((TOLD, 1),), "No organisation in South West has to answer; 1 is told for information."),
        ((), "This alert is for no organisation in South West."),
    ],
)
def test_where_nothing_is_missing_it_says_so(groups: list[tuple[Standing, int]], sentence: str) -> None:
    assert said(an_alert(), AFTER, *groups) == sentence


def test_a_deadline_within_a_day_is_said_with_its_time() -> None:
    at_five = an_alert(at=datetime(2026, 6, 30, 16, tzinfo=UTC))

    assert said(at_five, datetime(2026, 6, 29, tzinfo=UTC), (HAS_NOT, 2)).endswith(
        "17:00 on Tuesday 30 June."
    )
    assert said(at_five, datetime(2026, 6, 30, 16, 1, tzinfo=UTC), (HAS_NOT, 2)).endswith(
        "since Tuesday 30 June."
    )


def test_another_year_is_said() -> None:
    assert said(an_alert(), datetime(2026, 1, 5, tzinfo=UTC), (HAS_NOT, 2)).endswith("21 November 2025.")


def test_a_missing_deadline_and_a_missing_audience_are_said() -> None:
    assert said(an_alert(by=None), AFTER, (HAS, 1), (HAS_NOT, 2)).endswith(
        "2 have not and have no stated day for it."
    )
    assert said(an_alert(known=False), AFTER) == "Which organisations this alert is for has not arrived yet."


@pytest.mark.parametrize(
    ("has", "words"),
    [
        (0, "none of 34 organisations has"),
        (1, "1 of 34 organisations has"),
        (9, "9 of 34 organisations have"),
    ],
)
def test_an_alert_that_was_only_recorded_is_said_to_be(has: int, words: str) -> None:
    sentence = said(an_alert(mailed=False), AFTER, (HAS, has), (HAS_NOT, 34 - has))

    assert sentence == f"This alert was recorded here, not mailed: {words} answered here."


@pytest.mark.parametrize(
    ("groups", "now", "sentence"),
    [
        (
            ((HAS, 3),),
            BEFORE,
            "None of 3 has completed the actions; the last day for it is Friday 20 November 2026.",
        ),
        (
            ((DONE, 2), (HAS, 1)),
            MUCH_LATER,
            "2 of 3 have completed the actions; 1 is late since Saturday 21 November.",
        ),
        (((DONE, 3),), AFTER, "The actions are complete everywhere."),
        (((DONE, 1),), AFTER, "Its actions are complete."),
        (((TOLD, 1),), AFTER, None),
    ],
)
def test_what_is_done_follows(
    groups: list[tuple[Standing, int]], now: datetime, sentence: str | None
) -> None:
    counted = count(an_alert(), (Group(THERE, *group) for group in groups), now)

    assert what_is_done(an_alert(), counted.total, now) == sentence


def test_a_region_with_many_alerts_has_one_sentence() -> None:
    late = count(an_alert(), [Group(THERE, HAS_NOT, 1)], AFTER)
    fine = count(an_alert(), [Group(THERE, HAS, 1)], AFTER)

    assert in_brief(shelve([])) == "No alert is open."
    assert in_brief(shelve([late])) == "One alert is open; organisations are late with it."
    assert in_brief(shelve([fine])) == "One alert is open; no organisation is late."
    assert in_brief(shelve([fine, fine])) == "2 alerts are open; no organisation is late."
    assert in_brief(shelve([late, fine])) == "2 alerts are open; organisations are late with 1 of them."


def test_the_time_is_that_of_london() -> None:
    assert to_the_second(datetime(2026, 6, 30, 8, 15, 7, tzinfo=UTC)) == "09:15:07"
