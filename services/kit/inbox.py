"""Hearing an event once: noted in the same transaction as its effect."""

from enum import StrEnum
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from contracts.envelope import Event
from services.kit.database import Transaction
from services.kit.tables import table


class Hearing(StrEnum):
    """How an event stands to what this service has heard before."""

    NEW = "new"
    REPEATED = "repeated"
    #: A snapshot older than the one already known of its subject.
    LATE = "late"


async def note(tx: Transaction, event: Event[Any]) -> Hearing:
    """Note that the event is being dealt with; only NEW ones should have an effect."""
    if not await _first_time(tx, event):
        return Hearing.REPEATED
    if event.data.snapshot and event.sequence is not None and not await _newest(tx, event):
        return Hearing.LATE
    return Hearing.NEW


async def _first_time(tx: Transaction, event: Event[Any]) -> bool:
    inbox = table(tx.metadata, "inbox")
    row = {"source": event.source, "event_id": event.id, "heard_at": tx.now}
    noted = await tx.execute(insert(inbox).values(row).on_conflict_do_nothing())
    return noted.rowcount == 1


async def _newest(tx: Transaction, event: Event[Any]) -> bool:
    latest = table(tx.metadata, "latest_heard")
    row = {
        "source": event.source,
        "event_type": event.type,
        "subject": event.data.subject(),
        "sequence": event.sequence,
    }
    raised = insert(latest).values(row)
    raised = raised.on_conflict_do_update(
        index_elements=[latest.c.source, latest.c.event_type, latest.c.subject],
        set_={"sequence": raised.excluded.sequence},
        where=latest.c.sequence < raised.excluded.sequence,
    )
    return (await tx.execute(raised)).rowcount == 1
