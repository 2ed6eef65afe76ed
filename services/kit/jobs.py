"""Work that is due on a clock: one tick after the other, never two at once in a process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.kit import metrics
from services.kit.log import log


@dataclass(frozen=True, kw_only=True)
class Job:
    """`tick` says whether there may be more to do at once; else it is called again after `every` seconds."""

    name: str
    every: float
    tick: Callable[[], Awaitable[bool]]


@asynccontextmanager
async def running(jobs: Iterable[Job]) -> AsyncIterator[None]:
    """Run the jobs while the block runs; a tick in work is cancelled at the end and must bear that."""
    tasks = [asyncio.create_task(_run(job), name=job.name) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _run(job: Job) -> None:
    while True:
        if not await _tick(job):
            await asyncio.sleep(job.every)


async def _tick(job: Job) -> bool:
    try:
        return await job.tick()
    except Exception as error:  # noqa: BLE001 — a failing tick is told and tried again; it must not end the job
        metrics.JOB_FAILURES.labels(job=job.name).inc()
        log.exception("job failed", job=job.name, error=type(error).__name__)
        return False
