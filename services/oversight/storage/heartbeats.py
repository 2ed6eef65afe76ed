"""How the service's own tests of itself came through."""

from datetime import datetime

from sqlalchemy import func, select

from contracts.heartbeats import SERIES
from services.kit.database import Transaction
from services.oversight.tables import standings


async def last_through(tx: Transaction, to: str) -> datetime | None:
    """When a mail server last took one, as it was heard here; None for never."""
    beats = (standings.c.ods_code == to, standings.c.reference.regexp_match(SERIES))
    last = select(func.max(standings.c.last_accepted_at)).where(*beats)
    found: datetime | None = (await tx.execute(last)).scalar()
    return found
