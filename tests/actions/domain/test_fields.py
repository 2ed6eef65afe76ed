"""What was typed, field by field."""

from datetime import date, timedelta

import pytest

from services.actions.domain.fields import Fields
from tests.builders import NOW

TODAY = NOW.date()


def parts(day: date) -> tuple[str, str, str]:
    return str(day.day), str(day.month), str(day.year)


@pytest.mark.parametrize(
    ("typed", "kept", "trouble"),
    [
        (" Because.\r\nReally. ", "Because.\nReally.", None),
        ("", "", "Say why"),
        (" \r\n ", "", "Say why"),
        ("x" * 2001, "", "2,000 characters"),
        ("Patient 943 476 5919 was told", "", "valid NHS number"),
        ("Ref 943 476 5918", "Ref 943 476 5918", None),
        ("a\x00b", "", "cannot be kept"),
    ],
)
def test_prose_is_kept_or_told_about(typed: str, kept: str, trouble: str | None) -> None:
    fields = Fields()
    assert fields.prose("reason", typed, "Say why") == kept
    assert (trouble or "") in fields.troubles.get("reason", "")
    assert bool(fields.troubles) is bool(trouble)


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("Dr Lee", None),
        ("x" * 141, "140 characters"),
        ("two\nlines", "cannot be kept"),
        ("9434765919", "NHS"),
    ],
)
def test_a_line_is_kept_or_told_about(typed: str, trouble: str | None) -> None:
    fields = Fields()
    assert fields.line("name", typed, "Enter a name") == ("" if trouble else typed)
    assert (trouble or "") in fields.troubles.get("name", "")
    assert bool(fields.troubles) is bool(trouble)


@pytest.mark.parametrize("typed", ["", "jo.park", "jo@", "jo park@trust.example"])
def test_an_address_must_be_one(typed: str) -> None:
    fields = Fields()
    assert fields.email("email", typed) == ""
    assert "mail address" in fields.troubles["email"]


@pytest.mark.parametrize(
    ("typed", "day", "trouble"),
    [
        (parts(TODAY), TODAY, None),
        (parts(TODAY + timedelta(days=1)), None, "today or in the past"),
        (("31", "2", "2025"), None, "real date"),
        (("", "", ""), None, "Enter the day"),
        (("1", "1", "205"), None, "2000 or later"),
    ],
)
def test_a_day_is_real_and_past(typed: tuple[str, str, str], day: date | None, trouble: str | None) -> None:
    fields = Fields()
    assert fields.past_day("on", typed, TODAY, "Enter the day") == day
    assert (trouble or "") in fields.troubles.get("on", "")
    assert bool(fields.troubles) is bool(trouble)
