import asyncpg
import pytest

from services.distribution.tables import metadata
from services.kit.database import Database
from services.local.bench.fresh import fresh_database
from services.local.errors import LocalError


def ignored(_: str) -> None:
    """Nobody reads what is going on."""


async def drop_database(server: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute("DROP DATABASE cascade WITH (FORCE)")
    await connection.close()


async def test_a_database_is_made_and_one_that_is_there_is_left_alone(postgres_dsn: str) -> None:
    try:
        async with fresh_database(postgres_dsn, ignored) as settings:
            database = Database(settings.database_of("distribution"), metadata)
            assert await database.is_reachable()
            await database.close()
        with pytest.raises(LocalError, match="has a database cascade already"):
            async with fresh_database(postgres_dsn, ignored):
                pass
    finally:
        await drop_database(postgres_dsn)
