"""What oversight does by the clock: watch that heartbeats come through, the whole way and back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.heartbeats import Failure, Last, failure
from services.kit import metrics
from services.kit.database import Database, Transaction
from services.kit.jobs import Job
from services.kit.log import log
from services.oversight.config import Settings
from services.oversight.storage import heartbeats

EVERY_SECONDS = 15.0
#: How the log tells where they stop, for whoever is called by it.
FAILED = {
    Failure.NOT_TAKEN: "no heartbeat came through",
    Failure.NOT_ARRIVED: "heartbeats are taken by the mail server and do not arrive",
}


@dataclass
class Watch:
    """Tells once when heartbeats fail, once more when they fail elsewhere, and once when they are back."""

    database: Database
    settings: Settings
    #: From when one could have come through, where none ever has.
    since: datetime
    failure: Failure | None = None

    @property
    def is_late(self) -> bool:
        return self.failure is not None

    async def look(self) -> bool:
        async with self.database.reading() as tx:
            last, now = await self._last(tx), tx.now
        before, self.failure = self.failure, self._failure(last, now)
        self._measure(last)
        if self.failure and self.failure is not before:
            log.error(FAILED[self.failure], last=_told(self._through(last)), taken=_told(last.taken))
        if before and not self.failure:
            log.info("heartbeats come through again")
        return False

    async def _last(self, tx: Transaction) -> Last:
        to, patience = self.settings.heartbeat_to, self.settings.heartbeat_patience_minutes
        return Last(
            since=self.since,
            taken=await heartbeats.last_taken(tx, to),
            arrived=await heartbeats.last_arrived(tx, to, timedelta(minutes=patience)),
        )

    def _failure(self, last: Last, now: datetime) -> Failure | None:
        return failure(
            last,
            now,
            every_minutes=self.settings.heartbeat_minutes,
            patience_minutes=self.settings.heartbeat_patience_minutes,
            has_mailbox=bool(self.settings.heartbeat_mailbox),
        )

    def _measure(self, last: Last) -> None:
        metrics.HEARTBEAT_LATE.set(self.is_late)
        metrics.HEARTBEAT_LOST.set(self.failure is Failure.NOT_ARRIVED)
        metrics.HEARTBEAT_TAKEN.set(_seconds(last.taken))
        metrics.HEARTBEAT_THROUGH.set(_seconds(self._through(last)))

    def _through(self, last: Last) -> datetime | None:
        return last.arrived if self.settings.heartbeat_mailbox else last.taken


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0


def _told(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def jobs_of(database: Database, settings: Settings) -> tuple[Job, ...]:
    """Nothing is watched where no heartbeat is issued."""
    if not settings.heartbeat_minutes:
        return ()
    watch = Watch(database, settings, since=database.clock())
    return (Job(name="oversight watches heartbeats", every=EVERY_SECONDS, tick=watch.look),)
