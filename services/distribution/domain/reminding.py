"""What a chasing mail says: of each organisation what is open, what is longest due first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from contracts.events.alerts import AlertStatus
from services.distribution.domain.answered import Answered, is_answered
from services.distribution.domain.chasing import Asked, Deadline, Rung

#: More organisations than this stand on the region's page.
MOST_NAMED = 50


@dataclass(frozen=True)
class Asking:
    """The newest version of an alert that can be answered, as much of it as chasing needs."""

    reference: str
    version: int
    status: AlertStatus
    headline: str
    asked: Asked


@dataclass(frozen=True)
class AskingOf:
    """The same, of one organisation that must answer."""

    alert: Asking
    ods_code: str
    answered: Answered


@dataclass(frozen=True)
class Open:
    """What a chasing mail asks about and is not answered yet."""

    person_id: UUID
    reference: str
    version: int
    ods_code: str
    deadline: Deadline
    rung: Rung
    by: datetime


@dataclass(frozen=True)
class Ask:
    deadline: Deadline
    by: datetime
    is_late: bool


@dataclass(frozen=True)
class Line:
    """One alert that one organisation has not answered."""

    alert: Asking
    asks: tuple[Ask, ...]

    @property
    def is_late(self) -> bool:
        return any(ask.is_late for ask in self.asks)


@dataclass(frozen=True)
class Section:
    """One organisation, and the registration by which the reader is told of it."""

    person_id: UUID
    ods_code: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Silence:
    """For a region: one thing asked by one alert, and the organisations that have not answered it."""

    #: The lead's registration.
    person_id: UUID
    alert: Asking
    ask: Ask
    ods_codes: tuple[str, ...]

    @property
    def asks(self) -> tuple[Ask, ...]:
        """As a line has them."""
        return (self.ask,)

    @property
    def named(self) -> tuple[str, ...]:
        return self.ods_codes[:MOST_NAMED]

    @property
    def more(self) -> int:
        return len(self.ods_codes) - len(self.named)


def to_answer(still_open: Iterable[Open], asking: Iterable[AskingOf], now: datetime) -> tuple[Section, ...]:
    """For specialists: of the organisations asked about, every alert that is not answered.

    Of each what is late or asked about, else what comes next.
    """
    mine = [one for one in still_open if one.rung in (Rung.STAFF, Rung.MAILBOX)]
    wanted = {(one.ods_code, one.reference, one.deadline) for one in mine}
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for one in asking:
        if asks := _asks(one, wanted, now):
            lines[one.ods_code].append(Line(one.alert, asks))
    people = {one.ods_code: one.person_id for one in reversed(mine)}
    return tuple(
        Section(people[code], code, tuple(sorted(lines[code], key=_longest_due)))
        for code in dict.fromkeys(one.ods_code for one in mine)
    )


def escalated(still_open: Iterable[Open], alerts: Mapping[str, Asking], now: datetime) -> tuple[Section, ...]:
    """For executive leads: what was asked of their organisation in vain."""
    mine = sorted((one for one in still_open if one.rung is Rung.EXECUTIVE), key=lambda one: one.ods_code)
    return tuple(
        Section(found[0].person_id, code, tuple(_lines(found, alerts, now)))
        for code, group in groupby(mine, key=lambda one: one.ods_code)
        if (found := list(group))
    )


def silences(still_open: Iterable[Open], alerts: Mapping[str, Asking], now: datetime) -> tuple[Silence, ...]:
    """For regional leads, what is longest due first."""
    codes: defaultdict[tuple[datetime, str, Deadline, UUID], set[str]] = defaultdict(set)
    for one in still_open:
        if one.rung is Rung.REGION and one.reference in alerts:
            codes[one.by, one.reference, one.deadline, one.person_id].add(one.ods_code)
    return tuple(
        Silence(person_id, alerts[reference], Ask(deadline, by, now > by), tuple(sorted(found)))
        for (by, reference, deadline, person_id), found in sorted(codes.items())
    )


def _asks(one: AskingOf, wanted: set[tuple[str, str, Deadline]], now: datetime) -> tuple[Ask, ...]:
    unanswered = sorted(
        (by, deadline)
        for deadline, by in one.alert.asked.deadlines.items()
        if not is_answered(deadline, one.answered)
    )
    asks = [Ask(deadline, by, now > by) for by, deadline in unanswered]
    pressing = [
        ask for ask in asks if ask.is_late or (one.ods_code, one.alert.reference, ask.deadline) in wanted
    ]
    return tuple(pressing or asks[:1])


def _lines(found: Sequence[Open], alerts: Mapping[str, Asking], now: datetime) -> list[Line]:
    asks: defaultdict[str, set[tuple[datetime, Deadline]]] = defaultdict(set)
    for one in found:
        asks[one.reference].add((one.by, one.deadline))
    lines = [
        Line(alerts[reference], tuple(Ask(deadline, by, now > by) for by, deadline in sorted(of)))
        for reference, of in asks.items()
        if reference in alerts
    ]
    return sorted(lines, key=_longest_due)


def _longest_due(line: Line) -> tuple[bool, datetime, str]:
    return line.alert.status is not AlertStatus.ACTUAL, line.asks[0].by, line.alert.reference
