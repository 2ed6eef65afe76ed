"""Keys of programs as the operator keeps them."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import func, insert, select, update

from services.directory.domain.api_keys import ApiKey
from services.directory.tables import api_keys
from services.kit.database import Transaction

_FIELDS = ("key_id", "name", "digest", "scopes", "made_by", "made_at", "ended_at")


async def keys(tx: Transaction) -> list[ApiKey]:
    """All there ever were: those that are good first, then the newest."""
    ordered = select(*(api_keys.c[name] for name in _FIELDS)).order_by(
        api_keys.c.ended_at.is_not(None), api_keys.c.made_at.desc(), api_keys.c.name
    )
    return [_key_of(row._asdict()) for row in await tx.execute(ordered)]


async def add_key(tx: Transaction, key: ApiKey) -> None:
    await tx.execute(insert(api_keys).values(asdict(key) | {"scopes": list(key.scopes)}))


async def end_key(tx: Transaction, key_id: UUID, by: UUID) -> ApiKey | None:
    """None when there is none of this id that is still good."""
    chosen = (api_keys.c.key_id == key_id) & api_keys.c.ended_at.is_(None)
    ended = update(api_keys).where(chosen).values(ended_at=tx.now, ended_by=by)
    found = (await tx.execute(ended.returning(*(api_keys.c[name] for name in _FIELDS)))).one_or_none()
    return _key_of(found._asdict()) if found else None


async def hold_keys(tx: Transaction) -> None:
    """Let nobody else make a key until this transaction ends, so that no two have one name."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext("directory.api_keys"))))


def _key_of(row: dict[str, object]) -> ApiKey:
    return ApiKey(**row | {"scopes": tuple(row["scopes"])})  # type: ignore[arg-type]
