"""Another way in, for whoever's link was broken by a mail filter: signed in, by the alert's reference."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from contracts.events.actions import Progress
from contracts.events.alerts import REFERENCE, AlertEnded, AlertIssued
from contracts.links import LinkClaims
from services.access.permissions import Permission
from services.responses.domain.links import Duty, Organisation, Person
from services.responses.domain.progress import Acknowledged, Deadline, Progressed, next_deadline

#: Those to whom alerts are mailed, or shown behind a link of their own.
HAVE_ALERTS = Permission.OPEN_OWN_ALERTS.roles
_REFERENCE = re.compile(REFERENCE, re.IGNORECASE)


class Held(NamedTuple):
    """A registration as a session holds it: it may have ended since."""

    person_id: UUID
    ods_code: str

    @classmethod
    def of(cls, person_id: str, ods_code: str) -> "Held":
        return cls(UUID(person_id), ods_code)


@dataclass(frozen=True)
class WayIn:
    """The newest version of an alert that one registration may open."""

    person_id: UUID
    organisation: Organisation
    reference: str
    version: int

    def claims(self) -> LinkClaims:
        """The same that a mailed link would say."""
        return LinkClaims(
            person_id=self.person_id,
            ods_code=self.organisation.ods_code,
            reference=self.reference,
            version=self.version,
        )


@dataclass(frozen=True)
class Listed:
    """An alert as it stands in one's list."""

    way_in: WayIn
    alert: AlertIssued
    duty: Duty
    first: Acknowledged | None
    progressed: Progressed
    ended: AlertEnded | None = None
    sent_in_error: bool = False

    @property
    def state(self) -> str:
        """How the alert ended, or the furthest step that was taken, in words."""
        if self.ended:
            return self.ended.outcome.value
        if self.sent_in_error:
            return "sent_in_error"
        if self.progressed.progress is not Progress.NOT_STARTED:
            return self.progressed.progress.value
        if self.first:
            return "acknowledged"
        return "not_acknowledged" if self.duty.must_respond else "for_information"

    def deadline(self, now: datetime) -> Deadline | None:
        if self.ended or self.sent_in_error:
            return None
        return next_deadline(self.alert, self.duty, self.first, self.progressed, now)


def reference_in(typed: str) -> str | None:
    """The reference in what was typed or pasted, in its own spelling."""
    found = _REFERENCE.search("".join(typed.split()))
    if found is None:
        return None
    first, *rest = found.group().upper().split("/")
    return "/".join([first.replace("NATPSA", "NatPSA"), *rest])


def still_registered(held: Iterable[Held], people: Iterable[Person]) -> list[Person]:
    """Of the registrations that a session holds, those that the register still has."""
    claimed = set(held)
    return [
        person
        for person in people
        if person.active
        and person.role in HAVE_ALERTS
        and person.ods_code is not None
        and Held(person.person_id, person.ods_code) in claimed
    ]
