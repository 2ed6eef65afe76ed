"""How every hearer reads a day: it begins and ends in London."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def uk_day(instant: datetime) -> date:
    """The day on which an aware instant falls in London."""
    return instant.astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The last second of a deadline that is given as a day: 23:59:59 in London, as an aware instant."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=LONDON)
