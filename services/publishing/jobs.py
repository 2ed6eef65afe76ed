"""What publishing does by the clock: issue what was approved at the time that was set, and heartbeats."""

from datetime import timedelta
from functools import partial

from services.kit.database import Database
from services.kit.jobs import Job
from services.publishing.config import Settings
from services.publishing.handlers import heartbeat, propose

#: A set time is kept to within this.
EVERY_SECONDS = 2.0
#: Heartbeats are minutes apart.
LOOK_SECONDS = 10.0


def jobs_of(database: Database, settings: Settings) -> tuple[Job, ...]:
    """Several processes may run them: each holds what it issues."""
    issuing = issue_at_set_times(database)
    return (issuing, beat(database, settings)) if settings.heartbeat_minutes else (issuing,)


def issue_at_set_times(database: Database) -> Job:
    return Job(name="publishing issues at set times", every=EVERY_SECONDS, tick=partial(tick, database))


async def tick(database: Database) -> bool:
    """Issue the next that is due; says whether there was one."""
    async with database.transaction() as tx:
        return await propose.issue_due(tx) is not None


def beat(database: Database, settings: Settings) -> Job:
    """The first at once, so that whoever starts the service soon knows that alerts arrive."""
    every = timedelta(minutes=settings.heartbeat_minutes)

    async def issue() -> bool:
        async with database.transaction() as tx:
            await heartbeat.beat(tx, settings.heartbeat_to, every)
        return False

    return Job(name="publishing issues heartbeats", every=LOOK_SECONDS, tick=issue)
