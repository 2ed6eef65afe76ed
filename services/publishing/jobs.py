"""What publishing does by the clock: issue what was approved, at the time that was set."""

from functools import partial

from services.kit.database import Database
from services.kit.jobs import Job
from services.publishing.handlers import propose

#: A set time is kept to within this.
EVERY_SECONDS = 2.0


def issue_at_set_times(database: Database) -> Job:
    """Several processes may run it: each holds the draft it issues."""
    return Job(name="publishing issues at set times", every=EVERY_SECONDS, tick=partial(tick, database))


async def tick(database: Database) -> bool:
    """Issue the next that is due; says whether there was one."""
    async with database.transaction() as tx:
        return await propose.issue_due(tx) is not None
