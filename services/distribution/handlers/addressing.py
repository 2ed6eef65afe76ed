"""From what was said to a row of the ledger: to whom, as what, in which lane."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Protocol
from uuid import UUID

from contracts.audience import Person
from contracts.events.actions import ActionAssigned, SignOffRequested
from contracts.events.alerts import AlertIssued
from services.distribution.config import Settings
from services.distribution.domain.audience import EXECUTIVE, OWNER
from services.distribution.domain.errors import NotKnownYet
from services.distribution.domain.sending import Kind, lane_of, message_id
from services.distribution.storage import alerts, register
from services.distribution.storage.ledger import Planned
from services.kit.database import Transaction


class OfOneOrganisation(Protocol):
    """What is said by and for one organisation about one version of an alert."""

    @property
    def reference(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def ods_code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reader:
    person_id: UUID
    name: str
    address: str
    role: str

    @classmethod
    def of(cls, person: Person) -> "Reader":
        return cls(person.person_id, person.name, person.email, person.role)


@dataclass(frozen=True, slots=True)
class About:
    """The alert and the organisation that a mail is about."""

    alert: AlertIssued
    ods_code: str
    organisation_name: str
    settings: Settings

    def registered(self, kind: Kind, occasion_id: UUID, person: Person) -> Planned:
        return self._mail(kind, occasion_id, Reader.of(person))

    def owner(self, kind: Kind, assigned: ActionAssigned) -> Planned:
        reader = Reader(assigned.assignment_id, assigned.owner_name, assigned.owner_email, OWNER)
        return self._mail(kind, assigned.assignment_id, reader)

    def executive(self, kind: Kind, asked: SignOffRequested) -> Planned:
        reader = Reader(asked.request_id, asked.executive_name, asked.executive_email, EXECUTIVE)
        return self._mail(kind, asked.request_id, reader)

    def to(self, kind: Kind, occasion_id: UUID, reader: Reader, *, must_respond: bool = False) -> Planned:
        return self._mail(kind, occasion_id, reader)._replace(must_respond=must_respond)

    def _mail(self, kind: Kind, occasion_id: UUID, to: Reader) -> Planned:
        return Planned(
            person_id=to.person_id,
            ods_code=self.ods_code,
            reference=self.alert.reference,
            version=self.alert.version,
            kind=kind,
            occasion_id=occasion_id,
            address=to.address,
            person_name=to.name,
            organisation_name=self.organisation_name,
            role=to.role,
            colleagues="",
            must_respond=False,
            lane=lane_of(kind, self.alert),
            message_id=self._message_id(kind, occasion_id, to),
        )

    def _message_id(self, kind: Kind, occasion_id: UUID, to: Reader) -> str:
        domain = parseaddr(self.settings.mail_from)[1].rpartition("@")[2]
        # A digest is one mail even when a new version comes out while it is being gathered.
        version = 0 if kind is Kind.QUESTIONS_PUBLISHED else self.alert.version
        return message_id(domain, to.person_id, self.alert.reference, version, kind, occasion_id)


async def about(tx: Transaction, said: OfOneOrganisation, settings: Settings) -> About:
    """Raises NotKnownYet."""
    known = await alerts.alert_known(tx, said.reference, said.version)
    if known is None:
        raise NotKnownYet("alert")
    organisation = await register.organisation(tx, said.ods_code)
    if organisation is None:
        raise NotKnownYet("organisation")
    return About(known.document, said.ods_code, organisation.name, settings)
