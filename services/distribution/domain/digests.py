"""When published questions are mailed: all that came since the last time, in one mail."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from contracts.deadlines import LONDON, uk_day
from services.distribution.domain.deadlines import after_working_days, is_working_day

#: What comes later than this before a digest waits for the next, so that no letter is written without it.
CLOSES_BEFORE = timedelta(minutes=1)
_DIGESTS = UUID("0b6f3f0c-6c0f-4f0e-8b8b-0a2b7a0c2f5e")


def digest_moment(now: datetime, hour: int, bank_holidays: Collection[date]) -> datetime:
    """The next time it is that hour in London on a working day, in UTC."""
    earliest = now + CLOSES_BEFORE
    day = uk_day(earliest)
    if not is_working_day(day, bank_holidays) or _at(day, hour) < earliest:
        day = after_working_days(day, 1, bank_holidays)
    return _at(day, hour)


def digest_id(reference: str, moment: datetime) -> UUID:
    """The same for all questions on an alert that are mailed at the same time."""
    return uuid5(_DIGESTS, f"{reference}/{moment.astimezone(UTC).isoformat()}")


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LONDON).astimezone(UTC)
