"""Giving one action to somebody by their own link, and ending it."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from contracts.deadlines import uk_day
from contracts.events.actions import ActionAssigned, AssignmentEnded
from contracts.links import LinkClaims
from contracts.topics import ACTIONS
from services.access import deeds
from services.actions.domain import assignments as domain
from services.actions.domain.assignments import Asked, Assignment, Attempt, Ending, Outcome, TypedAsk
from services.actions.domain.deciding import may_act
from services.actions.domain.standing import ROLE_WORDS, Person, Standing
from services.actions.domain.values import Troubles
from services.actions.handlers import prove
from services.actions.storage import assignments, records
from services.actions.storage.standing import standing as standing_of
from services.kit import outbox
from services.kit.database import Transaction

#: As an owner's own link calls whoever held it.
OWNER = "the holder of this link"


async def give(
    tx: Transaction,
    link: LinkClaims,
    by: Person,
    number: int,
    typed: TypedAsk,
    *,
    nonce: str,
    chosen: Sequence[str],
) -> Attempt:
    """Ask somebody to do one action; distribution mails them their link."""
    standing = await _held(tx, link)
    asked = await _read(tx, link, typed, chosen)
    if not isinstance(asked, Asked):
        return Attempt(Outcome.INVALID, asked)
    new_id = domain.assignment_id(asked, number, nonce)
    outcome = domain.weigh(asked, new_id, standing.assignments_of(number))
    if outcome is Outcome.ASKED:
        outcome = _refusal(standing, number) or outcome
    if outcome is Outcome.ASKED:
        given = _assignment(tx, standing, number, asked, new_id, by.person_id, by.name)
        await _keep(tx, link, given)
        _note(tx, link, standing, "asked somebody to do an action", given)
    return Attempt(outcome)


async def hand_on(
    tx: Transaction, link: LinkClaims, mine: Assignment, typed: TypedAsk, *, nonce: str, chosen: Sequence[str]
) -> Attempt:
    """An owner asks somebody else instead of them; their own link ends."""
    standing = await _held(tx, link)
    asked = await _read(tx, link, typed, chosen)
    if not isinstance(asked, Asked):
        return Attempt(Outcome.INVALID, asked)
    there = standing.assignments_of(mine.number)
    new_id = domain.assignment_id(asked, mine.number, nonce)
    outcome = domain.weigh(asked, new_id, there, handed_on=mine.assignment_id)
    if outcome is Outcome.ASKED and not _is_open(there, mine.assignment_id):
        outcome = Outcome.ENDED_BEFORE
    if outcome is Outcome.ASKED:
        outcome = _refusal(standing, mine.number) or outcome
    if outcome is Outcome.ASKED:
        await _keep(
            tx,
            link,
            _assignment(tx, standing, mine.number, asked, new_id, mine.assignment_id, mine.owner_name),
        )
        ending = _ending(tx, "handed_on", None, mine.assignment_id, mine.owner_name, OWNER, nonce)
        await _end(tx, link, standing, mine, ending)
        _note(tx, link, standing, "handed an action on", mine, handed_to=str(new_id))
    return Attempt(outcome)


async def take_back(
    tx: Transaction,
    link: LinkClaims,
    by: Person,
    assignment_id: UUID,
    reason: str,
    *,
    nonce: str,
    chosen: Sequence[str],
) -> Attempt:
    """A specialist ends somebody's link, and says why."""
    role = f"the {ROLE_WORDS.get(by.role) or by.role.replace('_', ' ')}"
    return await _revoke(
        tx,
        link,
        assignment_id,
        reason,
        chosen,
        by=(by.person_id, by.name, role),
        nonce=nonce,
        deed="took an action back from somebody",
    )


async def refuse(
    tx: Transaction, link: LinkClaims, mine: Assignment, reason: str, *, nonce: str, chosen: Sequence[str]
) -> Attempt:
    """An owner says that it is not for them; the specialists see why."""
    by = (mine.assignment_id, mine.owner_name, OWNER)
    return await _revoke(
        tx,
        link,
        mine.assignment_id,
        reason,
        chosen,
        by=by,
        nonce=nonce,
        deed="said that an action is not for them",
    )


