"""A list of ended sessions is kept as long as one of them could still be tried."""

import pytest

from services.kit import sessions
from services.kit.config import KitSettings
from services.kit.database import Database
from services.oversight.tables import metadata
from tests.fakes import FixedClock


async def test_what_would_have_ended_anyway_is_forgotten(
    common_settings: KitSettings, clock: FixedClock
) -> None:
    database = Database(common_settings.database_of("oversight"), metadata, connections=1, clock=clock)
    for wait, session_id in ((0, "old"), (25, "young"), (1, "new")):
        clock.advance(hours=wait)
        async with database.transaction() as tx:
            await sessions.note_ended(tx, [session_id])

    ended = [name for name in ("old", "young", "new") if await sessions.has_ended(database, name)]
    assert ended == ["young", "new"]
    await database.close()


def test_it_is_kept_longer_than_any_session_may_last() -> None:
    longest = KitSettings.model_fields["session_hours"].metadata
    assert sessions.KEPT.total_seconds() > 3600 * max(getattr(one, "le", 0) for one in longest)
    with pytest.raises(ValueError, match="session_hours"):
        KitSettings(session_hours=25)
