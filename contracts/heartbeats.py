"""Heartbeats: test alerts by which the service watches itself, the whole way from the issue to a mailbox.

They have a series of references of their own, `NatPSA/2025/325/BEAT0915`: the day of the year and the time of
day, in UTC. What has such a reference is a test for one organisation that is made up, so that nothing that is
meant can hide among them, and no list has to show them.
"""

import re
from datetime import UTC, datetime, timedelta

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
