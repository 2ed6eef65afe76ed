"""What responses does by the clock."""

from datetime import timedelta

from services.kit.database import Database
from services.kit.jobs import Job
from services.responses.config import Settings
from services.responses.storage import evidence

EVERY_SECONDS = 3600.0


def forget_traces(database: Database, settings: Settings) -> Job:
    """Network addresses and openings of pages are not kept for long; nothing else is ever deleted."""

    async def tick() -> bool:
        async with database.transaction() as tx:
            await evidence.forget(
                tx,
                addresses_after=timedelta(days=settings.address_days),
                openings_after=timedelta(days=settings.opening_days),
            )
        return False

    return Job(name="responses forgets addresses", every=EVERY_SECONDS, tick=tick)
