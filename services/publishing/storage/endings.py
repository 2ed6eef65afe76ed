"""How alerts came to their end."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.alerts import AlertEnded
from services.kit.database import Transaction
from services.publishing.domain.ending import KnownEnding
from services.publishing.tables import endings


async def add(tx: Transaction, known: KnownEnding, *, ended_by: str | None = None) -> None:
    """Remember how an alert ended that has not ended yet, and who ended it when that was done here."""
    row = {
        "reference": known.document.reference,
        "ended_at": known.document.ended_at,
        "heard_at": known.heard_at,
        "source": known.source,
        "event_id": known.event_id,
        "ended_by": ended_by,
        "document": known.document.model_dump(mode="json"),
    }
    await tx.execute(insert(endings).values(row))


async def find(tx: Transaction, reference: str) -> KnownEnding | None:
    """How an alert ended; None while it lives."""
    return (await of_all(tx, [reference])).get(reference)


async def of_all(tx: Transaction, references: Sequence[str]) -> dict[str, KnownEnding]:
    """Of those that ended, how; by their references."""
    statement = select(endings).where(endings.c.reference.in_(references))
    return {
        row.reference: KnownEnding(
            document=AlertEnded.model_validate(row.document),
            source=row.source,
            event_id=row.event_id,
            heard_at=row.heard_at,
        )
        for row in await tx.execute(statement)
    }
