"""Planning the mails that what people said calls for: an answer, an action assigned, a sign-off asked for.

Topics are heard side by side, so what an event names may arrive after it: then the event waits here.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from contracts.deadlines import uk_day
from contracts.envelope import EventData
from contracts.events.actions import ActionAssigned, AssignmentEnded, SignOffRequested, SignOffSettled
from contracts.events.distribution import AddressBounced
from contracts.events.responses import (
    AcknowledgementDoubted,
    PartnerCommented,
    QuestionAnswered,
    QuestionPublished,
)
from services.distribution.config import Settings
from services.distribution.domain.audience import specialists
from services.distribution.domain.digests import digest_id, digest_moment
from services.distribution.domain.errors import NotKnownYet
from services.distribution.domain.sending import Kind
from services.distribution.handlers import addressing, telling
from services.distribution.handlers.freeze import bank_holidays
from services.distribution.storage import alerts, ledger, occasions, register
from services.distribution.storage.ledger import Planned
from services.distribution.storage.occasions import Digest, Occasion
from services.kit.database import Transaction
from services.kit.log import log

#: As long as a mail is tried; by then somebody has to look.
LONGEST_WAIT = timedelta(hours=24)


class Plan(NamedTuple):
    """What is to be sent, and when if not at once."""

    mails: Sequence[Planned]
    at: datetime | None = None


async def take_occasion(tx: Transaction, data: EventData, settings: Settings) -> None:
    """Plan its mails once, or have it wait until all that it names is known."""
    occasion = _occasion(tx, data, settings)
    if not await occasions.add(tx, occasion, data):
        return
    try:
        await _plan(tx, data, settings)
    except NotKnownYet as missing:
        log.warning("mail waits", of=occasion.event, occasion=str(occasion.occasion_id), lacks=str(missing))
        await occasions.wait(tx, occasion)


async def all_waiting(tx: Transaction) -> Sequence[tuple[str, UUID]]:
    return await occasions.all_waiting(tx)


async def plan_waiting(tx: Transaction, event: str, occasion_id: UUID, settings: Settings) -> None:
    """Try again; what is still not known after a day is given up, and said so."""
    taken = await occasions.take_waiting(tx, _KINDS[event], occasion_id)
    if taken is None:
        return
    data, since = taken
    try:
        await _plan(tx, data, settings)
    except NotKnownYet as missing:
        if since < tx.now - LONGEST_WAIT:
            log.error("mail given up", of=event, occasion=str(occasion_id), lacks=str(missing))
            await occasions.give_up(tx, event, occasion_id)
    else:
        await occasions.stop_waiting(tx, event, occasion_id)


async def _plan(tx: Transaction, data: Any, settings: Settings) -> None:
    mails, at = await _PLANS[type(data)](tx, data, settings)
    await ledger.plan(tx, mails, at)


def _occasion(tx: Transaction, data: Any, settings: Settings) -> Occasion:
    digest = None
    if isinstance(data, QuestionPublished):
        at = _next_digest(tx.now, settings)
        digest = Digest(digest_id(data.reference, at), at)
    return Occasion(data.event, getattr(data, _IDS[type(data)]), data.reference, digest)


def _next_digest(now: datetime, settings: Settings) -> datetime:
    year = uk_day(now).year
    return digest_moment(now, settings.digest_hour, bank_holidays(year) | bank_holidays(year + 1))


async def _answer(tx: Transaction, said: QuestionAnswered, settings: Settings) -> Plan:
    kind = Kind.QUESTION_ANSWERED
    return Plan(await _to_registered(tx, kind, said, said.question_id, said.person_id, settings))


async def _doubt(tx: Transaction, said: AcknowledgementDoubted, settings: Settings) -> Plan:
    kind = Kind.ACKNOWLEDGEMENT_DOUBTED
    return Plan(await _to_registered(tx, kind, said, said.doubt_id, said.person_id, settings))


async def _comment(tx: Transaction, said: PartnerCommented, settings: Settings) -> Plan:
    about = await addressing.about(tx, said, settings)
    people = specialists(await register.staff_of(tx, said.ods_code))
    if not people:
        log.warning("nobody is registered whom a comment could reach", organisation=said.ods_code)
    return Plan([about.registered(Kind.PARTNER_COMMENTED, said.comment_id, person) for person in people])


async def _assignment(tx: Transaction, said: ActionAssigned, settings: Settings) -> Plan:
    about = await addressing.about(tx, said, settings)
    return Plan([about.owner(Kind.ACTION_ASSIGNED, said)])


async def _ended(tx: Transaction, said: AssignmentEnded, settings: Settings) -> Plan:
    """An owner is told, unless they ended it or the first mail never went to them."""
    about = await addressing.about(tx, said, settings)
    assigned = await occasions.known(tx, ActionAssigned, said.assignment_id)
    if assigned is None:
        raise NotKnownYet("assignment")
    if said.ended_by == said.assignment_id:
        return await _given_up(tx, said, assigned, settings)
    told = await ledger.may_have_arrived(tx, said.assignment_id, Kind.ACTION_ASSIGNED, said.assignment_id)
    return Plan([about.owner(Kind.ASSIGNMENT_ENDED, assigned)] if told else [])


async def _given_up(
    tx: Transaction, said: AssignmentEnded, assigned: ActionAssigned, settings: Settings
) -> Plan:
    """Whoever hands on has named who does it; whoever refuses leaves it to the specialist who asked."""
    if said.outcome == "handed_on":
        return Plan([])
    kind, specialist = Kind.ACTION_REFUSED, await _asked_first(tx, assigned)
    return Plan(await _to_registered(tx, kind, said, said.assignment_id, specialist, settings))


async def _asked_first(tx: Transaction, assigned: ActionAssigned) -> UUID:
    """The specialist: whoever holds an action that was handed on was asked by another owner."""
    passed = {assigned.assignment_id}
    while before := await occasions.known(tx, ActionAssigned, assigned.assigned_by):
        if before.assignment_id in passed:
            break
        passed.add(before.assignment_id)
        assigned = before
    return assigned.assigned_by


async def _sign_off(tx: Transaction, said: SignOffRequested, settings: Settings) -> Plan:
    about = await addressing.about(tx, said, settings)
    return Plan([about.executive(Kind.SIGN_OFF_REQUESTED, said)])


async def _settled(tx: Transaction, said: SignOffSettled, settings: Settings) -> Plan:
    if said.outcome == "withdrawn":
        return await _withdrawn(tx, said, settings)
    kind = Kind.SIGN_OFF_SETTLED
    return Plan(await _to_registered(tx, kind, said, said.request_id, said.requested_by, settings))


async def _withdrawn(tx: Transaction, said: SignOffSettled, settings: Settings) -> Plan:
    about = await addressing.about(tx, said, settings)
    requested = await occasions.known(tx, SignOffRequested, said.request_id)
    if requested is None:
        raise NotKnownYet("request")
    told = await ledger.may_have_arrived(tx, said.request_id, Kind.SIGN_OFF_REQUESTED, said.request_id)
    return Plan([about.executive(Kind.SIGN_OFF_WITHDRAWN, requested)] if told else [])


async def _bounced(tx: Transaction, said: AddressBounced, settings: Settings) -> Plan:
    return Plan(await telling.mails(tx, said, settings))


async def _digest(tx: Transaction, said: QuestionPublished, settings: Settings) -> Plan:
    """To whoever the alert was for and is still registered; of two versions, the newest counts."""
    version = await alerts.newest_frozen(tx, said.reference)
    known = await alerts.alert_known(tx, said.reference, version) if version else None
    if version is None or known is None:
        raise NotKnownYet("audience")
    if known.document.mailing == "none":
        return Plan([])
    digest = await occasions.digest_of(tx, said.question_id)
    people = {person.person_id: person for person in await register.all_people(tx)}
    names = await register.names_of_organisations(tx)
    mails = [
        addressing.About(known.document, ods_code, names.get(ods_code, ods_code), settings).registered(
            Kind.QUESTIONS_PUBLISHED, digest.digest_id, people[person_id]
        )
        for person_id, ods_code in (await alerts.recipients(tx, said.reference, version)).items()
        if person_id in people
    ]
    return Plan(mails, digest.at)


async def _to_registered(
    tx: Transaction, kind: Kind, said: Any, occasion_id: UUID, person_id: UUID, settings: Settings
) -> list[Planned]:
    """One mail; nobody is mailed who has left the register since."""
    about = await addressing.about(tx, said, settings)
    person = await register.person(tx, person_id)
    if person is None:
        raise NotKnownYet("person")
    if not person.active:
        log.info("whoever it is for is no longer registered", kind=kind.value, occasion=str(occasion_id))
        return []
    return [about.registered(kind, occasion_id, person)]


#: Which of its ids an event is known by.
_IDS: dict[type[EventData], str] = {
    QuestionAnswered: "question_id",
    QuestionPublished: "question_id",
    AcknowledgementDoubted: "doubt_id",
    PartnerCommented: "comment_id",
    ActionAssigned: "assignment_id",
    AssignmentEnded: "assignment_id",
    SignOffRequested: "request_id",
    SignOffSettled: "request_id",
    AddressBounced: "bounce_id",
}
_KINDS = {kind.event: kind for kind in _IDS}
_PLANS: dict[type[EventData], Callable[[Transaction, Any, Settings], Awaitable[Plan]]] = {
    QuestionAnswered: _answer,
    QuestionPublished: _digest,
    AcknowledgementDoubted: _doubt,
    PartnerCommented: _comment,
    ActionAssigned: _assignment,
    AssignmentEnded: _ended,
    SignOffRequested: _sign_off,
    SignOffSettled: _settled,
    AddressBounced: _bounced,
}
