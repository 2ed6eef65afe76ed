"""The plan of reminders and escalations of one alert: on which days who is asked again, and by what."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from contracts.deadlines import LONDON, end_of, uk_day
from contracts.events.alerts import AlertStatus, Deadlines
from services.distribution.domain.deadlines import (
    after_working_days,
    before_working_days,
    is_working_day,
)

#: Nobody is reminded sooner than this after the alert itself was mailed.
SOONEST = timedelta(hours=4)
#: What has been due for a while is asked for once in so many working days.
A_WEEK = 5
#: No alert has had a deadline half as far away.
FURTHEST = timedelta(days=5 * 366)
#: The hour in London from which a round that did not happen yet waits for the next morning.
EVENING = 18


class Deadline(StrEnum):
    """What an organisation has to have done by a day; in the order in which it is done."""

    ACKNOWLEDGE = "acknowledge"
    UNDERWAY = "underway"
    COMPLETE = "complete"


class Rung(StrEnum):
    """Who is asked, from the first to the last."""

    STAFF = "staff"
    MAILBOX = "mailbox"
    EXECUTIVE = "executive"
    REGION = "region"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """When whom; working days are those of England, and the day that is counted from is not counted."""

    #: The hour in London at which mails go.
    hour: int = 8
    #: The first reminder, in working days before work must be under way or complete.
    early: int = 5
    #: Working days after a deadline; each is not before the one above it.
    staff_after: int = 1
    executive_after: int = 2
    region_after: int = 3
    #: How many weeks staff and executive are asked after that.
    weeks: int = 4


class Asked(NamedTuple):
    """An alert's deadlines, each as its last second; none where none was stated."""

    deadlines: Mapping[Deadline, datetime]
    #: When the alert was mailed, or will be.
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Step:
    """One day on which whoever has not answered is asked for one thing."""

    deadline: Deadline
    #: The last second of it.
    by: datetime
    day: date
    rungs: tuple[Rung, ...]
    #: After the deadline.
    is_late: bool

    def at(self, hour: int) -> datetime:
        """That hour of its day in London, in UTC."""
        return datetime.combine(self.day, time(hour), tzinfo=LONDON).astimezone(UTC)


def is_chased(status: AlertStatus, mailing: str) -> bool:
    """Exercises are answered like real alerts; a test asks for nothing, and what was not mailed neither."""
    return mailing == "send" and status is not AlertStatus.TEST


def asked(acknowledge_by: datetime, stated: Deadlines, since: datetime) -> Asked:
    """The deadlines of an alert, but for those that are a mistake: nobody is reminded in the year 9999."""
    days = {Deadline.UNDERWAY: stated.underway_by, Deadline.COMPLETE: stated.complete_by}
    ends = {deadline: end_of(day) for deadline, day in days.items() if day}
    near = {
        d: by for d, by in ({Deadline.ACKNOWLEDGE: acknowledge_by} | ends).items() if by < since + FURTHEST
    }
    return Asked(near, since)


def plan(of: Asked, pace: Pace, bank_holidays: Collection[date]) -> tuple[Step, ...]:
    """Every step, by day; days that were over when the alert was mailed have none.

    After a deadline, days count from it or from the day of the mail, whichever is later:
    nobody is told to be late of what they got this morning.
    """
    steps = [
        step
        for deadline, by in of.deadlines.items()
        for step in (
            *_before(deadline, by, of.since, pace, bank_holidays),
            *_after(deadline, by, of.since, pace, bank_holidays),
        )
    ]
    order = list(Deadline)
    return tuple(sorted(steps, key=lambda step: (step.day, order.index(step.deadline))))


def due(
    steps: Iterable[Step], last_round: date | None, today: date, bank_holidays: Collection[date]
) -> list[Step]:
    """What one round of mails does: the steps since the last round on a working day, today's among them.

    A round that did not happen is made up for by the next one. On a day off only what names that very
    day goes out: the reminder of an alert whose issuer wants it acknowledged on a Saturday.
    """
    if not is_working_day(today, bank_holidays):
        return [step for step in steps if step.day == today]
    after = today - timedelta(days=1) if last_round is None else last_round
    return [
        step
        for step in steps
        if after < step.day <= today and (step.day == today or is_working_day(step.day, bank_holidays))
    ]


def last_working_round(rounds: Iterable[date], bank_holidays: Collection[date]) -> date | None:
    """The one that the next round goes on from."""
    return max((day for day in rounds if is_working_day(day, bank_holidays)), default=None)


def is_hour_to_chase(now: datetime, pace: Pace) -> bool:
    """From the hour of the pace until the evening."""
    return pace.hour <= now.astimezone(LONDON).hour < max(EVENING, pace.hour + 1)


def _before(
    deadline: Deadline, by: datetime, since: datetime, pace: Pace, bank_holidays: Collection[date]
) -> Iterator[Step]:
    """An early reminder and one on the last working day before; acknowledging also has one on the day."""
    last = uk_day(by)
    day_before = before_working_days(last, 1, bank_holidays)
    early = before_working_days(last, pace.early, bank_holidays)
    days = {day_before, last} if deadline is Deadline.ACKNOWLEDGE else {early, day_before}
    for day in sorted(days):
        step = Step(deadline=deadline, by=by, day=day, rungs=(Rung.STAFF,), is_late=False)
        if since + SOONEST <= step.at(pace.hour) < by:
            yield step


def _after(
    deadline: Deadline, by: datetime, since: datetime, pace: Pace, bank_holidays: Collection[date]
) -> Iterator[Step]:
    first = max(uk_day(by), uk_day(since))
    climb = (
        (pace.staff_after, (Rung.STAFF, Rung.MAILBOX)),
        (pace.executive_after, (Rung.EXECUTIVE,)),
        (pace.region_after, (Rung.REGION,)),
        *(
            (pace.region_after + A_WEEK * week, (Rung.STAFF, Rung.MAILBOX, Rung.EXECUTIVE))
            for week in range(1, pace.weeks + 1)
        ),
    )
    for days, rungs in climb:
        day = after_working_days(first, days, bank_holidays)
        yield Step(deadline=deadline, by=by, day=day, rungs=rungs, is_late=True)
