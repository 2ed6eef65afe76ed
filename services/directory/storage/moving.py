"""Who went where when their organisation closed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, insert, or_, select

from services.directory.domain.people import Person
from services.directory.storage.register import person_of
from services.directory.tables import moves, people
from services.kit.database import Transaction


@dataclass(frozen=True)
class Move:
    """One person's way, as both registrations show it."""

    person_id: UUID
    to_person_id: UUID
    from_code: str
    to_code: str
    moved_at: datetime


def has_moved() -> ColumnElement[bool]:
    """Of a person in a query: they are registered at the successor too."""
    return select(moves.c.person_id).where(moves.c.person_id == people.c.person_id).exists()


async def to_be_moved(tx: Transaction, ods_code: str) -> list[Person]:
    """Who is registered there still, and nowhere else for it."""
    waiting = select(people).where(people.c.ods_code == ods_code, people.c.active, ~has_moved())
    return [person_of(row) for row in await tx.execute(waiting.order_by(people.c.role, people.c.name))]


async def add_move(tx: Transaction, person: Person, there: Person, by: UUID) -> None:
    row = {"person_id": person.person_id, "to_person_id": there.person_id, "moved_at": tx.now}
    row |= {"from_code": person.ods_code, "to_code": there.ods_code, "by_person": by}
    await tx.execute(insert(moves).values(row))


async def moves_of(tx: Transaction, person_id: UUID) -> list[Move]:
    """From and to a registration."""
    return await _moves(tx, or_(moves.c.person_id == person_id, moves.c.to_person_id == person_id))


async def moves_at(tx: Transaction, ods_code: str) -> list[Move]:
    """From and to an organisation."""
    return await _moves(tx, or_(moves.c.from_code == ods_code, moves.c.to_code == ods_code))


async def _moves(tx: Transaction, wanted: ColumnElement[bool]) -> list[Move]:
    columns = (moves.c.person_id, moves.c.to_person_id, moves.c.from_code, moves.c.to_code, moves.c.moved_at)
    found = await tx.execute(select(*columns).where(wanted).order_by(moves.c.moved_at))
    return [Move(**row) for row in found.mappings()]
