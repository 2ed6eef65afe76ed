"""Recording what an organisation says about one action."""

from contracts.deadlines import uk_day
from contracts.events.actions import ActionRecorded
from contracts.links import LinkClaims
from contracts.topics import ACTIONS
from services.actions.domain.answers import Answer, Typed, read_answer
from services.actions.domain.deciding import may_act
from services.actions.domain.recording import Attempt, Outcome, Record, weigh
from services.actions.handlers.count import count_again
from services.actions.handlers.decide import acted
from services.actions.storage import records
from services.actions.storage.standing import standing as standing_of
from services.kit import outbox
from services.kit.database import Transaction


async def record_action(
    tx: Transaction, link: LinkClaims, number: int, typed: Typed, *, revision: int, nonce: str
) -> Attempt:
    """Record what an organisation says about one action, unless somebody was faster."""
    answer = read_answer(typed, uk_day(tx.now))
    if not isinstance(answer, Answer):
        return Attempt(Outcome.INVALID, answer)
    await records.hold(tx, link.reference, link.ods_code)
    standing = await standing_of(tx, link.reference, link.ods_code, link.person_id)
    outcome = weigh(answer, standing.records_of(number), revision=revision, nonce=nonce)
    if outcome is Outcome.RECORDED and not may_act(standing):
        return Attempt(Outcome.CLOSED)
    if outcome is Outcome.RECORDED:
        record = Record(
            number=number,
            revision=revision + 1,
            version=standing.alert.version,
            answer=answer,
            recorded_by=link.person_id,
            recorded_by_name=None,
            recorded_at=tx.now,
            nonce=nonce,
        )
        await _keep_record(tx, link, record)
        await acted(tx, link.reference, standing, link.person_id, standing.person_name)
        await count_again(tx, link.reference, link.ods_code)
    return Attempt(outcome)


async def _keep_record(tx: Transaction, link: LinkClaims, record: Record) -> None:
    await records.add_record(tx, link.reference, link.ods_code, record)
    said = ActionRecorded(
        reference=link.reference,
        version=record.version,
        ods_code=link.ods_code,
        number=record.number,
        state=record.answer.state,
        reason=record.answer.reason,
        done_by=record.answer.done_by,
        done_on=record.answer.done_on,
        note=record.answer.note,
        recorded_by=record.recorded_by,
        recorded_at=record.recorded_at,
    )
    await outbox.say(tx, ACTIONS, said)
