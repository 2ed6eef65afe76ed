"""Codes that were mailed, and who is behind an address."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from services.directory.domain.people import Person
from services.directory.domain.sign_in import MailedCode
from services.directory.storage.register import person_of
from services.directory.tables import people, sign_in_codes
from services.kit.database import Transaction

#: Codes are no history: a day later nobody needs them.
KEPT = timedelta(days=1)


async def registered(tx: Transaction, address: str) -> list[Person]:
    """All registrations of a folded address that have not ended, the first one first.

    Whoever changes one of them waits until this transaction ends, and then sees the session it began.
    """
    whose = select(people).where(people.c.email_folded == address, people.c.active)
    ordered = whose.order_by(people.c.registered_at, people.c.person_id).with_for_update(read=True)
    found = await tx.execute(ordered)
    return [person_of(row) for row in found]


async def codes_of(tx: Transaction, address: str) -> list[MailedCode]:
    """The newest first. Others who ask or try with the same address wait until this transaction ends."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"directory.code.{address}"))))
    whose = select(sign_in_codes).where(sign_in_codes.c.email_folded == address)
    found = await tx.execute(whose.order_by(sign_in_codes.c.id.desc()))
    return [MailedCode(row.id, row.sealed, row.asked_at, row.tries, row.used_at) for row in found]


async def add_code(tx: Transaction, address: str, sealed: str) -> None:
    old = sign_in_codes.c.asked_at < tx.now - KEPT
    await tx.execute(delete(sign_in_codes).where(old))
    row = {"email_folded": address, "sealed": sealed, "asked_at": tx.now, "tries": 0}
    await tx.execute(insert(sign_in_codes).values(row))


async def count_try(tx: Transaction, codes: Iterable[int]) -> None:
    tried = update(sign_in_codes).where(sign_in_codes.c.id.in_(list(codes)))
    await tx.execute(tried.values(tries=sign_in_codes.c.tries + 1))


async def use_up(tx: Transaction, codes: Iterable[int], at: datetime) -> None:
    used = update(sign_in_codes).where(sign_in_codes.c.id.in_(list(codes)))
    await tx.execute(used.values(used_at=at))
