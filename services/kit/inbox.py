"""Hearing an event once: noted in the same transaction as its effect."""

from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Boolean, DateTime, Text, TextClause, bindparam, text

from contracts.envelope import Event
from services.kit.database import Transaction

#: Postgres cannot guess the types of values that are selected.
_TYPED: tuple[BindParameter[Any], ...] = (
    *(bindparam(name, type_=Text()) for name in ("source", "event_id", "event_type", "subject")),
    bindparam("heard_at", type_=DateTime(timezone=True)),
    bindparam("sequence", type_=BigInteger()),
    bindparam("is_snapshot", type_=Boolean()),
)


class Hearing(StrEnum):
    """How an event stands to what this service has heard before."""

    NEW = "new"
    REPEATED = "repeated"
    #: A snapshot older than the one already known of its subject.
    LATE = "late"


async def note(tx: Transaction, event: Event[Any]) -> Hearing:
    """Note that the event is being dealt with; only NEW ones should have an effect.

    One round trip for both questions, because every message of every service asks them.
    """
    is_snapshot = event.data.snapshot and event.sequence is not None
    row = {
        "source": event.source,
        "event_id": f"{event.id}#{_digest(event)}",
        "heard_at": tx.now,
        "event_type": event.type,
        "subject": event.data.subject(),
        "sequence": event.sequence if is_snapshot else 0,
        "is_snapshot": is_snapshot,
    }
    found = (await tx.execute(_statement(tx.service), row)).one()
    if not found.is_new:
        return Hearing.REPEATED
    return Hearing.NEW if found.is_newest or not is_snapshot else Hearing.LATE


def _digest(event: Event[Any]) -> str:
    """Only the same content under the same id is a repeat: an id used twice must not suppress an alert."""
    return sha256(event.data.model_dump_json().encode()).hexdigest()[:16]


@cache
def _statement(schema: str) -> TextClause:
    """Notes the event; raises the number of its subject only if the event is new and its number higher."""
    return text(f"""
        WITH noted AS (
            INSERT INTO {schema}.inbox (source, event_id, heard_at)
            VALUES (:source, :event_id, :heard_at)
            ON CONFLICT DO NOTHING
            RETURNING 1
        ), raised AS (
            INSERT INTO {schema}.latest_heard AS known (source, event_type, subject, sequence)
            SELECT :source, :event_type, :subject, :sequence
            WHERE :is_snapshot AND EXISTS (SELECT FROM noted)
            ON CONFLICT (source, event_type, subject) DO UPDATE SET sequence = excluded.sequence
            WHERE known.sequence < excluded.sequence
            RETURNING 1
        )
        SELECT EXISTS (SELECT FROM noted) AS is_new, EXISTS (SELECT FROM raised) AS is_newest
    """).bindparams(*_TYPED)
