"""How far one organisation is with one alert, and what it is late with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from contracts.deadlines import end_of
from contracts.events.actions import Progress, ResponseStatus
from contracts.events.alerts import AlertOutcome, AlertStatus
from contracts.events.register import Role

#: Whom to ring about an organisation, in this order.
TO_RING = (Role.SPECIALIST, Role.DEPUTY, Role.SHARED_MAILBOX, Role.EXECUTIVE_LEAD)


#: In addresses: the organisations that belong to no region.
NOWHERE = "none"


class Status(StrEnum):
    """The furthest step an organisation has reached."""

    NOT_MAILED = "not_mailed"
    NOT_DELIVERED = "not_delivered"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"


#: From the first step to the last.
STEPS = tuple(Status)


class Overdue(StrEnum):
    """What an organisation that must respond should have done by now."""

    ACKNOWLEDGE = "acknowledge"
    UNDERWAY = "underway"
    COMPLETE = "complete"


class Undelivered(StrEnum):
    """Why nobody in the organisation has the mail."""

    NOBODY_REGISTERED = "nobody is registered"
    NOT_SENT_YET = "not sent yet"
    DEFERRED = "the mail server asked to try later"
    BOUNCED = "every address refused the mail"
    UNKNOWN = "it is not known whether the mail server took it"


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """The last second of each step; None where none was stated."""

    acknowledge_by: datetime | None = None
    underway_by: datetime | None = None
    complete_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How an alert came to its end."""

    outcome: AlertOutcome
    at: datetime
    reason: str
    superseded_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One version of an alert, as far as it has arrived."""

    reference: str
    version: int
    #: None as long as only its audience has arrived.
    headline: str | None = None
    title: str | None = None
    kind: AlertStatus = AlertStatus.ACTUAL
    mailed: bool = True
    issued_at: datetime | None = None
    audience_known: bool = False
    deadlines: Deadlines = Deadlines()
    attribution: str | None = None
    issuer: str | None = None
    source_url: str | None = None
    #: From then on nothing is asked, so nobody is late.
    ended: Ended | None = None
    #: The newest version, where it is not for the organisation that is looked at any more.
    left_out_of: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is asked any more."""
        return self.ended is not None or self.left_out_of is not None

    @property
    def is_real(self) -> bool:
        return self.kind is AlertStatus.ACTUAL


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All that decides a status; organisations that stand alike can be counted together."""

    must_respond: bool = True
    #: Nothing is asked of it, whatever its audience said.
    sent_in_error: bool = False
    registered: bool = True
    delivered: bool = False
    acknowledged: bool = False
    progress: Progress = Progress.NOT_STARTED
    #: As actions last told it; None where it has told nothing.
    response: ResponseStatus | None = None
    #: The work on an action cannot go on.
    is_blocked: bool = False

    @property
    def is_not_required(self) -> bool:
        """Complete, because the organisation decided that it has nothing to do."""
        return self.response is ResponseStatus.NOT_REQUIRED and self.progress is Progress.COMPLETE


@dataclass(frozen=True, kw_only=True)
class Region:
    """A region's code is None for organisations that belong to none."""

    code: str | None
    name: str | None = None

    @classmethod
    def at(cls, path: str) -> "Region":
        """As it stands in an address, without its name."""
        return cls(code=None if path == NOWHERE else path)

    @property
    def words(self) -> str:
        return self.name or self.code or "No region recorded"

    @property
    def path(self) -> str:
        """As it stands in addresses."""
        return self.code or NOWHERE


