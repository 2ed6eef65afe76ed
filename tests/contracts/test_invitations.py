"""Calendars can follow a briefing from its first invitation to its end."""

from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from contracts.invitations import invitation
from tests.builders import a_briefing, an_alert

SENDER = "alerts@cascade.example"


def read(text: str) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(text)
    (entry,) = calendar.walk("VEVENT")
    return calendar, entry


def invited(*, version: int = 1, withdrawn: bool = False, **changes: object) -> tuple[Any, Any]:
    return read(invitation(an_alert(version=version), a_briefing(**changes), SENDER, withdrawn=withdrawn))


def test_an_invitation_says_all_that_is_needed_to_join() -> None:
    calendar, entry = invited()
    assert calendar["method"] == "PUBLISH"
    assert (entry["status"], entry["sequence"]) == ("CONFIRMED", 0)
    assert entry["dtstart"].dt == datetime(2025, 12, 3, 14, tzinfo=UTC)
    assert entry["dtend"].dt == datetime(2025, 12, 3, 15, tzinfo=UTC)
    assert "NatPSA/2025/006/NHSPS" in entry["summary"]
    assert entry["location"] == "https://meet.example/penicillin or 01632 960100"
    assert "There is room for 250." in entry["description"]
    assert entry["organizer"] == f"mailto:{SENDER}"
    assert "attendee" not in entry, "it is the same for everybody"


def test_every_version_is_the_same_entry_and_newer_than_the_one_before() -> None:
    entries = [invited(version=version)[1] for version in (1, 2, 3)]
    assert len({str(entry["uid"]) for entry in entries}) == 1
    assert [entry["sequence"] for entry in entries] == [0, 1, 2]
    other = read(invitation(an_alert(reference="NatPSA/2025/007/NHSPS"), a_briefing(), SENDER))[1]
    assert other["uid"] != entries[0]["uid"]


@pytest.mark.parametrize(("changes", "sequence"), [({"cancelled": True}, 1), ({"withdrawn": True}, 2)])
def test_what_is_off_leaves_calendars(changes: dict[str, bool], sequence: int) -> None:
    calendar, entry = invited(version=2, **changes)
    assert calendar["method"] == "CANCEL"
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", sequence)
    assert entry["uid"] == invited()[1]["uid"]
    assert not entry.walk("VALARM")


def test_an_exercise_says_so_and_no_line_is_too_long() -> None:
    alert = an_alert(status="exercise", title="Ł" * 200, short_title=None)
    text = invitation(alert, a_briefing(joining="b" * 300), SENDER)
    assert read(text)[1]["summary"].startswith("EXERCISE: ")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert text.endswith("END:VCALENDAR\r\n")
