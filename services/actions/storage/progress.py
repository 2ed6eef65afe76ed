"""How far each organisation is, as it was last said."""

from sqlalchemy import select

from contracts.events.actions import ResponseStatus
from services.actions.domain.progress import OrganisationProgress, Tally
from services.actions.tables import progress as progress_table
from services.kit.database import Transaction


async def save_progress(tx: Transaction, reference: str, ods_code: str, now_at: OrganisationProgress) -> None:
    """How far the organisation is, as it is being said."""
    row = {
        "reference": reference,
        "ods_code": ods_code,
        "version": now_at.version,
        "status": now_at.status,
        "progress": now_at.progress,
        "done": now_at.tally.done,
        "not_applicable": now_at.tally.not_applicable,
        "outstanding": now_at.tally.outstanding,
        "blocked": now_at.tally.blocked,
        "first_action_at": now_at.first_action_at,
        "completed_at": now_at.completed_at,
    }
    await tx.put(progress_table, row)


async def progress_of(tx: Transaction, reference: str, ods_code: str) -> OrganisationProgress | None:
    """What was said last, if anything."""
    at = progress_table.c
    found = await tx.execute(select(progress_table).where(at.reference == reference, at.ods_code == ods_code))
    if (row := found.one_or_none()) is None:
        return None
    return OrganisationProgress(
        version=row.version,
        status=ResponseStatus(row.status),
        tally=Tally(
            done=row.done,
            not_applicable=row.not_applicable,
            outstanding=row.outstanding,
            blocked=row.blocked,
        ),
        first_action_at=row.first_action_at,
        completed_at=row.completed_at,
    )
