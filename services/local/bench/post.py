"""A sending process of a measurement: distribution's own jobs, until nothing is left to send."""

import asyncio
import re
import resource
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import uvloop
from sqlalchemy import case, func, or_, select

from services.distribution import tables, wiring
from services.kit import jobs, log, memory
from services.kit.config import KitSettings
from services.kit.service import Service

#: Whoever freezes asks Kafka first, and here is none; the register is known without it.
NOT_HERE = "freezes"
#: Seldom, for looking is no part of what is measured: five times a second cost a hundredth of it.
LOOK_SECONDS = 0.5
_MEGABYTE = 1024  # the system counts kilobytes


@dataclass(frozen=True)
class Cost:
    """What a sending process used while it sent."""

    cpu_seconds: float
    peak_megabytes: float
    resting_megabytes: float


def send_all(settings: KitSettings, count: int, way: Connection) -> None:
    """Tell when the process is ready, send until so many mails have ended, and tell what that took.

    Telling the other services how the mails fared is part of it, though it comes last.
    """
    log.configure(level="ERROR", as_json=False)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_send_all(settings, count, way))


async def _send_all(settings: KitSettings, count: int, way: Connection) -> None:
    service = wiring.build(settings)
    sending = [job for job in service.jobs if NOT_HERE not in job.name]
    await service.database.is_reachable()
    memory.settle()  # as `cascade run` does
    resting, before = _peak_megabytes(), time.process_time()
    async with jobs.running(sending):
        way.send(None)
        while not await _is_done(service, count):  # noqa: ASYNC110 — it happens in the database
            await asyncio.sleep(LOOK_SECONDS)
    way.send(Cost(time.process_time() - before, _peak_megabytes(), resting))
    assert service.close is not None  # noqa: S101 — distribution has connections to close
    await service.close()
    await service.database.close()


async def _is_done(service: Service, count: int) -> bool:
    """Whether nobody will try one of so many mails again, and the other services are told how they fared."""
    is_tried = select(tables.queue.c.ledger_id).exists()
    is_untold = select(tables.audience.c.ods_code).where(tables.audience.c.changed_at.is_not(None)).exists()
    planned = select(func.count()).select_from(tables.ledger).scalar_subquery()
    # In one look, or more may be planned meanwhile; they are counted last, for counting many takes long.
    asked = select(case((or_(is_tried, is_untold), False), else_=planned >= count))
    ((is_done,),) = await service.database.glance(asked)
    return bool(is_done)


def _peak_megabytes() -> float:
    """Of this program alone: what the system itself counts begins with whoever started the process."""
    status = Path("/proc/self/status")
    told = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    peak = int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / _MEGABYTE, 1)
