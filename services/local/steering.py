"""Watching and steering the sending of a running system from a terminal."""

import asyncio
import getpass
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

from rich.console import Group
from rich.live import Live
from rich.table import Column, Table
from rich.text import Text

from services.kit.config import Reach
from services.local.site import Site, site

WATCH_SECONDS = 1.0
#: As the table names them, in its order.
STATES = {
    "planned": "Waiting",
    "claimed": "Being sent",
    "accepted": "Taken",
    "deferred": "Put off",
    "unknown": "In doubt",
    "bounced": "Refused",
    "suppressed": "Not sent",
}


async def overview(reach: Reach) -> dict[str, Any]:
    """How sending is. Raises SiteError."""
    async with _site(reach) as running_system:
        return await running_system.sending()


async def order(reach: Reach, given: dict[str, str]) -> dict[str, Any]:
    """Carry out one order, in the name of whoever is signed in here. Raises SiteError."""
    async with _site(reach) as running_system:
        return await running_system.order(given | {"by": f"{getpass.getuser()}, by the command line"})


async def watch(reach: Reach) -> None:
    """Show how sending is until Ctrl+C. Raises SiteError."""
    async with _site(reach) as running_system:
        with Live(in_words(await running_system.sending())) as live:
            while True:
                await asyncio.sleep(WATCH_SECONDS)
                live.update(in_words(await running_system.sending()))


def in_words(sending: dict[str, Any]) -> Group:
    """As a table with a line above it for each thing an operator must know."""
    table = Table(Column("Alert", no_wrap=True), *STATES.values())
    for alert in sending["alerts"]:
        states = alert["states"]
        table.add_row(alert["reference"], *(f"{states.get(state, 0):,}" for state in STATES))
    return Group(*map(Text, _lines(sending)), table)


def _lines(sending: dict[str, Any]) -> Iterator[str]:
    for pause in sending["pauses"]:
        scope = " ".join(filter(None, (pause["kind"], pause["reference"]))) or "everything"
        yield f"Paused since {pause['since']}: {scope} ({pause['reason']})"
    if sending["oldest_due"] is None:
        yield "No mail waits to be sent."
    else:
        since = datetime.fromisoformat(sending["as_of"]) - datetime.fromisoformat(sending["oldest_due"])
        yield f"The mail that waits longest could have left {since.total_seconds():,.0f} seconds ago."


def _site(reach: Reach) -> AbstractAsyncContextManager[Site]:
    return site(reach.site, reach.api_key.get_secret_value())
