"""What people said about briefings; the newest of each person counts."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from contracts.events.responses import Attendance
from services.kit.database import Transaction
from services.responses.domain.briefings import Coming
from services.responses.tables import attendances


async def add(tx: Transaction, row: dict[str, Any]) -> None:
    await tx.execute(insert(attendances).values(row))


async def of_person(tx: Transaction, reference: str, person_id: UUID) -> Attendance | None:
    own = (attendances.c.reference == reference, attendances.c.person_id == person_id)
    newest = select(attendances.c.attendance).where(*own).order_by(attendances.c.id.desc()).limit(1)
    said = (await tx.execute(newest)).scalar()
    return Attendance(said) if said else None


async def coming(tx: Transaction) -> list[Coming]:
    """Of every briefing about which anybody said anything, the newest alert first."""
    newest = (
        select(attendances.c.reference, attendances.c.attendance)
        .ext(distinct_on(attendances.c.reference, attendances.c.person_id))
        .order_by(attendances.c.reference, attendances.c.person_id, attendances.c.id.desc())
        .subquery()
    )
    counts = [func.count().filter(newest.c.attendance == one.value).label(one.value) for one in Attendance]
    chosen = select(newest.c.reference, *counts).group_by(newest.c.reference)
    return [Coming(**row._asdict()) for row in await tx.execute(chosen.order_by(newest.c.reference.desc()))]