@dataclass(frozen=True, kw_only=True)
class Deliveries:
    planned: int = 0
    accepted: int = 0
    deferred: int = 0
    bounced: int = 0
    unknown: int = 0
    first_accepted_at: datetime | None = None
    last_accepted_at: datetime | None = None
    last_trouble: str | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody to ring."""

    name: str
    role: str
    phone: str | None = None
    #: What they said of the link they got: `not_this_person` or `left_role`.
    disowned: str | None = None


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An organisation of an alert's audience; `name` is None until the register has arrived."""

    ods_code: str
    name: str | None = None
    region: Region = Region(code=None)
    icb_code: str | None = None
    standing: Standing = Standing()
    recipients: int = 0
    sent_in_error_at: datetime | None = None
    deliveries: Deliveries = Deliveries()
    acknowledged_at: datetime | None = None
    acknowledged_by: UUID | None = None
    acknowledged_by_name: str | None = None
    acknowledged_by_role: str | None = None
    done: int = 0
    not_applicable: int = 0
    outstanding: int = 0
    #: Of those outstanding.
    blocked: int = 0
    first_action_at: datetime | None = None
    completed_at: datetime | None = None
    asked: int = 0
    answered: int = 0
    disowned: int = 0
    people: tuple[Person, ...] = ()

    @property
    def why_undelivered(self) -> Undelivered | None:
        return why_undelivered(self.deliveries, registered=self.standing.registered)


def why_undelivered(mails: Deliveries, *, registered: bool) -> Undelivered | None:
    """The worst that is known; None once any mail was accepted."""
    if mails.accepted:
        return None
    if not registered:
        return Undelivered.NOBODY_REGISTERED
    if mails.unknown:
        return Undelivered.UNKNOWN
    if mails.deferred:
        return Undelivered.DEFERRED
    if mails.bounced and mails.bounced >= mails.planned:
        return Undelivered.BOUNCED
    return Undelivered.NOT_SENT_YET


def in_ringing_order(people: Iterable[Person]) -> tuple[Person, ...]:
    """Specialists first, by name."""
    order = [role.value for role in TO_RING]
    return tuple(sorted(people, key=lambda one: (order.index(one.role), one.name)))


def deadlines(
    acknowledge_by: datetime | None,
    acknowledge_by_day: date | None,
    underway_by_day: date | None,
    complete_by_day: date | None,
) -> Deadlines:
    """The instant the audience was given counts before the day the issuer stated."""
    return Deadlines(
        acknowledge_by=acknowledge_by or _end(acknowledge_by_day),
        underway_by=_end(underway_by_day),
        complete_by=_end(complete_by_day),
    )


def _end(day: date | None) -> datetime | None:
    return end_of(day) if day else None


def status_of(standing: Standing, *, mailed: bool) -> Status:
    """Whoever acts has read the alert, so acting stands above acknowledging even without it."""
    if standing.progress is Progress.COMPLETE:
        return Status.COMPLETE
    if standing.progress is Progress.IN_PROGRESS:
        return Status.IN_PROGRESS
    if standing.acknowledged:
        return Status.ACKNOWLEDGED
    if standing.delivered:
        return Status.DELIVERED
    return Status.NOT_DELIVERED if mailed else Status.NOT_MAILED


def has_reached(status: Status, step: Status) -> bool:
    """Whether the organisation has come as far as `step`, or further."""
    return STEPS.index(status) >= STEPS.index(step)


def overdue(standing: Standing, alert: Alert, now: datetime) -> tuple[Overdue, ...]:
    """Nobody is late who is only told, or whose alert has ended, or was recorded and not mailed."""
    if alert.is_over or not (standing.must_respond and alert.mailed):
        return ()
    status = status_of(standing, mailed=alert.mailed)
    return tuple(
        what
        for what, by, step in _steps(alert.deadlines)
        if by is not None and has_passed(by, now) and not has_reached(status, step)
    )


def next_deadline(standing: Standing, alert: Alert) -> tuple[Overdue, datetime] | None:
    """The deadline of the first step that is not reached, where one was stated and still holds."""
    if alert.is_over:
        return None
    status = status_of(standing, mailed=alert.mailed)
    ahead = ((what, by) for what, by, step in _steps(alert.deadlines) if by and not has_reached(status, step))
    return min(ahead, key=lambda step: step[1], default=None)


def has_passed(last_second: datetime, now: datetime) -> bool:
    """Nothing is late within its last second."""
    return now >= last_second + timedelta(seconds=1)


def _steps(by: Deadlines) -> Iterator[tuple[Overdue, datetime | None, Status]]:
    yield Overdue.ACKNOWLEDGE, by.acknowledge_by, Status.ACKNOWLEDGED
    yield Overdue.UNDERWAY, by.underway_by, Status.IN_PROGRESS
    yield Overdue.COMPLETE, by.complete_by, Status.COMPLETE
