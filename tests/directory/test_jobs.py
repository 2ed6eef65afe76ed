from datetime import UTC, datetime

from services.directory import handlers, jobs
from services.kit.database import Database
from tests.databases import events_said
from tests.directory.surroundings import EXTRACT_2026
from tests.fakes import FixedClock


async def test_an_organisation_opens_on_its_day_without_a_new_file(
    database: Database, clock: FixedClock
) -> None:
    # Past midnight in London, and not yet in UTC.
    clock.now = datetime(2026, 5, 31, 22, 59, tzinfo=UTC)
    await _import(database)
    job = jobs.follow_the_calendar(database)
    assert await job.tick() is False
    before = await _said(database)
    clock.advance(minutes=2)
    await job.tick()
    await job.tick()

    assert (await _said(database))[len(before) :] == [("K0N6A", True)]


async def _import(database: Database) -> None:
    async with database.transaction() as tx:
        await handlers.import_organisations(tx, EXTRACT_2026, accept_valid=False, by=None)


async def _said(database: Database) -> list[tuple[str, bool]]:
    async with database.reading() as tx:
        return [(event.data.ods_code, event.data.active) async for event in events_said(tx)]
