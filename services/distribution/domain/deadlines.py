"""Until when an alert is to be acknowledged."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from contracts.deadlines import end_of, uk_day
from contracts.events.alerts import AlertIssued

SATURDAY = 5


def acknowledge_by(alert: AlertIssued, working_days: int, bank_holidays: Collection[date]) -> datetime:
    """The end of the day the issuer states; else of the last of so many working days after issue."""
    stated = alert.deadlines.acknowledge_by
    return end_of(stated or after_working_days(uk_day(alert.issued_at), working_days, bank_holidays))


def after_working_days(day: date, count: int, bank_holidays: Collection[date]) -> date:
    """The day itself is not counted; nought days after a day is that day, whatever it is."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, bank_holidays)
    return day


def is_working_day(day: date, bank_holidays: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays


def before_working_days(day: date, count: int, bank_holidays: Collection[date]) -> date:
    """As above, backwards."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day, bank_holidays)
    return day
