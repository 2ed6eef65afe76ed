"""Counts of organisations; what a count counts and what its link lists are the same rule."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.oversight.domain.standing import (
    Alert,
    Organisation,
    Overdue,
    Region,
    Standing,
    Status,
    has_reached,
    overdue,
    status_of,
)


class Show(StrEnum):
    """What can be counted and listed; the values stand in addresses."""

    ALL = "all"
    REQUIRED = "required"
    LATE = "late"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    LATE_TO_ACKNOWLEDGE = "late_to_acknowledge"
    LATE_TO_COMPLETE = "late_to_complete"
    TO_RING = "to_ring"
    NOBODY_REGISTERED = "nobody_registered"
    SENT = "sent"
    NOT_DELIVERED = "not_delivered"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    ACTING = "acting"
    COMPLETE = "complete"
    NOT_REQUIRED = "not_required"
    BLOCKED = "blocked"
    INFORMED = "informed"
    SENT_IN_ERROR = "sent_in_error"


#: What a page lists, and says that it lists.
WORDS: Mapping[Show, str] = {
    Show.ALL: "All organisations",
    Show.REQUIRED: "Must answer",
    Show.LATE: "Late",
    Show.LATE_TO_ACKNOWLEDGE: "Late to acknowledge",
    Show.LATE_TO_COMPLETE: "Late to complete",
    Show.NOT_ACKNOWLEDGED: "Not acknowledged",
    Show.TO_RING: "To ring",
    Show.BLOCKED: "With blocked actions",
    Show.NOBODY_REGISTERED: "Nobody registered",
    Show.SENT: "Sent",
    Show.NOT_DELIVERED: "Not delivered",
    Show.DELIVERED: "Delivered",
    Show.ACKNOWLEDGED: "Acknowledged",
    Show.ACTING: "Acting or complete",
    Show.COMPLETE: "Complete",
    Show.NOT_REQUIRED: "Action not required",
    Show.INFORMED: "For information only",
    Show.SENT_IN_ERROR: "Sent in error",
}

#: Those a page offers, in this order.
OFFERED = tuple(
    show
    for show in WORDS
    if show not in (Show.SENT, Show.TO_RING, Show.LATE_TO_ACKNOWLEDGE, Show.LATE_TO_COMPLETE)
)


@dataclass(frozen=True)
class Judged:
    """A standing with what follows from it now."""

    standing: Standing
    status: Status
    overdue: tuple[Overdue, ...]
    #: Its alert has ended, so nobody has to be rung about it.
    is_over: bool = False


@dataclass(frozen=True)
class JudgedOrganisation:
    organisation: Organisation
    judged: Judged


def _required(one: Judged) -> bool:
    return one.standing.must_respond


def _is_undelivered(one: Judged) -> bool:
    """Must answer, and nobody there has the mail."""
    return _required(one) and one.status is Status.NOT_DELIVERED


_RULES: Mapping[Show, Callable[[Judged], bool]] = {
    Show.ALL: lambda _: True,
    Show.REQUIRED: lambda one: one.standing.must_respond,
    Show.LATE: lambda one: bool(one.overdue),
    Show.NOT_ACKNOWLEDGED: lambda one: _required(one) and not _reached(one, Status.ACKNOWLEDGED),
    Show.LATE_TO_ACKNOWLEDGE: lambda one: Overdue.ACKNOWLEDGE in one.overdue,
    Show.LATE_TO_COMPLETE: lambda one: Overdue.COMPLETE in one.overdue,
    Show.NOBODY_REGISTERED: lambda one: _required(one) and not one.standing.registered,
    Show.TO_RING: lambda one: not one.is_over and (bool(one.overdue) or _is_undelivered(one)),
    Show.SENT: lambda one: _required(one) and (one.standing.registered or _reached(one, Status.DELIVERED)),
    Show.NOT_DELIVERED: _is_undelivered,
    Show.DELIVERED: lambda one: _required(one) and _reached(one, Status.DELIVERED),
    Show.ACKNOWLEDGED: lambda one: _required(one) and _reached(one, Status.ACKNOWLEDGED),
    Show.ACTING: lambda one: _required(one) and _reached(one, Status.IN_PROGRESS),
    Show.COMPLETE: lambda one: _required(one) and _reached(one, Status.COMPLETE),
    Show.NOT_REQUIRED: lambda one: _required(one) and one.standing.is_not_required,
    Show.BLOCKED: lambda one: not one.is_over and _required(one) and one.standing.is_blocked,
    Show.INFORMED: lambda one: not (one.standing.must_respond or one.standing.sent_in_error),
    Show.SENT_IN_ERROR: lambda one: one.standing.sent_in_error,
}


def _reached(one: Judged, step: Status) -> bool:
    return has_reached(one.status, step)


def belongs(show: Show, one: Judged) -> bool:
    """Whether the organisation is among those that `show` counts and lists."""
    return _RULES[show](one)


def judge(standing: Standing, alert: Alert, now: datetime) -> Judged:
    """What follows from a standing at this instant."""
    status = status_of(standing, mailed=alert.mailed)
    return Judged(standing, status, overdue(standing, alert, now), is_over=alert.is_over)


def judge_all(
    organisations: Iterable[Organisation], alert: Alert, now: datetime
) -> tuple[JudgedOrganisation, ...]:
    """Each organisation of an alert with its status."""
    return tuple(JudgedOrganisation(one, judge(one.standing, alert, now)) for one in organisations)


@dataclass(frozen=True)
class Tally:
    """How many organisations each view would list."""

    counts: Mapping[Show, int]

    def __getitem__(self, show: Show) -> int:
        return self.counts.get(show, 0)

    def is_finished(self) -> bool:
        """Every organisation that must respond has completed the actions."""
        return self[Show.REQUIRED] > 0 and self[Show.REQUIRED] == self[Show.COMPLETE]


def tally(judged: Iterable[tuple[Judged, int]]) -> Tally:
    """Count organisations that stand alike with their number."""
    counts = dict.fromkeys(Show, 0)
    for one, number in judged:
        for show in Show:
            counts[show] += number * belongs(show, one)
    return Tally(counts)


@dataclass(frozen=True)
class Group:
    """Organisations of one region that stand alike with an alert."""

    region: Region
    standing: Standing
    number: int


@dataclass(frozen=True)
class AlertCount:
    """An alert with its organisations counted, in all and by region."""

    alert: Alert
    total: Tally
    by_region: tuple[tuple[Region, Tally], ...]

    @property
    def worst(self) -> tuple[Region, Tally] | None:
        """The region with the largest share late, then not acknowledged; none when all have acknowledged."""
        lacking = [pair for pair in self.by_region if _lack(pair[1]) > (0, 0)]
        return max(lacking, key=lambda pair: _lack(pair[1]), default=None)


def _lack(counted: Tally) -> tuple[float, float]:
    required = counted[Show.REQUIRED] or 1
    return counted[Show.LATE] / required, counted[Show.NOT_ACKNOWLEDGED] / required


def count(alert: Alert, groups: Iterable[Group], now: datetime) -> AlertCount:
    """Add up the groups of one alert."""
    everything = [(group.region, (judge(group.standing, alert, now), group.number)) for group in groups]
    regions = {
        region.code: region for region in sorted((r for r, _ in everything), key=lambda r: bool(r.name))
    }
    by_region = (
        (region, tally(pair for at, pair in everything if at.code == region.code))
        for region in sorted(regions.values(), key=lambda region: (region.code is None, region.words))
    )
    return AlertCount(alert, tally(pair for _, pair in everything), tuple(by_region))


@dataclass(frozen=True)
class Shelves:
    """Alerts as a page lays them out; what is not real never stands among what is."""

    open: tuple[AlertCount, ...]
    finished: tuple[AlertCount, ...]
    recorded: tuple[AlertCount, ...]
    ended: tuple[AlertCount, ...]
    practice: tuple[AlertCount, ...]


def shelve(counted: Iterable[AlertCount]) -> Shelves:
    """Part open alerts from ended and finished ones, those only recorded, and exercises and tests."""
    everything = tuple(counted)
    ended = [one for one in everything if one.alert.is_real and one.alert.ended]
    real = [one for one in everything if one.alert.is_real and not one.alert.ended]
    mailed = [one for one in real if one.alert.mailed]
    return Shelves(
        open=tuple(one for one in mailed if not one.total.is_finished()),
        finished=tuple(one for one in mailed if one.total.is_finished()),
        recorded=tuple(one for one in real if not one.alert.mailed),
        ended=tuple(ended),
        practice=tuple(one for one in everything if not one.alert.is_real),
    )


class Sort(StrEnum):
    STATUS = "status"
    NAME = "name"


def in_order(organisations: Iterable[JudgedOrganisation], sort: Sort) -> tuple[JudgedOrganisation, ...]:
    """By status, late ones come first, then those least far; those only told come last."""

    def by_name(one: JudgedOrganisation) -> tuple[str, str]:
        return (one.organisation.name or one.organisation.ods_code).casefold(), one.organisation.ods_code

    def by_status(one: JudgedOrganisation) -> tuple[object, ...]:
        judged = one.judged
        return (
            not judged.overdue,
            not judged.standing.must_respond,
            list(Status).index(judged.status),
            *by_name(one),
        )

    return tuple(sorted(organisations, key=by_name if sort is Sort.NAME else by_status))
