"""What templates are given of a mail's subject: the alert, and what was said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from contracts.attachments import Attachment
from contracts.events.actions import ActionAssigned, AssignmentEnded, SignOffRequested, SignOffSettled
from contracts.events.alerts import Action, AlertEnded, AlertIssued, AudienceCorrected, Briefing, Change
from contracts.events.distribution import AddressBounced
from contracts.events.responses import AcknowledgementDoubted, PartnerCommented
from services.distribution.domain.doubts import reasons
from services.distribution.domain.letters import opening
from services.distribution.domain.sending import ENDING, Kind
from services.distribution.handlers import telling
from services.distribution.handlers.chased import view_of_chase
from services.distribution.storage import alerts, occasions, register
from services.distribution.storage.claims import Claimed
from services.kit.database import Transaction


class Subject(NamedTuple):
    """What mails have in common that differ only in whom they are for."""

    reference: str
    version: int
    kind: str
    must_respond: bool
    occasion_id: UUID | None

    @classmethod
    def of(cls, mail: Claimed) -> "Subject":
        return cls(mail.reference, mail.version, mail.kind, mail.must_respond, mail.occasion_id)


@dataclass(frozen=True)
class AlertAsMailed:
    """The alert as the templates name its parts."""

    reference: str
    version: int
    status: str
    title: str
    short_title: str | None
    issuer_name: str
    category: str | None
    issued_at: datetime
    summary: str
    opening: str
    actions: tuple[Action, ...]
    for_action_by: str | None
    lead: str | None
    additional_information: str | None
    acknowledge_by: datetime
    underway_by: date | None
    complete_by: date | None
    source_url: str | None
    attribution: str | None
    change: Change | None
    briefing: Briefing | None
    attachments: tuple[Attachment, ...] = ()


async def view_of(tx: Transaction, subject: Subject) -> dict[str, Any]:
    """What is missing stays missing, and a letter that needs it cannot be written."""
    view: dict[str, Any] = {"must_respond": subject.must_respond}
    if subject.occasion_id and (more := _VIEWS.get(Kind(subject.kind))):
        view |= await more(tx, subject.occasion_id)
    if known := await alerts.alert_known(tx, subject.reference, subject.version):
        document = await _with_its_briefing(tx, known.document)
        view["issued"] = document
        view["alert"] = as_mailed(document, known.acknowledge_by)
        numbered = {action.number: action for action in known.document.actions}
        view["action"] = numbered.get(view.get("number", 0))
    return view


async def _with_its_briefing(tx: Transaction, alert: AlertIssued) -> AlertIssued:
    """A version without the briefing of the one before takes it out of calendars."""
    if alert.briefing or alert.version == 1:
        return alert
    known = await alerts.versions_known(tx, alert.reference)
    before = next((known[v].briefing for v in sorted(known, reverse=True) if v < alert.version), None)
    if before is None:
        return alert
    return alert.model_copy(update={"briefing": before.model_copy(update={"cancelled": True})})


async def _end(tx: Transaction, end_id: UUID) -> dict[str, Any]:
    ended = await occasions.known(tx, AlertEnded, end_id)
    if ended is None:
        return {}
    successor = ended.superseded_by and await alerts.title_of(tx, ended.superseded_by)
    return {"ended": ended, "successor_title": successor}


async def _correction(tx: Transaction, correction_id: UUID) -> dict[str, Any]:
    corrected = await occasions.known(tx, AudienceCorrected, correction_id)
    return {"corrected": corrected} if corrected else {}


async def _newer(tx: Transaction, version_id: UUID) -> dict[str, Any]:
    newer = await occasions.known(tx, AlertIssued, version_id)
    return {"newer": newer} if newer else {}


async def _answer(tx: Transaction, question_id: UUID) -> dict[str, Any]:
    answered = await occasions.answer_known(tx, question_id)
    return answered.model_dump() if answered else {}


async def _doubt(tx: Transaction, doubt_id: UUID) -> dict[str, Any]:
    doubted = await occasions.known(tx, AcknowledgementDoubted, doubt_id)
    return doubted.model_dump() | {"reasons": reasons(doubted.doubts)} if doubted else {}


async def _comment(tx: Transaction, comment_id: UUID) -> dict[str, Any]:
    commented = await occasions.known(tx, PartnerCommented, comment_id)
    if commented is None:
        return {}
    partner = await register.person(tx, commented.person_id)
    return commented.model_dump() | {"partner_name": partner.name if partner else None}


async def _assignment(tx: Transaction, assignment_id: UUID) -> dict[str, Any]:
    assigned = await occasions.known(tx, ActionAssigned, assignment_id)
    return assigned.model_dump() if assigned else {}


async def _ended(tx: Transaction, assignment_id: UUID) -> dict[str, Any]:
    ended = await occasions.known(tx, AssignmentEnded, assignment_id)
    return await _assignment(tx, assignment_id) | (ended.model_dump() if ended else {})


async def _sign_off(tx: Transaction, request_id: UUID) -> dict[str, Any]:
    requested = await occasions.known(tx, SignOffRequested, request_id)
    return requested.model_dump() if requested else {}


async def _settled(tx: Transaction, request_id: UUID) -> dict[str, Any]:
    settled = await occasions.known(tx, SignOffSettled, request_id)
    return await _sign_off(tx, request_id) | (settled.model_dump() if settled else {})


async def _bounced(tx: Transaction, bounce_id: UUID) -> dict[str, Any]:
    bounced = await occasions.known(tx, AddressBounced, bounce_id)
    return bounced.model_dump() | await telling.who(tx, bounced) if bounced else {}


async def _digest(tx: Transaction, digest_id: UUID) -> dict[str, Any]:
    questions = await occasions.of_digest(tx, digest_id)
    return {"questions": [question.model_dump() for question in questions]} if questions else {}


_VIEWS: dict[Kind, Callable[[Transaction, UUID], Awaitable[dict[str, Any]]]] = {
    **dict.fromkeys(ENDING.values(), _end),
    Kind.ALERT_NOT_FOR_YOU: _newer,
    Kind.ALERT_SENT_IN_ERROR: _correction,
    Kind.QUESTION_ANSWERED: _answer,
    Kind.QUESTIONS_PUBLISHED: _digest,
    Kind.ACKNOWLEDGEMENT_DOUBTED: _doubt,
    Kind.PARTNER_COMMENTED: _comment,
    Kind.ACTION_ASSIGNED: _assignment,
    Kind.ASSIGNMENT_ENDED: _ended,
    Kind.ACTION_REFUSED: _ended,
    Kind.SIGN_OFF_REQUESTED: _sign_off,
    Kind.SIGN_OFF_SETTLED: _settled,
    Kind.SIGN_OFF_WITHDRAWN: _settled,
    Kind.CHASE: view_of_chase,
    Kind.ADDRESS_BOUNCED: _bounced,
}


def as_mailed(alert: AlertIssued, acknowledge_by: datetime) -> AlertAsMailed:
    return AlertAsMailed(
        reference=alert.reference,
        version=alert.version,
        status=alert.status,
        title=alert.title,
        short_title=alert.short_title,
        issuer_name=alert.issuer.name,
        category=alert.category,
        issued_at=alert.issued_at,
        summary=alert.summary,
        opening=opening(alert.summary),
        actions=alert.actions,
        for_action_by=alert.for_action_by,
        lead=alert.lead,
        additional_information=alert.additional_information,
        acknowledge_by=acknowledge_by,
        underway_by=alert.deadlines.underway_by,
        complete_by=alert.deadlines.complete_by,
        source_url=str(alert.source_url) if alert.source_url else None,
        attribution=alert.attribution,
        change=alert.change,
        briefing=alert.briefing,
        attachments=alert.attachments,
    )
