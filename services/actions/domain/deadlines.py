"""Which deadline comes next for an organisation, and how long it has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays

from contracts.deadlines import end_of, uk_day
from contracts.events.actions import Progress
from services.actions.domain.moves import begun_at
from services.actions.domain.standing import Standing

ENGLAND = holidays.country_holidays("GB", subdiv="ENG")
SATURDAY = 5
#: Up to a fortnight people count working days, beyond two months they count weeks.
NEAR_DAYS = 14
FAR_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The one that comes next, or the earliest that was missed."""

    words: str
    at: datetime
    left: str
    late: bool


def next_deadline(standing: Standing, now: datetime) -> Deadline | None:
    """None when nothing is due: all is complete, none was stated, or the alert is for information or over."""
    if standing.is_over or standing.must_respond is False or standing.progress is Progress.COMPLETE:
        return None
    waiting = sorted((at, words) for words, at in _waiting(standing))
    if not waiting:
        return None
    at, words = waiting[0]
    return Deadline(words=words, at=at, left=time_left(at, now), late=now > at)


@dataclass(frozen=True, kw_only=True)
class Underway:
    """Since when work is under way, and how that compares with the day it had to be."""

    since: datetime
    by: date | None
    compared: str

    @property
    def late(self) -> bool:
        """After the last second of that day."""
        return self.by is not None and self.since > end_of(self.by)


def underway(standing: Standing) -> Underway | None:
    """None before the first action, or the decision to act."""
    since, by = begun_at(standing.moves), standing.alert.deadlines.underway_by
    if since is None:
        return None
    days = (by - uk_day(since)).days if by else 0
    compared = "on the day of the underway deadline"
    if days:
        compared = f"{_count(abs(days), 'day')} {'before' if days > 0 else 'after'} the underway deadline"
    return Underway(since=since, by=by, compared=compared if by else "no underway deadline was stated")


def _waiting(standing: Standing) -> Iterator[tuple[str, datetime]]:
    stated = standing.alert.deadlines
    if standing.acknowledge_by and not standing.is_acknowledged():
        yield "Acknowledge by", standing.acknowledge_by
    if stated.underway_by and standing.progress is Progress.NOT_STARTED:
        yield "Have work under way by", end_of(stated.underway_by)
    if stated.complete_by:
        yield "Complete all actions by", end_of(stated.complete_by)


def time_left(until: datetime, now: datetime) -> str:
    """In words: today, tomorrow, in 3 working days, in 5 weeks, 2 days late."""
    today, last = uk_day(now), uk_day(until)
    days = (last - today).days
    if now > until:
        return f"{_count(-days, 'day')} late" if days else "late since earlier today"
    if days <= 1:
        return "tomorrow" if days else "today"
    if days <= NEAR_DAYS and (working := _working_days(today, last)):
        return f"in {_count(working, 'working day')}"
    return f"in {_count(days, 'day')}" if days <= FAR_DAYS else f"in {_count(days // 7, 'week')}"


def _working_days(after: date, last: date) -> int:
    days = (after + timedelta(days=number) for number in range(1, (last - after).days + 1))
    return sum(day.weekday() < SATURDAY and day not in ENGLAND for day in days)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
