"""Answers to actions; rows are added and never changed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.actions import ActionState
from services.actions.domain.answers import Answer
from services.actions.domain.recording import Record
from services.actions.tables import people, records
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
            recorded_by=record.recorded_by,
            recorded_at=record.recorded_at,
            nonce=record.nonce,
        )
    )


async def records_of(tx: Transaction, reference: str, ods_code: str) -> Iterable[Record]:
    """Everything ever recorded for the organisation, oldest first."""
    at = records.c
    found = (
        select(records, people.c.name)
        .join_from(records, people, people.c.person_id == at.recorded_by, isouter=True)
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
        ),
        recorded_by=row.recorded_by,
        recorded_by_name=row.name,
        recorded_at=row.recorded_at,
        nonce=row.nonce,
    )
