import pytest

from services.distribution.tables import metadata
from services.kit.database import Database
from services.local.bench.fresh import fresh_database
from services.local.errors import LocalError


def ignored(_: str) -> None:
    """Nobody reads what is going on."""


async def test_a_database_is_made_and_one_that_is_there_is_left_alone(own_server: str) -> None:
    async with fresh_database(own_server, ignored) as settings:
        database = Database(settings.database_of("distribution"), metadata)
        assert await database.is_reachable()
        await database.close()

    with pytest.raises(LocalError, match="has a database cascade already"):
        async with fresh_database(own_server, ignored):
            pass
