from datetime import UTC, date, datetime, timedelta

import pytest

from templates import wording

LAST_SECOND_IN_WINTER = datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC)
LAST_SECOND_IN_SUMMER = datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2025, 11, 24), "Monday 24 November 2025"),
        (date(2026, 1, 1), "Thursday 1 January 2026"),
        (LAST_SECOND_IN_WINTER, "Monday 24 November 2025"),
        (LAST_SECOND_IN_SUMMER, "Tuesday 30 June 2026"),
        (LAST_SECOND_IN_SUMMER + timedelta(seconds=1), "Wednesday 1 July 2026"),
    ],
)
def test_a_day_is_the_day_in_london(value: date, words: str) -> None:
    assert wording.day(value) == words


def test_a_short_day_keeps_its_weekday() -> None:
    assert wording.short_day(LAST_SECOND_IN_WINTER) == "Mon 24 Nov"


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2025, 11, 24, 17, tzinfo=UTC), "Monday 24 November 2025, 5pm"),
        (datetime(2025, 11, 20, 9, 58, tzinfo=UTC), "Thursday 20 November 2025, 9:58am"),
        (datetime(2026, 6, 30, 11, tzinfo=UTC), "Tuesday 30 June 2026, midday"),
        (datetime(2026, 6, 30, 11, 5, tzinfo=UTC), "Tuesday 30 June 2026, 12:05pm"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "Wednesday 1 July 2026, 12am"),
        (LAST_SECOND_IN_WINTER, "Monday 24 November 2025, 11:59pm"),
        (LAST_SECOND_IN_SUMMER, "Tuesday 30 June 2026, 11:59pm"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Sunday 29 March 2026, 12:59am"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sunday 29 March 2026, 2am"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026, 1:30am"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October 2026, 1:30am"),
    ],
)
def test_a_moment_is_said_in_uk_time(instant: datetime, words: str) -> None:
    assert wording.moment(instant) == words


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        wording.moment(datetime(2025, 11, 24, 17))  # noqa: DTZ001 — the case under test


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2025, 11, 24), "Monday 24 November 2025"),
        (LAST_SECOND_IN_WINTER, "Monday 24 November 2025"),
        (LAST_SECOND_IN_SUMMER, "Tuesday 30 June 2026"),
        (datetime(2025, 11, 24, 17, tzinfo=UTC), "Monday 24 November 2025, 5pm"),
    ],
)
def test_a_deadline_that_ends_with_its_day_is_said_as_the_day(value: date, words: str) -> None:
    assert wording.deadline(value) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "less than a minute"),
        (60, "1 minute"),
        (7_199, "1 hour"),
        (86_400, "1 day"),
        (400_000, "4 days"),
    ],
)
def test_an_age_is_said_in_its_largest_unit(seconds: int, words: str) -> None:
    now = datetime(2025, 11, 24, 17, tzinfo=UTC)
    assert wording.age(now - timedelta(seconds=seconds), now) == words


@pytest.mark.parametrize(
    ("value", "words"), [(None, "Not stated"), ("", "Not stated"), (0, 0), ("NHS", "NHS")]
)
def test_what_is_missing_is_said_to_be_not_stated(value: object, words: object) -> None:
    assert wording.not_stated(value) == words


def test_a_count_agrees_with_its_noun() -> None:
    assert wording.plural(1, "organisation") == "1 organisation"
    assert wording.plural(0, "organisation") == "0 organisations"
    assert wording.plural(1204, "person", "people") == "1,204 people"


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "0%"), (0, 9, "0%"), (1, 1000, "1%"), (1, 3, "33%"), (999, 1000, "99%"), (7, 7, "100%")],
)
def test_a_percentage_is_never_rounded_to_all_or_nothing(part: int, whole: int, words: str) -> None:
    assert wording.percentage(part, whole) == words


def test_file_sizes_are_said_in_thousands() -> None:
    assert [wording.file_size(size) for size in (12, 48_200, 1_240_000)] == ["1 kB", "48 kB", "1.2 MB"]


def test_one_line_holds_no_line_break() -> None:
    assert wording.one_line(" a\r\nBcc: b  c ") == "a Bcc: b c"


def test_prose_becomes_one_paragraph_a_line() -> None:
    assert wording.paragraphs("First.\n\n  Second,\nthird.") == ["First.", "Second,", "third."]


def test_sentence_case_leaves_abbreviations_alone() -> None:
    assert wording.sentence_case("all NHS trusts") == "All NHS trusts"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "less than a second"),
        (1, "1 second"),
        (59.6, "1 minute"),
        (61, "1 minute 1 second"),
        (3_600, "1 hour"),
        (3_659, "1 hour"),
        (7_800, "2 hours 10 minutes"),
        (86_400 + 59, "1 day"),
        (3 * 86_400 + 5 * 3_600 + 7, "3 days 5 hours"),
    ],
)
def test_a_duration_has_the_two_largest_units_that_say_something(seconds: float, words: str) -> None:
    assert wording.duration(timedelta(seconds=seconds)) == words
