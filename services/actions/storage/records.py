"""Answers to actions; rows are added and never changed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.actions import ActionState, ActionWork, LateReason
from services.actions.domain.answers import Answer
from services.actions.domain.assignments import signed
from services.actions.domain.recording import Record
from services.actions.tables import assignments, people, records
from services.kit.database import Transaction


async def hold(tx: Transaction, reference: str, ods_code: str) -> None:
    """Let nobody else record for this organisation and alert until this transaction ends."""
    await tx.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"actions/{reference}/{ods_code}", 0)))
    )


async def add_record(tx: Transaction, reference: str, ods_code: str, record: Record) -> None:
    """Rows are added and never changed."""
    answer = record.answer
    await tx.execute(
        insert(records).values(
            reference=reference,
            ods_code=ods_code,
            number=record.number,
            revision=record.revision,
            version=record.version,
            state=answer.state,
            reason=answer.reason,
            done_by=answer.done_by,
            done_on=answer.done_on,
            note=answer.note,
            work=answer.work,
            owner=answer.owner,
            due_on=answer.due_on,
            evidence=answer.evidence,
            late_because=answer.late_because,
            assignment_id=record.assignment_id,
            recorded_by=record.recorded_by,
            recorded_at=record.recorded_at,
            nonce=record.nonce,
        )
    )


async def organisations_on_record(tx: Transaction, reference: str) -> tuple[str, ...]:
    """Those that have recorded anything, in one fixed order so that nobody locks crosswise."""
    said = select(records.c.ods_code).where(records.c.reference == reference).distinct()
    return tuple((await tx.execute(said.order_by(records.c.ods_code))).scalars())


async def records_of(tx: Transaction, reference: str, ods_code: str) -> Iterable[Record]:
    """Everything ever recorded for the organisation, oldest first."""
    at = records.c
    owner = assignments.c.owner_name, assignments.c.assigned_by_name
    found = (
        select(records, people.c.name, *owner)
        .select_from(
            records.outerjoin(people, people.c.person_id == at.recorded_by).outerjoin(
                assignments, assignments.c.assignment_id == at.assignment_id
            )
        )
        .where(at.reference == reference, at.ods_code == ods_code)
        .order_by(at.id)
    )
    return map(_record, await tx.execute(found))


def _record(row: Row[Any]) -> Record:
    return Record(
        number=row.number,
        revision=row.revision,
        version=row.version,
        answer=Answer(
            state=ActionState(row.state),
            reason=row.reason,
            done_by=row.done_by,
            done_on=row.done_on,
            note=row.note,
            work=_work(row),
            owner=row.owner,
            due_on=row.due_on,
            evidence=row.evidence,
            late_because=LateReason(row.late_because) if row.late_because else None,
        ),
        recorded_by=row.recorded_by,
        recorded_by_name=_recorder(row),
        recorded_at=row.recorded_at,
        nonce=row.nonce,
        assignment_id=row.assignment_id,
    )


def _work(row: Row[Any]) -> ActionWork | None:
    """What was done is complete, also in records that are older than the word."""
    if row.work:
        return ActionWork(row.work)
    return ActionWork.COMPLETE if row.state == ActionState.DONE else None


def _recorder(row: Row[Any]) -> str | None:
    """An owner's name stands with who asked them: they need not be registered."""
    return signed(row.owner_name, row.assigned_by_name) if row.owner_name else row.name
