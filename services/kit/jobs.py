"""Work that is due on a clock: one tick after the other, never two at once in a process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from services.kit import metrics
from services.kit.log import log

#: Longer than a batch of mails takes; what takes longer is cancelled, and found in doubt afterwards.
GRACE_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Job:
    """`tick` says whether there may be more to do at once; else it is called again after `every` seconds."""

    name: str
    every: float
    tick: Callable[[], Awaitable[bool]]


@asynccontextmanager
async def running(jobs: Iterable[Job], *, grace_seconds: float = GRACE_SECONDS) -> AsyncIterator[None]:
    """Run the jobs while the block runs; at its end a tick in work may finish, but not for long.

    A cancelled tick must bear it; that it may also swallow it is why the loops look at `stopping` too.
    """
    stopping = asyncio.Event()
    tasks = [asyncio.create_task(_run(job, stopping), name=job.name) for job in jobs]
    try:
        yield
    finally:
        stopping.set()
        late = (await asyncio.wait(tasks, timeout=grace_seconds))[1] if tasks else ()
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _run(job: Job, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        if not await _tick(job):
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), job.every)


async def _tick(job: Job) -> bool:
    try:
        return await job.tick()
    except Exception as error:  # noqa: BLE001 — a failing tick is told and tried again; it must not end the job
        metrics.JOB_FAILURES.labels(job=job.name).inc()
        log.exception("job failed", job=job.name, error=type(error).__name__)
        return False
