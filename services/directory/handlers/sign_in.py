"""Somebody asks for a code, and signs in with it."""

import secrets
from dataclasses import dataclass

from services.directory import storage
from services.directory.domain import sign_in as rules
from services.directory.domain.people import Person, folded
from services.kit import audit
from services.kit.database import Transaction


@dataclass(frozen=True)
class FreshCode:
    """To be mailed once the transaction has ended; nobody keeps it."""

    code: str
    email: str


async def make_code(tx: Transaction, typed: str, key: str) -> FreshCode | None:
    """A new code, for the address as it is registered; None when nobody is, or too many were mailed."""
    address = folded(typed)
    registered = await storage.registered(tx, address)
    asked = [code.asked_at for code in await storage.codes_of(tx, address)]
    if not registered or not rules.may_be_mailed(asked, tx.now):
        return None
    code = f"{secrets.randbelow(10**rules.DIGITS):0{rules.DIGITS}d}"
    await storage.add_code(tx, address, rules.seal(code, address, key))
    return FreshCode(code, registered[0].email)


async def sign_in(tx: Transaction, typed: str, code: str, key: str) -> list[Person]:
    """The registrations of whoever has the right code; nobody when it is not, whatever the reason.

    A try is noted where a code was waiting for it; another could not have succeeded.
    """
    address = folded(typed)
    live = [one for one in await storage.codes_of(tx, address) if one.is_live(tx.now)]
    ids = [one.id for one in live]
    if rules.fitting(live, rules.seal(rules.digits_of(code), address, key)) is None:
        await storage.count_try(tx, ids)
        if ids:
            await _note_failure(tx, address, "the code did not fit")
        return []
    await storage.use_up(tx, ids, tx.now)
    return await storage.registered(tx, address)


async def let_in(tx: Transaction, address: str) -> list[Person]:
    """The registrations of whoever another service has vouched for; nobody where none is registered."""
    registered = await storage.registered(tx, folded(address))
    if not registered:
        audit.note(tx, "nobody", "failed to sign in", "an address that is not registered")
    return registered


async def _note_failure(tx: Transaction, address: str, why: str) -> None:
    registered = await storage.registered(tx, address)
    about = f"person/{registered[0].person_id}" if registered else "an address that is not registered"
    audit.note(tx, "nobody", "failed to sign in", about, why=why)
