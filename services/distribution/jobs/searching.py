"""Looking for mails that wait in no queue: nothing may lose one, but one that was lost would never leave."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from services.distribution.handlers import searching
from services.distribution.jobs.rest import LONG_AGO
from services.kit import metrics
from services.kit.database import Database
from services.kit.jobs import Job
from services.kit.log import log

#: The ledger grows for years; it is read in steps that nobody has to wait for.
STEP_SECONDS = 1.0
EVERY = timedelta(hours=1)
#: Of those that were found, so many are named in the log.
MOST_NAMED = 20


@dataclass
class Round:
    """How far this look through the ledger has come, and from where the next one has to begin.

    What has ended stays so, and a mail that was planned while we looked is seen an hour later: its number
    may be below what we saw. So a round begins at the first mail that was open in the last one, or where
    the one before that ended. Older ones that an operator has tried again are seen after a restart only.
    """

    reached: int = 0
    first_open: int | None = None
    last_end: int = 0
    not_before: datetime = LONG_AGO

    def ended(self, now: datetime) -> None:
        end = self.reached
        self.reached = min(self.last_end, end if self.first_open is None else self.first_open - 1)
        self.last_end, self.first_open, self.not_before = end, None, now + EVERY


@dataclass(frozen=True, kw_only=True)
class Search:
    """What looking needs; how far it came is kept in memory only."""

    database: Database
    round: Round = field(default_factory=Round)


def searching_jobs(search: Search) -> Iterator[Job]:
    yield Job(name="distribution looks for lost mails", every=STEP_SECONDS, tick=partial(look, search))


async def look(search: Search) -> bool:
    """One step; what is found is sent after all."""
    now, this = search.database.clock(), search.round
    if now < this.not_before:
        return False
    async with search.database.transaction() as tx:
        seen = await searching.look_behind(tx, this.reached)
    if seen.lost:
        metrics.MAILS_FOUND.inc(len(seen.lost))
        log.error("mails were in no queue", mails=len(seen.lost), ledger=seen.lost[:MOST_NAMED])
    if this.first_open is None:
        this.first_open = seen.first_open
    if seen.last is None:
        this.ended(now)
    else:
        this.reached = seen.last
    return False
