"""What oversight does by the clock: watch that heartbeats come through, the whole way and back."""

from dataclasses import dataclass
from datetime import datetime

from contracts.heartbeats import is_late
from services.kit import metrics
from services.kit.database import Database
from services.kit.jobs import Job
from services.kit.log import log
from services.oversight.config import Settings
from services.oversight.storage import heartbeats

EVERY_SECONDS = 15.0


@dataclass
class Watch:
    """Tells once when heartbeats fail, and once when they are back."""

    database: Database
    settings: Settings
    #: From when one could have come through, where none ever has.
    since: datetime
    is_late: bool = False

    async def look(self) -> bool:
        async with self.database.reading() as tx:
            last = await heartbeats.last_through(tx, self.settings.heartbeat_to)
            now = tx.now
        was_late, self.is_late = self.is_late, self._is_late(last, now)
        metrics.HEARTBEAT_LATE.set(self.is_late)
        metrics.HEARTBEAT_THROUGH.set(last.timestamp() if last else 0)
        if self.is_late and not was_late:
            log.error("no heartbeat came through", last=last.isoformat() if last else None)
        if was_late and not self.is_late:
            log.info("heartbeats come through again")
        return False

    def _is_late(self, last: datetime | None, now: datetime) -> bool:
        return is_late(
            last or self.since,
            now,
            every_minutes=self.settings.heartbeat_minutes,
            patience_minutes=self.settings.heartbeat_patience_minutes,
        )


def jobs_of(database: Database, settings: Settings) -> tuple[Job, ...]:
    """Nothing is watched where no heartbeat is issued."""
    if not settings.heartbeat_minutes:
        return ()
    watch = Watch(database, settings, since=database.clock())
    return (Job(name="oversight watches heartbeats", every=EVERY_SECONDS, tick=watch.look),)
