from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.events.actions import Progress
from services.oversight.domain.standing import (
    Alert,
    Deadlines,
    Deliveries,
    Organisation,
    Overdue,
    Person,
    Standing,
    Status,
    Undelivered,
    deadlines,
    in_ringing_order,
    overdue,
    status_of,
    why_undelivered,
)

WINTER = date(2025, 11, 24)
SUMMER = date(2026, 6, 30)


def an_alert(*, mailed: bool = True, **days: date) -> Alert:
    by = deadlines(None, days.get("acknowledge"), days.get("underway"), days.get("complete"))
    return Alert(reference="NatPSA/2025/006/NHSPS", version=1, mailed=mailed, deadlines=by)


@pytest.mark.parametrize(
    ("standing", "status"),
    [
        (Standing(registered=False), Status.NOT_DELIVERED),
        (Standing(), Status.NOT_DELIVERED),
        (Standing(delivered=True), Status.DELIVERED),
        (Standing(delivered=True, acknowledged=True), Status.ACKNOWLEDGED),
        (Standing(acknowledged=True), Status.ACKNOWLEDGED),
        (Standing(acknowledged=True, progress=Progress.IN_PROGRESS), Status.IN_PROGRESS),
        (Standing(acknowledged=True, progress=Progress.COMPLETE), Status.COMPLETE),
        (Standing(delivered=True, progress=Progress.IN_PROGRESS), Status.IN_PROGRESS),
    ],
)
def test_the_status_is_the_furthest_step(standing: Standing, status: Status) -> None:
    assert status_of(standing, mailed=True) is status


def test_an_alert_that_was_only_recorded_is_not_undelivered() -> None:
    assert status_of(Standing(), mailed=False) is Status.NOT_MAILED
    assert status_of(Standing(acknowledged=True), mailed=False) is Status.ACKNOWLEDGED


@pytest.mark.parametrize(
    ("day", "last_second"),
    [
        (WINTER, datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC)),
        (SUMMER, datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_in_london(day: date, last_second: datetime) -> None:
    alert = an_alert(acknowledge=day)
    almost = last_second + timedelta(milliseconds=999)

    assert overdue(Standing(delivered=True), alert, last_second) == ()
    assert overdue(Standing(delivered=True), alert, almost) == ()
    assert overdue(Standing(delivered=True), alert, last_second + timedelta(seconds=1)) == (
        Overdue.ACKNOWLEDGE,
    )


def test_the_instant_the_audience_was_given_counts_before_the_stated_day() -> None:
    given = datetime(2025, 11, 21, 17, tzinfo=UTC)

    assert deadlines(given, WINTER, None, None) == Deadlines(acknowledge_by=given)


@pytest.mark.parametrize(
    ("standing", "late_with"),
    [
        (Standing(), (Overdue.ACKNOWLEDGE, Overdue.UNDERWAY, Overdue.COMPLETE)),
        (Standing(acknowledged=True), (Overdue.UNDERWAY, Overdue.COMPLETE)),
        (Standing(progress=Progress.IN_PROGRESS), (Overdue.COMPLETE,)),
        (Standing(progress=Progress.COMPLETE), ()),
        (Standing(must_respond=False), ()),
    ],
)
def test_each_step_can_be_late_by_itself(standing: Standing, late_with: tuple[Overdue, ...]) -> None:
    alert = an_alert(acknowledge=WINTER, underway=WINTER, complete=WINTER)

    assert overdue(standing, alert, datetime(2025, 11, 25, tzinfo=UTC)) == late_with


def test_nobody_is_late_without_a_day_or_without_having_been_mailed() -> None:
    long_after = datetime(2030, 1, 1, tzinfo=UTC)

    assert overdue(Standing(), an_alert(), long_after) == ()
    assert overdue(Standing(), an_alert(mailed=False, complete=WINTER), long_after) == ()


@pytest.mark.parametrize(
    ("deliveries", "registered", "why"),
    [
        (Deliveries(planned=2, accepted=1, bounced=1), True, None),
        (Deliveries(), False, Undelivered.NOBODY_REGISTERED),
        (Deliveries(), True, Undelivered.NOT_SENT_YET),
        (Deliveries(planned=2), True, Undelivered.NOT_SENT_YET),
        (Deliveries(planned=2, bounced=1), True, Undelivered.NOT_SENT_YET),
        (Deliveries(planned=2, bounced=1, deferred=1), True, Undelivered.DEFERRED),
        (Deliveries(planned=2, bounced=2), True, Undelivered.BOUNCED),
        (Deliveries(planned=2, unknown=1, bounced=1), True, Undelivered.UNKNOWN),
    ],
)
def test_it_is_said_why_nobody_has_the_mail(
    deliveries: Deliveries, registered: bool, why: Undelivered | None
) -> None:
    assert why_undelivered(deliveries, registered=registered) is why


def test_specialists_are_rung_before_executives() -> None:
    people = [Person(name=name, role=role) for name, role in (("C", "executive_lead"), ("B", "deputy"))]
    specialists = [Person(name=name, role="specialist") for name in ("Z", "A")]

    assert [one.name for one in in_ringing_order([*people, *specialists])] == ["A", "Z", "B", "C"]


def test_an_organisation_knows_why_its_mail_is_missing() -> None:
    assert Organisation(ods_code="RH5", standing=Standing(registered=False)).why_undelivered
