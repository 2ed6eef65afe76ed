"""Planning who gets which mail: once the register is heard, what waited for something, and once a day."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from services.distribution.config import Settings
from services.distribution.handlers import chase, freeze, occasions
from services.distribution.jobs.rest import LONG_AGO, REST, WAKE_SECONDS, Rest
from services.distribution.storage.alerts import AlertVersion
from services.kit.database import Database
from services.kit.jobs import Job
from services.kit.log import log
from services.kit.topics import KafkaError

#: Few events wait, and what they wait for takes seconds.
LOOK_AGAIN_SECONDS = 2.0
#: Whether the day's reminders are planned; once a day they are.
CHASE_SECONDS = 30.0
#: Asking Kafka takes a few hundredths of a second; what takes this long will not answer.
LOOK_UP_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class RegisterWatch:
    """Tells when the register is heard as far as it reached when an alert was first seen here.

    How far that was is kept in memory only: after a restart it is looked up anew, which is stricter.
    Offsets are fixed once seen, so a register that goes on talking holds no alert for ever.
    """

    ends: Callable[[], Awaitable[Mapping[int, int]]]
    dealt_with: Callable[[], Awaitable[Mapping[int, int]]]
    targets: dict[AlertVersion, Mapping[int, int]] = field(default_factory=dict)
    not_before: dict[AlertVersion, datetime] = field(default_factory=dict)
    rest: Rest = field(default_factory=Rest)

    async def heard_for(self, waiting: Sequence[AlertVersion], now: datetime) -> list[AlertVersion]:
        """Those of the waiting that may be frozen; none while Kafka does not tell."""
        self._forget_all_but(waiting)
        due = [one for one in waiting if self.not_before.get(one, LONG_AGO) <= now]
        if not due or now < self.rest.until:
            return []
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                return await self._look_up(due)
        except (KafkaError, OSError) as error:  # TimeoutError is an OSError
            log.warning("alerts wait, Kafka cannot be asked", alerts=len(due), error=type(error).__name__)
            self.rest.until = now + REST
            return []

    def put_off(self, one: AlertVersion, now: datetime) -> None:
        self.not_before[one] = now + REST

    async def _look_up(self, due: Sequence[AlertVersion]) -> list[AlertVersion]:
        new = [one for one in due if one not in self.targets]
        if new:
            self.targets.update(dict.fromkeys(new, await self.ends()))
        done = await self.dealt_with()
        heard = [one for one in due if _reaches(done, self.targets[one])]
        for one in new:
            if one not in heard:
                log.warning("alert waits for the register", **one._asdict())
        return heard

    def _forget_all_but(self, waiting: Sequence[AlertVersion]) -> None:
        for kept in (self.targets, self.not_before):
            for one in kept.keys() - set(waiting):
                del kept[one]


def _reaches(done: Mapping[int, int], target: Mapping[int, int]) -> bool:
    return all(done.get(partition, 0) >= end for partition, end in target.items())


@dataclass(frozen=True, kw_only=True)
class PlanningDesk:
    """What planning needs."""

    database: Database
    settings: Settings
    register: RegisterWatch


def planning_jobs(desk: PlanningDesk) -> Iterator[Job]:
    yield Job(name="distribution freezes audiences", every=WAKE_SECONDS, tick=partial(freeze_audiences, desk))
    yield Job(name="distribution plans late", every=LOOK_AGAIN_SECONDS, tick=partial(plan_waiting, desk))
    yield Job(name="distribution chases", every=CHASE_SECONDS, tick=partial(hold_round, desk))


async def freeze_audiences(desk: PlanningDesk) -> bool:
    """Each in a transaction of its own, so that one that cannot be frozen holds up no other."""
    async with desk.database.reading() as tx:
        waiting = await freeze.waiting(tx)
    for one in await desk.register.heard_for(waiting, desk.database.clock()):
        try:
            async with desk.database.transaction() as tx:
                await freeze.freeze_alert(tx, one, desk.settings)
        except Exception as error:  # noqa: BLE001 — see above; it is tried again after a rest
            log.error("audience cannot be frozen", **one._asdict(), error=type(error).__name__)
            desk.register.put_off(one, desk.database.clock())
    return False


async def plan_waiting(desk: PlanningDesk) -> bool:
    """Each in a transaction of its own, as above."""
    async with desk.database.reading() as tx:
        waiting = await occasions.all_waiting(tx)
    for event, occasion_id in waiting:
        try:
            async with desk.database.transaction() as tx:
                await occasions.plan_waiting(tx, event, occasion_id, desk.settings)
        except Exception as error:  # noqa: BLE001 — see above; it is tried again at the next tick
            log.error("mail cannot be planned", occasion=str(occasion_id), error=type(error).__name__)
    return False


async def hold_round(desk: PlanningDesk) -> bool:
    async with desk.database.transaction() as tx:
        await chase.hold_round(tx, desk.settings)
    return False
