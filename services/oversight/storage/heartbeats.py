"""How the service's own tests of itself came through."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert

from contracts.heartbeats import SERIES
from services.kit.database import Transaction
from services.oversight.tables import heartbeats, standings


async def save(tx: Transaction, arrived: Mapping[str, Any]) -> None:
    """The earliest counts, in whatever order they are heard."""
    said = insert(heartbeats).values(dict(arrived))
    key, told = heartbeats.primary_key.columns, ("sent_at", "arrived_at")
    earlier = said.excluded.arrived_at < heartbeats.c.arrived_at
    set_ = {name: said.excluded[name] for name in told}
    await tx.execute(said.on_conflict_do_update(index_elements=key, set_=set_, where=earlier))


async def last_taken(tx: Transaction, to: str) -> datetime | None:
    """When a mail server last took one, as it was heard here; None for never."""
    beats = (standings.c.ods_code == to, standings.c.reference.regexp_match(SERIES))
    last = select(func.max(standings.c.last_accepted_at)).where(*beats)
    found: datetime | None = (await tx.execute(last)).scalar()
    return found


async def last_arrived(tx: Transaction, to: str, patience: timedelta) -> datetime | None:
    """When one last arrived in its mailbox; what a mail server kept for longer than the patience is none."""
    in_time = or_(heartbeats.c.sent_at.is_(None), heartbeats.c.arrived_at <= heartbeats.c.sent_at + patience)
    last = select(func.max(heartbeats.c.arrived_at)).where(heartbeats.c.ods_code == to, in_time)
    found: datetime | None = (await tx.execute(last)).scalar()
    return found