async def _revoke(
    tx: Transaction,
    link: LinkClaims,
    assignment_id: UUID,
    typed: str,
    chosen: Sequence[str],
    *,
    by: tuple[UUID, str, str],
    nonce: str,
    deed: str,
) -> Attempt:
    standing = await _held(tx, link)
    reason = domain.read_reason(typed)
    troubles = await prove.weighed(tx, link, chosen, reason if isinstance(reason, dict) else {})
    if troubles or not isinstance(reason, str):
        return Attempt(Outcome.INVALID, troubles)
    ended = next((one for one in standing.assignments if one.assignment_id == assignment_id), None)
    if ended is None:
        return Attempt(Outcome.UNKNOWN)
    if ended.ending is not None:
        return Attempt(Outcome.REPEATED if ended.ending.nonce == nonce else Outcome.ENDED_BEFORE)
    await _end(tx, link, standing, ended, _ending(tx, "revoked", reason, *by, nonce))
    _note(tx, link, standing, deed, ended)
    return Attempt(Outcome.ENDED)


async def _held(tx: Transaction, link: LinkClaims) -> Standing:
    await records.hold(tx, link.reference, link.ods_code)
    return await standing_of(tx, link.reference, link.ods_code)


async def _read(
    tx: Transaction, link: LinkClaims, typed: TypedAsk, chosen: Sequence[str]
) -> Asked | Troubles:
    asked = domain.read_ask(typed, uk_day(tx.now))
    troubles = await prove.weighed(tx, link, chosen, asked if isinstance(asked, dict) else {})
    return troubles or asked


def _refusal(standing: Standing, number: int) -> Outcome | None:
    """Why nobody may be asked to do this action now."""
    if standing.action(number) is None:
        return Outcome.NO_SUCH_ACTION
    return None if may_act(standing) else Outcome.CLOSED


def _is_open(there: Sequence[Assignment], assignment_id: UUID) -> bool:
    return any(one.is_open for one in there if one.assignment_id == assignment_id)


def _assignment(
    tx: Transaction, standing: Standing, number: int, asked: Asked, new_id: UUID, by: UUID, by_name: str
) -> Assignment:
    return Assignment(
        assignment_id=new_id,
        number=number,
        version=standing.alert.version,
        owner_name=asked.owner_name,
        owner_email=asked.owner_email,
        due_on=asked.due_on,
        note=asked.note,
        assigned_by=by,
        assigned_by_name=by_name,
        assigned_at=tx.now,
    )


def _ending(
    tx: Transaction,
    outcome: Literal["revoked", "handed_on"],
    reason: str | None,
    by: UUID,
    by_name: str,
    by_role: str,
    nonce: str,
) -> Ending:
    return Ending(
        outcome=outcome,
        reason=reason,
        ended_by=by,
        ended_by_name=by_name,
        ended_by_role=by_role,
        ended_at=tx.now,
        nonce=nonce,
    )


async def _keep(tx: Transaction, link: LinkClaims, asked: Assignment) -> None:
    await assignments.add_assignment(tx, link.reference, link.ods_code, asked)
    said = ActionAssigned(
        assignment_id=asked.assignment_id,
        reference=link.reference,
        version=asked.version,
        ods_code=link.ods_code,
        number=asked.number,
        owner_name=asked.owner_name,
        owner_email=asked.owner_email,
        due_on=asked.due_on,
        note=asked.note,
        assigned_by=asked.assigned_by,
        assigned_by_name=asked.assigned_by_name,
        assigned_at=asked.assigned_at,
    )
    await outbox.say(tx, ACTIONS, said)


async def _end(
    tx: Transaction, link: LinkClaims, standing: Standing, ended: Assignment, ending: Ending
) -> None:
    await assignments.add_ending(tx, ended.assignment_id, ending)
    said = AssignmentEnded(
        assignment_id=ended.assignment_id,
        reference=link.reference,
        version=standing.alert.version,
        ods_code=link.ods_code,
        number=ended.number,
        outcome=ending.outcome,
        reason=ending.reason,
        ended_by=ending.ended_by,
        ended_at=ending.ended_at,
    )
    await outbox.say(tx, ACTIONS, said)


def _note(
    tx: Transaction, link: LinkClaims, standing: Standing, deed: str, about: Assignment, **details: str
) -> None:
    version, assignment = standing.alert.version, str(about.assignment_id)
    deeds.by_link(tx, link, deed, version=version, number=about.number, assignment_id=assignment, **details)
