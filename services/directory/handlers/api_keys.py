"""The operator makes and ends keys of programs; every service is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from contracts.events.register import ApiKeyRecorded
from contracts.topics import REGISTER
from services.access.hearing import known
from services.directory import storage
from services.directory.domain import api_keys as rules
from services.directory.domain.api_keys import ApiKey
from services.kit import audit, keys, outbox
from services.kit.database import Transaction


@dataclass(frozen=True)
class Made:
    """A fresh key: shown once."""

    key: str
    name: str


async def make_key(tx: Transaction, name: str, scopes: Sequence[str], by: UUID) -> Made | dict[str, str]:
    """The key, or what is wrong with what was asked for, by field."""
    await storage.hold_keys(tx)
    taken = [one.name for one in await storage.keys(tx) if one.ended_at is None]
    if faults := rules.faults_of(name, scopes, taken):
        return faults
    made = keys.new_key()
    key = ApiKey(
        key_id=uuid4(),
        name=name,
        digest=keys.digest_of(made),
        scopes=tuple(dict.fromkeys(scopes)),
        made_by=by,
        made_at=tx.now,
    )
    await storage.add_key(tx, key)
    await _tell(tx, key)
    audit.note(tx, f"person/{by}", "made a key", f"key/{key.key_id}", scopes=list(key.scopes))
    return Made(made, name)


async def end_key(tx: Transaction, key_id: UUID, by: UUID) -> bool:
    """False when there is none, or it has ended."""
    key = await storage.end_key(tx, key_id, by)
    if key is None:
        return False
    await _tell(tx, key)
    audit.note(tx, f"person/{by}", "ended a key", f"key/{key_id}")
    return True


async def _tell(tx: Transaction, key: ApiKey) -> None:
    """Directory hears no register, so it learns here what the others hear."""
    recorded = ApiKeyRecorded(
        key_id=key.key_id,
        name=key.name,
        digest=key.digest,
        scopes=key.scopes,
        active=key.ended_at is None,
    )
    await keys.learn(tx, known(recorded))
    await outbox.say(tx, REGISTER, recorded)
