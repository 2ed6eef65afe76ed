"""Work on a clock goes on whatever a single tick does."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from prometheus_client import REGISTRY

from services.kit.jobs import Job, running

PATIENCE = 10
NEVER = 3600


def scripted(ticks: list[bool | Exception], done: asyncio.Event) -> Callable[[], Awaitable[bool]]:
    """A tick that plays its script and then says that it is done."""
    script = iter(ticks)

    async def tick() -> bool:
        step = next(script, None)
        if step is None:
            done.set()
            return False
        if isinstance(step, Exception):
            raise step
        return step

    return tick


async def test_more_to_do_is_done_at_once() -> None:
    done = asyncio.Event()
    async with running([Job(name="busy", every=NEVER, tick=scripted([True, True], done))]):
        await asyncio.wait_for(done.wait(), PATIENCE)


async def test_a_failing_tick_is_counted_and_tried_again() -> None:
    done = asyncio.Event()
    async with running([Job(name="stumbling", every=0, tick=scripted([ValueError(), False], done))]):
        await asyncio.wait_for(done.wait(), PATIENCE)
    assert REGISTRY.get_sample_value("cascade_job_failures_total", {"job": "stumbling"}) == 1


async def test_one_job_does_not_wait_for_another() -> None:
    done = asyncio.Event()

    async def endless() -> bool:
        await asyncio.Event().wait()
        return False

    jobs = [Job(name="endless", every=0, tick=endless), Job(name="quick", every=0, tick=scripted([], done))]
    async with running(jobs, grace_seconds=0):
        await asyncio.wait_for(done.wait(), PATIENCE)


async def test_a_tick_in_work_is_cancelled_at_the_end() -> None:
    began, cancelled = asyncio.Event(), asyncio.Event()

    async def tick() -> bool:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        return False

    async with running([Job(name="long", every=0, tick=tick)], grace_seconds=0):
        await asyncio.wait_for(began.wait(), PATIENCE)
    assert cancelled.is_set()


async def test_a_tick_in_work_may_finish_at_the_end() -> None:
    began, finish, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def tick() -> bool:
        began.set()
        await finish.wait()
        finished.set()
        return True

    async with running([Job(name="short", every=0, tick=tick)]):
        await asyncio.wait_for(began.wait(), PATIENCE)
        asyncio.get_running_loop().call_soon(finish.set)
    assert finished.is_set()


async def test_a_tick_that_swallows_its_cancellation_is_the_last() -> None:
    began = asyncio.Event()
    ticks = []

    async def tick() -> bool:
        ticks.append(1)
        began.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return True

    async with asyncio.timeout(PATIENCE):
        async with running([Job(name="stubborn", every=0, tick=tick)], grace_seconds=0):
            await began.wait()
    assert ticks == [1]
