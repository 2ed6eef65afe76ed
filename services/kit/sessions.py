"""Sessions that were ended before their time: every service has its own list, and asks it each time."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from services.kit.database import Database, Transaction
from services.kit.tables import table

#: No session lasts longer than the settings may allow, so after that nobody asks for it.
KEPT = timedelta(hours=25)


async def note_ended(tx: Transaction, session_ids: Iterable[str]) -> None:
    """From the commit on these let nobody in here; hearing it again changes nothing."""
    ended = table(tx.metadata, "ended_sessions")
    await tx.execute(delete(ended).where(ended.c.ended_at < tx.now - KEPT))
    rows = [{"session_id": one, "ended_at": tx.now} for one in session_ids]
    if rows:
        await tx.execute(insert(ended).on_conflict_do_nothing(), rows)


async def has_ended(database: Database, session_id: str) -> bool:
    ended = table(database.metadata, "ended_sessions")
    return bool(await database.glance(select(ended.c.ended_at).where(ended.c.session_id == session_id)))
