"""Recording what an organisation says about one action."""

from collections.abc import Sequence
from datetime import datetime

from contracts.deadlines import uk_day
from contracts.events.actions import ActionRecorded
from contracts.links import LinkClaims, LinkPurpose
from contracts.topics import ACTIONS
from services.access import deeds
from services.actions.domain.answers import Answer, Case, Typed, read_answer
from services.actions.domain.deciding import may_act
from services.actions.domain.moves import Move
from services.actions.domain.recording import Attempt, Outcome, Record, weigh
from services.actions.domain.standing import Standing
from services.actions.domain.status import Refusal
from services.actions.domain.values import Troubles
from services.actions.handlers import prove
from services.actions.handlers.count import count_again
from services.actions.handlers.decide import acted
from services.actions.storage import records
from services.actions.storage.standing import standing as standing_of
from services.kit import outbox
from services.kit.database import Transaction


async def record_action(
    tx: Transaction,
    link: LinkClaims,
    number: int,
    typed: Typed,
    *,
    revision: int,
    nonce: str,
    version: int | None = None,
    chosen: Sequence[str] | None = None,
) -> Attempt:
    """Record what an organisation says about one action, unless somebody was faster.

    `version` is the alert's on the page that was filled in; `chosen` is the organisation, where a form asks.
    """
    await records.hold(tx, link.reference, link.ods_code)
    standing = await standing_of(tx, link.reference, link.ods_code, link.person_id)
    if refused := _refusal(standing, link, number):
        return Attempt(refused)
    answer = read_answer(typed, _case_of(standing, number, revision, tx.now))
    troubles: Troubles = {} if isinstance(answer, Answer) else answer
    if chosen is not None:
        troubles = await prove.weighed(tx, link, chosen, troubles)
    if troubles or not isinstance(answer, Answer):
        return Attempt(Outcome.INVALID, troubles)
    outcome = _weighed(standing, number, answer, revision=revision, nonce=nonce, version=version)
    if outcome is Outcome.RECORDED and not may_act(standing):
        outcome = Outcome.CLOSED
    if outcome is Outcome.RECORDED:
        record = _record(tx, link, standing, number, answer, revision + 1, nonce)
        await _keep_record(tx, link, record)
        name = standing.name_of(link.person_id)
        _note(tx, link, record, await acted(tx, link.reference, standing, link.person_id, name))
        await count_again(tx, link.reference, link.ods_code)
    return Attempt(outcome)


def _case_of(standing: Standing, number: int, revision: int, now: datetime) -> Case:
    """What stands counts for those who saw it; others are told of it first."""
    newest = standing.newest_of(number)
    saw_it = newest is not None and newest.revision == revision
    return Case(
        today=uk_day(now),
        complete_by=standing.complete_by,
        before=standing.answer_of(number) if saw_it else None,
    )


def _refusal(standing: Standing, link: LinkClaims, number: int) -> Outcome | None:
    """Why nothing may be recorded now, whatever the form says; every way to record comes through here."""
    if standing.action(number) is None:
        return Outcome.NO_SUCH_ACTION
    if link.purpose is not LinkPurpose.ACT:
        return None
    mine = (one for one in standing.assignments_of(number) if one.assignment_id == link.person_id)
    return None if any(one.is_open for one in mine) else Outcome.ENDED


def _weighed(
    standing: Standing, number: int, answer: Answer, *, revision: int, nonce: str, version: int | None
) -> Outcome:
    there = standing.records_of(number)
    holds = standing.answer_of(number) is not None
    outcome = weigh(answer, there, revision=revision, nonce=nonce, holds=holds)
    if outcome in (Outcome.RECORDED, Outcome.STALE) and version is not None:
        return Outcome.REWORDED if standing.was_reworded(number, version) else outcome
    return outcome


def _record(
    tx: Transaction,
    link: LinkClaims,
    standing: Standing,
    number: int,
    answer: Answer,
    revision: int,
    nonce: str,
) -> Record:
    return Record(
        number=number,
        revision=revision,
        version=standing.alert.version,
        answer=answer,
        recorded_by=link.person_id,
        recorded_by_name=None,
        recorded_at=tx.now,
        nonce=nonce,
        assignment_id=link.person_id if link.purpose is LinkPurpose.ACT else None,
    )


def _note(tx: Transaction, link: LinkClaims, record: Record, led_to: Move | Refusal | None) -> None:
    """With the status that it led to, where it did: acting decides, and ends a request for a signature."""
    deeds.by_link(
        tx,
        link,
        "recorded an action" if record.assignment_id is None else "recorded an action as its owner",
        version=record.version,
        number=record.number,
        revision=record.revision,
        state=record.answer.state.value,
        **({"work": record.answer.work.value} if record.answer.work else {}),
        **({"status": led_to.status.value} if isinstance(led_to, Move) else {}),
    )


async def _keep_record(tx: Transaction, link: LinkClaims, record: Record) -> None:
    await records.add_record(tx, link.reference, link.ods_code, record)
    answer = record.answer
    said = ActionRecorded(
        reference=link.reference,
        version=record.version,
        ods_code=link.ods_code,
        number=record.number,
        state=answer.state,
        reason=answer.reason,
        done_by=answer.done_by,
        done_on=answer.done_on,
        note=answer.note,
        recorded_by=record.recorded_by,
        recorded_at=record.recorded_at,
        work=answer.work,
        owner=answer.owner,
        due_on=answer.due_on,
        evidence=answer.evidence,
        late_because=answer.late_because,
        assignment_id=record.assignment_id,
    )
    await outbox.say(tx, ACTIONS, said)
