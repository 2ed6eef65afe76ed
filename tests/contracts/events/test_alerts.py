"""What the front door refuses, whoever knocks."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.envelope import NotUnderstood, read, to_json
from contracts.events.alerts import Action, Audience, Deadlines
from contracts.topics import ALERTS
from tests.builders import a_correction, an_alert, said

REFUSED: dict[str, dict[str, Any]] = {
    "a reference of another form": {"reference": "NatPSA-2025-006"},
    "no action": {"actions": ()},
    "an action number twice": {"actions": (Action(number=1, text="One."), Action(number=1, text="Two."))},
    "an empty audience": {"audience": Audience()},
    "a deadline before the issue": {"deadlines": Deadlines(complete_by=date(2025, 11, 19))},
    "a title of two lines": {"title": "One\r\nBcc: everybody@example.example"},
    "a title with a control character": {"title": "One\x00two"},
    "an address that runs a script": {"source_url": "javascript:alert(1)"},
    "an address that passes for another": {"source_url": "https://www.england.nhs.uk@evil.example/"},
    "an alert of another age": {"issued_at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)},
    "a time without its zone": {"issued_at": "2025-11-20T09:58:00"},
    "version nought": {"version": 0},
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_is(kind: str) -> None:
    with pytest.raises(ValidationError):
        an_alert(**REFUSED[kind])


@pytest.mark.parametrize("attribute", ["id", "source", "traceparent"])
def test_an_attribute_that_could_break_a_line_is_refused(attribute: str) -> None:
    event = to_json(said(an_alert()).model_copy(update={attribute: "a\r\nb"}))

    with pytest.raises(NotUnderstood, match=attribute):
        read(ALERTS, event)


def test_deadlines_on_the_day_of_issue_are_taken() -> None:
    alert = an_alert(deadlines=Deadlines(complete_by=date(2025, 11, 20)))

    assert list(alert.deadlines.stated()) == [("complete by", date(2025, 11, 20))]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"must_respond": ()}, "name organisations to add"),
        ({"must_respond": ("RA4",), "sent_in_error": ("RB2", "RA4")}, "named twice: RA4"),
        ({"must_respond": ("RA4", "RA4")}, "named twice: RA4"),
        ({"must_respond": ("RA4",), "number": 0}, "number"),
    ],
)
def test_a_correction_names_somebody_and_each_once(changes: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        a_correction(**changes)
