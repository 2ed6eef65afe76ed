"""A key is known by its hash and looked up by nothing else."""

from uuid import UUID

from services.kit import keys
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.keys import KnownKey
from services.oversight.tables import metadata
from tests.fakes import FixedClock


async def test_a_key_is_found_by_itself_while_it_is_good(
    common_settings: KitSettings, clock: FixedClock
) -> None:
    database = Database(common_settings.database_of("oversight"), metadata, connections=2, clock=clock)
    key, other = keys.new_key(), keys.new_key()
    known = KnownKey(UUID(int=1), "Reporting", keys.digest_of(key), ("alerts:read",))
    async with database.transaction() as tx:
        await keys.learn(tx, known)

    assert await keys.found(database, key) == known
    assert await keys.found(database, other) is None
    assert await keys.found(database, known.digest) is None
    await database.close()
