"""What directory does by the clock."""

from services.directory import handlers
from services.kit.database import Database
from services.kit.jobs import Job

#: Days change at midnight in London; within the quarter of an hour every organisation stands as it should.
EVERY_SECONDS = 900.0


def follow_the_calendar(database: Database) -> Job:
    """Organisations open and close on their days."""

    async def tick() -> bool:
        async with database.transaction() as tx:
            await handlers.follow_the_calendar(tx)
        return False

    return Job(name="directory.follow_the_calendar", every=EVERY_SECONDS, tick=tick)
