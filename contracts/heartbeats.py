"""Heartbeats: test alerts by which the service watches itself, the whole way from the issue to a mailbox.

They have a series of references of their own, `NatPSA/2025/325/BEAT0915`: the day of the year and the time of
day, in UTC. What has such a reference is a test for one organisation that is made up, so that nothing that is
meant can hide among them, and no list has to show them.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

#: As PostgreSQL reads it, too.
SERIES = r"^NatPSA/20[0-9]{2}/[0-9]{3}/BEAT[0-9]{4}$"
#: Codes that ODS gives to nobody.
PROBE = r"^PROBE[A-Z0-9]{0,5}$"


def reference_at(instant: datetime) -> str:
    """One for each minute."""
    return f"NatPSA/{instant.astimezone(UTC):%Y/%j/BEAT%H%M}"


def is_heartbeat(reference: str) -> bool:
    return re.match(SERIES, reference) is not None


def is_late(last: datetime, now: datetime, *, every_minutes: int, patience_minutes: int) -> bool:
    """Whether another should have come through by now; `last` is when one did, or could have since."""
    return now - last > timedelta(minutes=every_minutes + patience_minutes)


class Failure(StrEnum):
    """Where heartbeats stop, so that it is looked for in the right place."""

    #: Anywhere between the desk and the mail server.
    NOT_TAKEN = "not_taken"
    #: A mail server takes them, and they do not lie in the mailbox in time.
    NOT_ARRIVED = "not_arrived"


@dataclass(frozen=True, slots=True)
class Last:
    """When a heartbeat last got how far; None for never. `since` is from when the first could have."""

    since: datetime
    taken: datetime | None = None
    #: In time: one that the mail server kept for longer than the patience is none.
    arrived: datetime | None = None


def failure(
    last: Last, now: datetime, *, every_minutes: int, patience_minutes: int, has_mailbox: bool
) -> Failure | None:
    """None while they come through: to the mailbox where there is one, else to the mail server."""

    def late(at: datetime | None) -> bool:
        pace = {"every_minutes": every_minutes, "patience_minutes": patience_minutes}
        return is_late(at or last.since, now, **pace)

    if not late(last.arrived if has_mailbox else last.taken):
        return None
    return Failure.NOT_ARRIVED if has_mailbox and not late(last.taken) else Failure.NOT_TAKEN
