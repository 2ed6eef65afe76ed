"""What is known about a person's own link, and whether it may be used."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contracts.events.alerts import AlertEnded, AlertIssued
from contracts.events.register import Role
from contracts.links import LinkClaims

#: They look on; an answer is given by those who hold the alert for the organisation.
LOOKS_ON = frozenset({Role.PARTNER, Role.AUDITOR, Role.OPERATOR, Role.REGISTER_KEEPER})

ROLE_WORDS = {
    Role.SPECIALIST: "patient safety specialist",
    Role.DEPUTY: "deputy patient safety specialist",
    Role.SHARED_MAILBOX: "shared mailbox",
    Role.EXECUTIVE_LEAD: "executive lead",
    Role.PARTNER: "patient safety partner",
    Role.ICB_LEAD: "ICB lead",
    Role.REGIONAL_LEAD: "regional lead",
    Role.NATIONAL_AUTHOR: "national author",
    Role.NATIONAL_APPROVER: "national approver",
    Role.REGISTER_KEEPER: "register keeper",
    Role.OPERATOR: "operator",
    Role.AUDITOR: "auditor",
}


class LinkTrouble(StrEnum):
    """Why a link cannot be used now."""

    BROKEN = "broken"
    OTHER_PURPOSE = "other_purpose"
    NOT_HEARD_YET = "not_heard_yet"
    NOT_REGISTERED = "not_registered"
    NOT_FOR_ORGANISATION = "not_for_organisation"


@dataclass(frozen=True)
class Person:
    """A registration, as the register knows it now."""

    person_id: UUID
    ods_code: str | None
    role: Role
    name: str
    active: bool

    @property
    def role_words(self) -> str:
        return ROLE_WORDS[self.role]


@dataclass(frozen=True)
class Organisation:
    """One that an alert can be for; the name is the code while the register has not told it."""

    ods_code: str
    name: str
    organisation_type: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} ({self.ods_code})" if self.name != self.ods_code else self.ods_code


@dataclass(frozen=True)
class Duty:
    """What the audience says about one organisation."""

    must_respond: bool
    acknowledge_by: datetime
    frozen_at: datetime


@dataclass(frozen=True)
class SentInError:
    """The alert should not have come to the organisation."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Known:
    """What responses has heard so far of the things that a link names."""

    person: Person | None
    organisation: Organisation
    alert: AlertIssued | None
    audience_heard: bool
    duty: Duty | None
    ended: AlertEnded | None = None
    #: The newest version, where it is not for the organisation any more.
    left_out_of: int | None = None
    sent_in_error: SentInError | None = None


@dataclass(frozen=True)
class Link:
    """A link that may be used: whose it is, for whom, about what."""

    claims: LinkClaims
    person: Person
    organisation: Organisation
    alert: AlertIssued
    duty: Duty
    ended: AlertEnded | None = None
    left_out_of: int | None = None
    sent_in_error: SentInError | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is asked of the organisation any more, whatever it answered."""
        return any(why is not None for why in (self.ended, self.left_out_of, self.sent_in_error))

    @property
    def may_answer(self) -> bool:
        return self.person.role not in LOOKS_ON


def opened(claims: LinkClaims, known: Known) -> Link | LinkTrouble:
    """The link with all it names, or why it cannot be used.

    Somebody known to have left learns nothing more; somebody not known yet may only be early.
    """
    if known.person is not None and not _still_registered(known.person, claims):
        return LinkTrouble.NOT_REGISTERED
    if known.alert is None or not known.audience_heard:
        return LinkTrouble.NOT_HEARD_YET
    if known.person is None:
        return LinkTrouble.NOT_REGISTERED
    if known.duty is None:
        return LinkTrouble.NOT_FOR_ORGANISATION
    return Link(
        claims,
        known.person,
        known.organisation,
        known.alert,
        known.duty,
        ended=known.ended,
        left_out_of=known.left_out_of,
        sent_in_error=known.sent_in_error,
    )


def _still_registered(person: Person, claims: LinkClaims) -> bool:
    return person.active and person.ods_code == claims.ods_code
