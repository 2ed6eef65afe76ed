"""Sessions that began here."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from services.directory.domain.sessions import EndReason, Held, Session, Way
from services.directory.tables import sessions
from services.kit.database import Transaction
from services.kit.sessions import KEPT

#: The audit keeps who signed in when; this only serves to show and to end them.
SHOWN = timedelta(days=30)


async def add_session(tx: Transaction, session: Session) -> None:
    """Those from long ago are taken away by the way."""
    await tx.execute(delete(sessions).where(sessions.c.began_at < tx.now - SHOWN))
    held = [[str(one.person_id), one.role, one.ods_code] for one in session.held]
    row = {
        "session_id": session.session_id,
        "person_id": session.person_id,
        "person_ids": [one.person_id for one in session.held],
        "address": session.address,
        "held": held,
        "way": session.way.value,
        "browser": session.browser,
        "began_at": session.began_at,
    }
    await tx.execute(insert(sessions).values(row))


async def session(tx: Transaction, session_id: str) -> Session | None:
    """One that has not been ended."""
    found = await _open(tx, sessions.c.session_id == session_id)
    return found[0] if found else None


async def sessions_of(tx: Transaction, address: str) -> list[Session]:
    """All that may still be open of whoever has this address, the newest first."""
    return await _open(tx, sessions.c.address == address)


async def sessions_holding(tx: Transaction, person_ids: Collection[UUID]) -> list[Session]:
    """All that may still be open and were given one of these registrations."""
    return await _open(tx, sessions.c.person_ids.overlap(list(person_ids)))


async def end_sessions(tx: Transaction, session_ids: Iterable[str], why: EndReason) -> None:
    chosen = sessions.c.session_id.in_(list(session_ids)) & sessions.c.ended_at.is_(None)
    await tx.execute(update(sessions).where(chosen).values(ended_at=tx.now, end_reason=why.value))


async def ended_lately(tx: Transaction, person_id: UUID) -> list[str]:
    """Those of a person that were ended so late that they might still be tried."""
    ended = select(sessions.c.session_id).where(
        sessions.c.person_id == person_id, sessions.c.ended_at > tx.now - KEPT
    )
    return list((await tx.execute(ended.order_by(sessions.c.began_at))).scalars())


async def _open(tx: Transaction, wanted: ColumnElement[bool]) -> list[Session]:
    fresh = sessions.c.began_at > tx.now - KEPT
    statement = select(sessions).where(wanted, fresh, sessions.c.ended_at.is_(None))
    found = await tx.execute(statement.order_by(sessions.c.began_at.desc()))
    return [_session_of(row) for row in found]


def _session_of(row: Row[Any]) -> Session:
    return Session(
        session_id=row.session_id,
        person_id=row.person_id,
        address=row.address,
        held=tuple(Held(UUID(person_id), role, code) for person_id, role, code in row.held),
        way=Way(row.way),
        browser=row.browser,
        began_at=row.began_at,
    )
