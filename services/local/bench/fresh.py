"""A database of its own for one measurement, durable as in production."""

import secrets
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from services.kit import signing
from services.kit.config import KitSettings
from services.local import demo
from services.local.errors import LocalError
from services.local.postgres import start_postgres

KEY_ID = "bench"


@asynccontextmanager
async def fresh_database(postgres: str, progress: Callable[[str], None]) -> AsyncIterator[KitSettings]:
    """On this empty server, or on one of our own that is gone afterwards. Raises LocalError."""
    if postgres:
        yield await _prepared(postgres)
        return
    with tempfile.TemporaryDirectory(prefix="cascade-bench-") as folder:
        running = start_postgres(Path(folder), progress=progress)
        try:
            yield await _prepared(running.dsn)
        finally:
            running.stop()


async def _prepared(server: str) -> KitSettings:
    await _refuse_what_is_in_use(server)
    password, key = secrets.token_urlsafe(18), signing.new_private_key()
    await demo.prepare_database(server, password)
    url = make_url(server).set(database=demo.DATABASE, username="SERVICE", password=password)
    return KitSettings(
        database=url.render_as_string(hide_password=False).replace("SERVICE", "{service}"),
        link_private_key=key,
        link_public_keys=f"{KEY_ID}:{signing.public_key_of(key)}",
    )


async def _refuse_what_is_in_use(server: str) -> None:
    """A database that is there may be somebody's; one that does not wait for the disk measures nothing."""
    connection = await asyncpg.connect(server)
    try:
        found = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", demo.DATABASE)
    finally:
        await connection.close()
    if found:
        raise LocalError(
            f"This server has a database {demo.DATABASE} already. Give one without it, or none at all."
        )
