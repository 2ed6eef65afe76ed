"""Keys of programs: 256 random bits, known by their SHA-256, each good for its scopes only.

A plain hash is enough: nobody guesses 256 random bits, however fast a hash is, so there is nothing for salt
and stretching to protect, and each request would pay for them.
"""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from services.kit.database import Database, Transaction
from services.kit.tables import table

#: So that a key that lies somewhere is known for what it is.
PREFIX = "cascade_"


@dataclass(frozen=True)
class KnownKey:
    """A key as every service knows it."""

    key_id: UUID
    name: str
    digest: str
    scopes: tuple[str, ...]
    active: bool = True


def new_key() -> str:
    """A fresh one; shown once, and kept by nobody here."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


async def learn(tx: Transaction, key: KnownKey) -> None:
    """From the commit on the key is good here, or no longer."""
    known = table(tx.metadata, "known_keys")
    row = {
        "key_id": key.key_id,
        "name": key.name,
        "digest": key.digest,
        "scopes": list(key.scopes),
        "active": key.active,
    }
    await tx.put(known, row)


async def found(database: Database, key: str) -> KnownKey | None:
    """The key if it is good. Looked up by its hash, so no time tells how near a guess was."""
    known = table(database.metadata, "known_keys")
    wanted = select(known).where(known.c.digest == digest_of(key), known.c.active)
    for row in await database.glance(wanted):
        return KnownKey(row.key_id, row.name, row.digest, tuple(row.scopes))
    return None
