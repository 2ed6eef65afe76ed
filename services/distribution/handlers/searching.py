"""Looking through the ledger for mails that would never leave."""

from typing import NamedTuple

from services.distribution.storage import alerts, lost
from services.kit.database import Transaction

#: Read in a hundredth of a second or two, so that nobody waits for it.
LOOKED_AT_ONCE = 20_000


class Seen(NamedTuple):
    """A stretch of the ledger: its last mail, None behind the end; its first open one; what was lost."""

    last: int | None
    first_open: int | None
    lost: list[int]


async def look_behind(tx: Transaction, after: int) -> Seen:
    """The next stretch; what is found there is due now."""
    last, first_open = await lost.stretch(tx, after, LOOKED_AT_ONCE)
    if last is None or first_open is None:
        return Seen(last, first_open, [])
    found, touched = await lost.put_back(tx, first_open, last)
    await alerts.mark_changed(tx, {*touched})
    return Seen(last, first_open, found)
