import re
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from contracts.events.alerts import AlertStatus, Audience, AudienceGroup
from contracts.heartbeats import SERIES, Failure, Last, failure, is_heartbeat, is_late, reference_at
from tests.builders import NOW, REFERENCE, an_alert

BEAT = reference_at(NOW)
PROBE = AudienceGroup(organisations=("PROBE",))
TO_A_PROBE = Audience(for_information=PROBE)


def test_each_minute_has_a_reference_that_tells_when_it_was() -> None:
    summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert BEAT == "NatPSA/2025/325/BEAT0915"
    assert reference_at(summer) == "NatPSA/2026/182/BEAT2330"
    assert reference_at(NOW + timedelta(minutes=1)) != BEAT


@pytest.mark.parametrize(
    "other", [REFERENCE, "NatPSA/2025/325/BEAT", "NatPSA/2025/325/BEATS", "NatPSA/2025/325/BEAT09155"]
)
def test_no_other_reference_is_taken_for_one(other: str) -> None:
    assert is_heartbeat(BEAT)
    assert not is_heartbeat(other)
    assert re.search(SERIES, other) is None


@pytest.mark.parametrize(
    ("status", "audience"),
    [
        (AlertStatus.ACTUAL, TO_A_PROBE),
        (AlertStatus.EXERCISE, TO_A_PROBE),
        (AlertStatus.TEST, Audience(must_respond=PROBE)),
        (AlertStatus.TEST, Audience(must_respond=PROBE, for_information=PROBE)),
        (AlertStatus.TEST, Audience(for_information=AudienceGroup(organisations=("RH5",)))),
        (AlertStatus.TEST, Audience(for_information=AudienceGroup(organisations=("PROBE", "RH5")))),
        (AlertStatus.TEST, Audience(for_information=AudienceGroup(organisation_types=("icb",)))),
        (
            AlertStatus.TEST,
            Audience(for_information=AudienceGroup(organisations=("PROBE",), regions=("Y58",))),
        ),
    ],
)
def test_nothing_that_is_meant_or_for_somebody_real_can_hide_in_the_series(
    status: AlertStatus, audience: Audience
) -> None:
    """Lists leave the series out, and anybody may put an alert on the topic."""
    with pytest.raises(ValidationError):
        an_alert(reference=BEAT, status=status, audience=audience.model_dump())


def test_a_test_for_a_probe_is_taken() -> None:
    beat = an_alert(reference=BEAT, status=AlertStatus.TEST, audience=TO_A_PROBE.model_dump())

    assert is_heartbeat(beat.reference)


def test_one_is_late_once_its_time_and_the_patience_have_passed() -> None:
    at = {"every_minutes": 60, "patience_minutes": 15}

    assert not is_late(NOW, NOW + timedelta(minutes=75), **at)
    assert is_late(NOW, NOW + timedelta(minutes=75, seconds=1), **at)


@pytest.mark.parametrize(
    ("taken", "arrived", "has_mailbox", "found"),
    [
        (1, None, False, None),
        (1, None, True, Failure.NOT_ARRIVED),
        (1, 76, True, Failure.NOT_ARRIVED),
        (1, 1, True, None),
        (76, 76, True, Failure.NOT_TAKEN),
        (None, None, True, Failure.NOT_TAKEN),
        (None, None, False, Failure.NOT_TAKEN),
        # It is there, although the mail server never said that it took it.
        (None, 1, True, None),
    ],
)
def test_where_they_stop_is_told(
    taken: int | None, arrived: int | None, found: Failure | None, *, has_mailbox: bool
) -> None:
    """By how many minutes ago one was taken, and arrived."""

    def ago(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOW - timedelta(minutes=minutes)

    last = Last(NOW - timedelta(minutes=80), ago(taken), ago(arrived))

    assert failure(last, NOW, every_minutes=60, patience_minutes=15, has_mailbox=has_mailbox) is found


def test_none_is_missed_before_the_first_could_have_come_through() -> None:
    at = {"every_minutes": 60, "patience_minutes": 15}

    assert failure(Last(NOW), NOW + timedelta(minutes=75), **at, has_mailbox=True) is None
