"""Remembering what was heard; each fact fills its own columns, whichever comes first."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, or_, tuple_
from sqlalchemy.dialects.postgresql import Insert, insert

from services.kit.database import Transaction
from services.oversight.tables import (
    alerts,
    disownments,
    endings,
    organisations,
    people,
    questions,
    revisions,
    standings,
)

Row = Mapping[str, Any]


async def save_alert(tx: Transaction, row: Row) -> None:
    """The first document of a version stands; a version is never rewritten."""
    await tx.execute(_upsert(alerts, row, where=alerts.c.document.is_(None)))


async def save_end(tx: Transaction, row: Row) -> None:
    """It is said once; what is said of it again changes nothing."""
    await tx.execute(insert(endings).values(dict(row)).on_conflict_do_nothing())


async def save_audience(tx: Transaction, row: Row) -> None:
    """When the audience was frozen and until when it may acknowledge."""
    await tx.put(alerts, row)


async def save_standings(tx: Transaction, rows: Iterable[Row]) -> None:
    """Partial rows, all with the same columns."""
    await tx.put(standings, *rows)


async def save_corrections(tx: Transaction, rows: Iterable[Row]) -> None:
    """Of each organisation the correction with the highest number holds."""
    each = [dict(row) for row in rows]
    said = insert(standings)
    newest = or_(standings.c.correction.is_(None), standings.c.correction < said.excluded.correction)
    if each:
        await tx.execute(_upsert(standings, each[0], where=newest, statement=said), each)


async def save_acknowledgement(tx: Transaction, row: Row) -> None:
    """The earliest counts; of two at the same instant always the same one."""
    said = insert(standings).values(row)
    known = tuple_(standings.c.acknowledged_at, standings.c.acknowledged_by)
    earlier = known > tuple_(said.excluded.acknowledged_at, said.excluded.acknowledged_by)
    where = or_(standings.c.acknowledged_at.is_(None), earlier)
    await tx.execute(_upsert(standings, row, where=where, statement=said))


async def save_organisation(tx: Transaction, row: Row) -> None:
    await tx.put(organisations, row)


async def save_person(tx: Transaction, row: Row) -> None:
    await tx.put(people, row)


async def is_new_question(tx: Transaction, question_id: UUID, column: str, at: datetime) -> bool:
    """Note when it was asked or answered; whether that was not known before."""
    row = {"question_id": question_id, column: at}
    noted = await tx.execute(_upsert(questions, row, where=questions.c[column].is_(None)))
    return noted.rowcount == 1


async def is_new_disownment(tx: Transaction, row: Row) -> bool:
    """Note that a person said so; whether that was not known before."""
    noted = await tx.execute(insert(disownments).values(row).on_conflict_do_nothing())
    return noted.rowcount == 1


async def add_one(tx: Transaction, key: Row, column: str) -> None:
    """Raise one of an organisation's counters."""
    first = insert(standings).values({**key, column: 1})
    raised = first.on_conflict_do_update(
        index_elements=standings.primary_key.columns, set_={column: standings.c[column] + 1}
    )
    await tx.execute(raised)


async def raise_revision(tx: Transaction, subject: str) -> None:
    """Pages about the subject are no longer true. Always the last write: everybody waits for this row."""
    first = insert(revisions).values(subject=subject, revision=1)
    raised = first.on_conflict_do_update(
        index_elements=[revisions.c.subject], set_={"revision": revisions.c.revision + 1}
    )
    await tx.execute(raised)


def _upsert(
    table: Table,
    row: Row,
    *,
    where: ColumnElement[bool],
    statement: Insert | None = None,
) -> Insert:
    """Insert the row, or fill just its columns of the one that is there, if `where` holds of it."""
    said = statement if statement is not None else insert(table).values(dict(row))
    keys = {column.name for column in table.primary_key}
    return said.on_conflict_do_update(
        index_elements=table.primary_key.columns,
        set_={name: said.excluded[name] for name in row if name not in keys},
        where=where,
    )
