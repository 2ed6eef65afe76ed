"""Waiting for something to become true, with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

_PAUSE_SECONDS = 0.05


class NotInTime(Exception):  # noqa: N818 — it reads as a sentence where it is raised
    """What was waited for did not come true in time."""


async def until(what: str, true: Callable[[], Awaitable[bool]], *, seconds: float) -> None:
    """Ask again and again until it is true. Raises NotInTime, naming `what`."""
    try:
        async with asyncio.timeout(seconds):
            while not await true():  # noqa: ASYNC110 — what is waited for lies in other processes
                await asyncio.sleep(_PAUSE_SECONDS)
    except TimeoutError:
        raise NotInTime(f"{what}: not within {seconds:g} s") from None
