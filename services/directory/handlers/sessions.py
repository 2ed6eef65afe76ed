"""Sessions begin and end here; whatever ends one before its time says so to every service."""

import secrets
from collections.abc import Collection, Sequence

from contracts.events.register import SessionsEnded
from contracts.topics import REGISTER
from services.directory import storage
from services.directory.domain.people import Person, folded
from services.directory.domain.sessions import EndReason, Session, Way, browser_in_words, held_by, may_go_on
from services.kit import audit, outbox, sessions
from services.kit.database import Transaction


async def begin_session(
    tx: Transaction, registered: Sequence[Person], way: Way, user_agent: str, left: str = ""
) -> str:
    """A session of its own for whoever has proved who they are, by its id; the one they `left` ends."""
    first = registered[0]
    session = Session(
        session_id=secrets.token_urlsafe(32),
        person_id=first.person_id,
        address=folded(first.email),
        held=held_by(registered),
        way=way,
        browser=browser_in_words(user_agent),
        began_at=tx.now,
    )
    await end_session(tx, left, EndReason.REPLACED)
    await storage.add_session(tx, session)
    audit.note(tx, f"person/{first.person_id}", "signed in", f"person/{first.person_id}", way=way.value)
    return session.session_id


async def end_session(tx: Transaction, session_id: str, why: EndReason) -> bool:
    """False when there is no such session, or it has ended."""
    session = await storage.session(tx, session_id) if session_id else None
    if session is None:
        return False
    await _end(tx, [session], why)
    return True


async def end_own_session(tx: Transaction, own: str, session_id: str) -> bool:
    """The same for another session of whoever has `own`; somebody else's is none."""
    return session_id in {one.session_id for one in await own_sessions(tx, own)} and await end_session(
        tx, session_id, EndReason.ENDED
    )


async def end_all_sessions(tx: Transaction, own: str) -> None:
    """Sign out everywhere."""
    await _end(tx, await own_sessions(tx, own), EndReason.ENDED)


async def own_sessions(tx: Transaction, own: str) -> list[Session]:
    """All that are open of whoever has this one, the newest first."""
    session = await storage.session(tx, own)
    return await storage.sessions_of(tx, session.address) if session else []


async def end_what_was_lost(tx: Transaction, changed: Collection[Person]) -> None:
    """After people were saved: a session whose registrations no longer stand lets nobody in."""
    by_id = {one.person_id: one for one in changed}
    found = await storage.sessions_holding(tx, by_id) if by_id else []
    await _end(tx, [one for one in found if not may_go_on(one, by_id)], EndReason.REGISTER_CHANGED)


async def _end(tx: Transaction, ended: Sequence[Session], why: EndReason) -> None:
    ids = [one.session_id for one in ended]
    if not ids:
        return
    await storage.end_sessions(tx, ids, why)
    await sessions.note_ended(tx, ids)
    for person_id in dict.fromkeys(one.person_id for one in ended):
        lately = tuple(await storage.ended_lately(tx, person_id))
        await outbox.say(tx, REGISTER, SessionsEnded(person_id=person_id, session_ids=lately))
        audit.note(tx, f"person/{person_id}", "session ended", f"person/{person_id}", why=why.value)
