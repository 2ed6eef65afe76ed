"""An evidence file for one alert and one organisation: who got what, who said what, every change in order."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from contracts.envelope import EventData
from contracts.events.actions import (
    ActionAssigned,
    ActionRecorded,
    CasRecorded,
    DecisionRecorded,
    SignOffRequested,
    SignOffSettled,
)
from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceFrozen, AudienceWidened, DeliveriesCounted
from contracts.events.responses import (
    AcknowledgementDoubted,
    AcknowledgementWithdrawn,
    AlertAcknowledged,
)
from services.oversight.domain.changes import named_by, title_of, who_of
from services.oversight.domain.history import Document, Heard, in_order, of_kind
from services.oversight.domain.sentences import SELF_CERTIFIED

#: How to check the file without us.
HOW_TO_CHECK = (
    "SHA-256 of the member `evidence` as JSON in UTF-8, with the names of members sorted, "
    "no blanks between them, and no character escaped that need not be."
)


_MATTERS: Mapping[str, tuple[type[EventData], ...]] = {
    "Acknowledgement": (AlertAcknowledged, AcknowledgementDoubted, AcknowledgementWithdrawn),
    "Decision": (DecisionRecorded,),
    "Last action recorded": (ActionRecorded,),
    "Sign-off": (SignOffRequested, SignOffSettled),
    "Answer on CAS": (CasRecorded,),
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Somebody(_Part):
    """Whom an id stands for: a registration, an owner of an action, or who was asked to sign."""

    id: UUID
    name: str
    role: str


class Recipient(_Part):
    version: int
    person_id: UUID
    name: str | None
    role: str


class MailSent(_Part):
    """One mail as it last stood; `reply` is in the mail server's own words."""

    version: int
    person_id: UUID
    name: str | None
    kind: str
    state: str
    message_id: str
    attempts: int
    repeated: int
    first_attempt_at: AwareDatetime | None
    accepted_at: AwareDatetime | None
    code: int | None
    reply: str | None


class Change(_Part):
    """One event: `said` is all it said, but for addresses for mail."""

    number: int
    at: AwareDatetime
    what: str
    who: str | None
    version: int
    event_id: str
    source: str
    type: str
    said: dict[str, Any]


class Evidence(_Part):
    reference: str
    title: str | None
    issuer: str | None
    source_url: str | None
    attribution: str | None
    ods_code: str
    organisation: str | None
    self_certified: str = SELF_CERTIFIED
    people: tuple[Somebody, ...]
    recipients: tuple[Recipient, ...]
    mails: tuple[MailSent, ...]
    changes: tuple[Change, ...]


class EvidenceFile(_Part):
    """The evidence as it is handed out; the same facts have the same checksum, whoever asks and when."""

    format: Literal["safety-cascade/evidence"] = "safety-cascade/evidence"
    version: Literal[1] = 1
    generated_at: AwareDatetime
    generated_by: str
    sha256: str
    how_to_check: str = HOW_TO_CHECK
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose evidence about what it is, as far as the register has told."""

    reference: str
    ods_code: str
    organisation: str | None


def evidence_of(subject: Subject, heard: Iterable[Heard], registered: Iterable[Somebody]) -> Evidence:
    """Nothing but what was heard, and the register's names for those it mentions."""
    everything = in_order(heard)
    people = {one.id: one for one in (*registered, *_named_in(everything))}
    alert: Document = next((one.document for one in reversed(of_kind(everything, AlertIssued))), {})
    return Evidence(
        reference=subject.reference,
        title=alert.get("title"),
        issuer=(alert.get("issuer") or {}).get("name"),
        source_url=alert.get("source_url"),
        attribution=alert.get("attribution"),
        ods_code=subject.ods_code,
        organisation=subject.organisation,
        people=tuple(sorted(people.values(), key=lambda one: (one.name, str(one.id)))),
        recipients=tuple(_recipients(everything, people)),
        mails=tuple(_mails(everything, people)),
        changes=tuple(_change(number, one, people) for number, one in enumerate(everything, start=1)),
    )


def last_said(it: Evidence) -> Iterator[tuple[str, Change | None]]:
    """Where it stands: of each matter what was last said of it, None where nothing was."""
    for matter, kinds in _MATTERS.items():
        names = {kind.type_name() for kind in kinds}
        yield matter, next((change for change in reversed(it.changes) if change.type in names), None)


def file_of(evidence: Evidence, *, generated_at: datetime, generated_by: str) -> EvidenceFile:
    """As it is handed out."""
    return EvidenceFile(
        generated_at=generated_at,
        generated_by=generated_by,
        sha256=sha256(canonical(evidence.model_dump(mode="json"))).hexdigest(),
        evidence=evidence,
    )


def canonical(evidence: Mapping[str, Any]) -> bytes:
    """The same facts give the same bytes; `HOW_TO_CHECK` says it in words."""
    return json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def ids_in(said: Any) -> Iterator[UUID]:
    """Everything in a document that could be somebody's id."""
    if isinstance(said, Mapping):
        said = list(said.values())
    if isinstance(said, list | tuple):
        for one in said:
            yield from ids_in(one)
    elif isinstance(said, str) and len(said) == 36:  # noqa: PLR2004 — as long as a UUID is written
        try:
            yield UUID(said)
        except ValueError:
            return


def _named_in(heard: tuple[Heard, ...]) -> Iterator[Somebody]:
    """Owners and executives need not be registered; the events name them."""
    for said in (one.document for one in of_kind(heard, ActionAssigned)):
        owns = f"owner of action {said['number']}"
        yield Somebody(id=UUID(said["assignment_id"]), name=said["owner_name"], role=owns)
    for said in (one.document for one in of_kind(heard, SignOffRequested)):
        title = said["executive_title"] or "asked to sign off"
        yield Somebody(id=UUID(said["request_id"]), name=said["executive_name"], role=title)


def _recipients(heard: tuple[Heard, ...], people: Mapping[UUID, Somebody]) -> Iterator[Recipient]:
    for one in of_kind(heard, AudienceFrozen, AudienceWidened):
        for organisation in one.document["organisations"]:
            for said in organisation["recipients"]:
                name = named_by(people, said["person_id"])
                yield Recipient(version=one.version, name=name, **said)


def _mails(heard: tuple[Heard, ...], people: Mapping[UUID, Somebody]) -> Iterator[MailSent]:
    for one in of_kind(heard, DeliveriesCounted):
        for said in one.document["mails"]:
            yield MailSent(version=one.version, name=named_by(people, said["person_id"]), **said)


def _change(number: int, one: Heard, people: Mapping[UUID, Somebody]) -> Change:
    return Change(
        number=number,
        at=one.at,
        what=title_of(one),
        who=who_of(one, people),
        version=one.version,
        event_id=one.event_id,
        source=one.source,
        type=one.event_type,
        said=dict(one.document),
    )
