"""Whom a draft would have gone to when somebody took a step with it; rows are only added."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.kit.database import Transaction
from services.publishing.domain.audience import Snapshot
from services.publishing.domain.proposals import Step
from services.publishing.tables import draft_audiences


@dataclass(frozen=True)
class Kept:
    """An audience as it stood."""

    snapshot: Snapshot
    at: datetime


async def add(tx: Transaction, draft_id: UUID, step: Step, snapshot: Snapshot) -> None:
    """Keep what somebody saw, or what the clock issued to."""
    row = {"draft_id": draft_id, "step": step, "at": tx.now, "audience": snapshot.to_json()}
    await tx.execute(insert(draft_audiences).values(row))


async def last_of(tx: Transaction, draft_id: UUID, step: Step) -> Kept | None:
    """As it stood when this step was last taken."""
    chosen = select(draft_audiences).where(
        draft_audiences.c.draft_id == draft_id, draft_audiences.c.step == step
    )
    row = (await tx.execute(chosen.order_by(draft_audiences.c.id.desc()).limit(1))).one_or_none()
    return Kept(Snapshot.from_json(row.audience), row.at) if row else None
