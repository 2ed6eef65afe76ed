"""The steps of each organisation's response, and its answers on CAS; rows are added and never changed."""

from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.actions import CasRecorded, ResponseStatus
from services.actions.domain.cas import CasAnswer
from services.actions.domain.moves import Move
from services.actions.domain.status import Command
from services.actions.tables import cas_records, decisions, people
from services.kit.database import Transaction


async def add_move(tx: Transaction, reference: str, ods_code: str, move: Move) -> None:
    """Rows are added and never changed."""
    await tx.execute(
        insert(decisions).values(
            reference=reference,
            ods_code=ods_code,
            revision=move.revision,
            version=move.version,
            command=move.command,
            status=move.status,
            reason=move.reason,
            approver=move.approver,
            request_id=move.request_id,
            decided_by=move.by,
            decided_by_name=move.by_name,
            decided_at=move.at,
            nonce=move.nonce,
        )
    )


async def moves_of(tx: Transaction, reference: str, ods_code: str) -> tuple[Move, ...]:
    """Every step, oldest first."""
    at = decisions.c
    found = (
        select(decisions, func.coalesce(at.decided_by_name, people.c.name).label("by_name"))
        .join_from(decisions, people, people.c.person_id == at.decided_by, isouter=True)
        .where(at.reference == reference, at.ods_code == ods_code)
        .order_by(at.revision)
    )
    return tuple(map(_move, await tx.execute(found)))


def _move(row: Row[Any]) -> Move:
    return Move(
        revision=row.revision,
        version=row.version,
        command=Command(row.command),
        status=ResponseStatus(row.status),
        reason=row.reason,
        approver=row.approver,
        request_id=row.request_id,
        by=row.decided_by,
        by_name=row.by_name,
        at=row.decided_at,
        nonce=row.nonce,
    )


async def organisations_that_moved(tx: Transaction, reference: str) -> tuple[str, ...]:
    """Those that decided or recorded anything, in one fixed order so that nobody locks crosswise."""
    moved = select(decisions.c.ods_code).where(decisions.c.reference == reference).distinct()
    return tuple((await tx.execute(moved.order_by(decisions.c.ods_code))).scalars())


async def add_cas(tx: Transaction, said: CasRecorded, by_name: str, nonce: str) -> None:
    """Rows are added and never changed."""
    row = said.model_dump() | {"recorded_by_name": by_name, "nonce": nonce}
    await tx.execute(insert(cas_records).values(row))


async def cas_of(tx: Transaction, reference: str, ods_code: str) -> tuple[CasAnswer, ...]:
    """Everything that was written down, oldest first."""
    at = cas_records.c
    found = select(cas_records).where(at.reference == reference, at.ods_code == ods_code).order_by(at.id)
    return tuple(
        CasAnswer(
            cas_status=row.cas_status,
            answered_on=row.answered_on,
            by_name=row.recorded_by_name,
            at=row.recorded_at,
            nonce=row.nonce,
        )
        for row in await tx.execute(found)
    )
