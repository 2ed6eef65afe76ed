"""Every service that hears the register hears who may no longer come in, and which keys are good."""

from uuid import UUID

from contracts.events.register import ApiKeyRecorded, SessionsEnded
from services.access import hearing
from services.kit import keys, sessions
from services.kit.config import KitSettings
from services.kit.database import Database
from services.oversight.consumers import hears
from services.oversight.tables import metadata
from tests.builders import person_id, said
from tests.fakes import FixedClock

KEY = keys.new_key()
RECORDED = ApiKeyRecorded(
    key_id=UUID(int=1), name="Reporting", digest=keys.digest_of(KEY), scopes=("alerts:read",)
)
ENDED = SessionsEnded(person_id=person_id("Asha Verma"), session_ids=("s1", "s2"))


async def test_sessions_and_keys_end_here_once_it_is_heard(
    common_settings: KitSettings, clock: FixedClock
) -> None:
    database = Database(common_settings.database_of("oversight"), metadata, connections=2, clock=clock)
    assert not await sessions.has_ended(database, "s1")
    assert await keys.found(database, KEY) is None
    async with database.transaction() as tx:
        for _ in range(2):
            await hearing.sessions_ended(tx, said(ENDED), None)
            await hearing.api_key_recorded(tx, said(RECORDED), None)

    assert await sessions.has_ended(database, "s2")
    assert not await sessions.has_ended(database, "s3")
    assert await keys.found(database, KEY) == hearing.known(RECORDED)
    async with database.transaction() as tx:
        ended = RECORDED.model_copy(update={"active": False})
        await hearing.api_key_recorded(tx, said(ended), None)
    assert await keys.found(database, KEY) is None
    await database.close()


def test_the_doors_are_those_of_a_service() -> None:
    heard = {door.event: door.hear for door in hears}

    assert heard[SessionsEnded] is hearing.sessions_ended
    assert heard[ApiKeyRecorded] is hearing.api_key_recorded
