"""Where an organisation stands with one alert: four steps, the next thing to do, the next deadline."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import holidays

from contracts.deadlines import end_of, uk_day
from contracts.events.actions import Progress
from contracts.events.alerts import AlertIssued
from contracts.events.register import Role
from services.responses.domain.links import ROLE_WORDS, Duty

ENGLAND = holidays.country_holidays("GB", subdiv="ENG")
SATURDAY = 5
#: Up to a fortnight people count working days, beyond two months they count weeks.
NEAR_DAYS = 14
FAR_DAYS = 60


@dataclass(frozen=True)
class Acknowledged:
    """One person's acknowledgement."""

    person_id: UUID
    name: str
    role: Role
    acknowledged_at: datetime
    first_of_organisation: bool
    #: The version it was given to, where it holds for a later one too.
    carried_from: int | None = None

    @property
    def role_words(self) -> str:
        return ROLE_WORDS[self.role]


@dataclass(frozen=True)
class Progressed:
    """How far the organisation is with the actions."""

    progress: Progress
    done: int
    not_applicable: int
    outstanding: int
    first_action_at: datetime | None
    completed_at: datetime | None


NOTHING_YET = Progressed(Progress.NOT_STARTED, 0, 0, 0, None, None)


class NextThing(StrEnum):
    """What the one main button is for."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    ACT = "act"
    SIGN_OFF = "sign_off"
    NOTHING = "nothing"


class Step(NamedTuple):
    """One of the four; `who` and `at` say by whom and when, or `so_far` how far."""

    name: str
    done: bool
    current: bool
    who: str = ""
    at: datetime | None = None
    so_far: str = ""


class Deadline(NamedTuple):
    """The deadline that comes next, in words."""

    words: str
    at: datetime
    late: bool
    left: str


def next_thing(duty: Duty, first: Acknowledged | None, progressed: Progressed) -> NextThing:
    """The earliest step that is not done; those who are only told have none."""
    if progressed.progress is Progress.COMPLETE or not duty.must_respond:
        return NextThing.NOTHING
    if first is None:
        return NextThing.ACKNOWLEDGE
    if progressed.progress is Progress.NOT_STARTED:
        return NextThing.DECIDE
    return NextThing.ACT if progressed.outstanding else NextThing.SIGN_OFF


def steps(
    first: Acknowledged | None, progressed: Progressed, following: NextThing
) -> tuple[Step, Step, Step, Step]:
    """The strip: acknowledged, decided, acting, signed off.

    Complete with actions outstanding is what was decided not to be required, with somebody's approval.
    """
    complete = progressed.progress is Progress.COMPLETE
    not_required = complete and bool(progressed.outstanding)
    decided = complete or progressed.progress is Progress.IN_PROGRESS
    settled = progressed.done + progressed.not_applicable
    total = settled + progressed.outstanding
    return (
        Step(
            "Acknowledged",
            first is not None,
            following is NextThing.ACKNOWLEDGE,
            first.name if first else "",
            first.acknowledged_at if first else None,
        ),
        Step(
            "Decided",
            decided,
            following is NextThing.DECIDE,
            at=(progressed.completed_at if not_required else progressed.first_action_at) if decided else None,
            so_far="nothing has to be done" if not_required else "",
        ),
        Step(
            "Acting",
            complete or (decided and not progressed.outstanding),
            following is NextThing.ACT,
            so_far="not needed"
            if not_required
            else f"{settled} of {total} actions answered"
            if total
            else "",
        ),
        Step("Signed off", complete, following is NextThing.SIGN_OFF, at=progressed.completed_at),
    )


def _answered(settled: int, total: int) -> str:
    return f"{settled} of {total} actions answered" if total else ""


def next_deadline(
    alert: AlertIssued, duty: Duty, first: Acknowledged | None, progressed: Progressed, now: datetime
) -> Deadline | None:
    """The earliest deadline of a step that is not done; None when nothing is due or none was stated."""
    if not duty.must_respond or progressed.progress is Progress.COMPLETE:
        return None
    open_ones = []
    if first is None:
        open_ones.append(("Acknowledge by", duty.acknowledge_by))
    if progressed.progress is Progress.NOT_STARTED and alert.deadlines.underway_by:
        open_ones.append(("Have work under way by", end_of(alert.deadlines.underway_by)))
    if alert.deadlines.complete_by:
        open_ones.append(("Complete all actions by", end_of(alert.deadlines.complete_by)))
    if not open_ones:
        return None
    words, at = min(open_ones, key=lambda entry: entry[1])
    return Deadline(words, at, late=now > at, left=time_left(at, now))


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
