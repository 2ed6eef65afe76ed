"""Mails that ask whether they reach their person, and the answers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, or_, select, update

from services.directory.domain.people import Person, folded
from services.directory.domain.verifying import PAUSE, Check
from services.directory.storage.register import person_of
from services.directory.tables import address_checks, people
from services.kit.database import Transaction

_mine = address_checks.c


async def add_check(tx: Transaction, person: Person) -> bool:
    """Have somebody asked; not when they were a moment ago."""
    lately = (_mine.person_id == person.person_id) & (_mine.asked_at > tx.now - PAUSE)
    if (await tx.execute(select(_mine.id).where(lately, _mine.address == folded(person.email)))).first():
        return False
    row = {"person_id": person.person_id, "address": folded(person.email), "asked_at": tx.now}
    await tx.execute(insert(address_checks).values(row))
    return True


async def add_due_checks(tx: Transaction, verified_before: datetime, limit: int) -> None:
    """Ask those who said so long ago once more; whoever does not answer is asked again a month later."""
    asked = select(_mine.id).where(_mine.person_id == people.c.person_id, _mine.asked_at > verified_before)
    due = select(people).where(people.c.active, people.c.address_confirmed_at < verified_before)
    for row in await tx.execute(due.where(~asked.exists()).order_by(people.c.person_id).limit(limit)):
        await add_check(tx, person_of(row))


async def claim_checks(tx: Transaction, limit: int) -> list[Check]:
    """Those to be mailed now; they count as mailed from here on."""
    rested = or_(_mine.not_before.is_(None), _mine.not_before <= tx.now)
    waiting = select(_mine.id).where(_mine.sent_at.is_(None), rested).order_by(_mine.id).limit(limit)
    claimed = update(address_checks).where(_mine.id.in_(waiting.with_for_update(skip_locked=True)))
    found = await tx.execute(claimed.values(sent_at=tx.now).returning(address_checks))
    return [_check(row) for row in found]


async def put_off_check(tx: Transaction, put_off: Check, rest: timedelta) -> None:
    """It was not mailed after all, and rests."""
    later = {"sent_at": None, "put_off": put_off.put_off + 1, "not_before": tx.now + rest}
    await tx.execute(update(address_checks).where(_mine.id == put_off.id).values(later))


async def check(tx: Transaction, check_id: int) -> Check | None:
    row = (await tx.execute(select(address_checks).where(_mine.id == check_id))).one_or_none()
    return _check(row) if row else None


async def answer_check(tx: Transaction, check_id: int, answer: str) -> None:
    answered = update(address_checks).where(_mine.id == check_id)
    await tx.execute(answered.values(answered_at=tx.now, answer=answer))


async def last_check(tx: Transaction, person_id: UUID) -> Check | None:
    newest = select(address_checks).where(_mine.person_id == person_id).order_by(_mine.id.desc()).limit(1)
    row = (await tx.execute(newest)).one_or_none()
    return _check(row) if row else None


def _check(row: Row[Any]) -> Check:
    return Check(row.id, row.person_id, row.address, row.asked_at, row.answered_at, row.put_off)
