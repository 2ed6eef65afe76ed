"""How audiences of issued alerts were corrected."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.alerts import AudienceCorrected
from services.kit.database import Transaction
from services.publishing.domain.correcting import KnownCorrection
from services.publishing.tables import corrections


async def add(tx: Transaction, known: KnownCorrection, *, corrected_by: str | None = None) -> None:
    """Remember the next correction of an alert, and who issued it when that was done here."""
    row = {
        "reference": known.document.reference,
        "number": known.document.number,
        "heard_at": known.heard_at,
        "source": known.source,
        "event_id": known.event_id,
        "corrected_by": corrected_by,
        "document": known.document.model_dump(mode="json"),
    }
    await tx.execute(insert(corrections).values(row))


async def of_alert(tx: Transaction, reference: str) -> list[KnownCorrection]:
    """In their order."""
    chosen = select(corrections).where(corrections.c.reference == reference).order_by(corrections.c.number)
    return [
        KnownCorrection(
            document=AudienceCorrected.model_validate(row.document),
            source=row.source,
            event_id=row.event_id,
            heard_at=row.heard_at,
        )
        for row in await tx.execute(chosen)
    ]
