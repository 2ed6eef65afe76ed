"""Looking organisations and people up for the pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from services.directory.domain.organisations import Organisation
from services.directory.domain.people import Person
from services.directory.storage.register import organisation_of, person_of
from services.directory.tables import keeping, organisations, people
from services.kit.database import Transaction


@dataclass(frozen=True)
class Sought:
    """What to list; an empty filter lists everything."""

    words: str = ""
    region: str = ""
    kind: str = ""
    active: bool | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Each word must stand somewhere in the name, or begin the code."""
        mine = organisations.c
        asked: list[ColumnElement[bool]] = [
            or_(mine.name.icontains(word, autoescape=True), mine.ods_code.istartswith(word, autoescape=True))
            for word in self.words.split()
        ]
        if self.region:
            asked.append(mine.region_code == self.region)
        if self.kind:
            asked.append(mine.organisation_type == self.kind)
        if self.active is not None:
            asked.append(mine.active == self.active)
        return asked


@dataclass(frozen=True)
class Registered:
    """A person, and since when they are registered and as they are now."""

    person: Person
    registered_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Kept:
    """One change of the register by somebody. Without a name it was a holder of the API key."""

    at: datetime
    what: str
    name: str | None
    details: dict[str, Any]


async def count(tx: Transaction, sought: Sought) -> int:
    statement = select(func.count()).select_from(organisations).where(*sought.conditions())
    return int((await tx.execute(statement)).scalar_one())


async def codes_found(tx: Transaction, sought: Sought, *, first: int, limit: int) -> list[str]:
    """One page of codes, by name."""
    statement = select(organisations.c.ods_code).where(*sought.conditions())
    ordered = statement.order_by(organisations.c.name, organisations.c.ods_code)
    return list((await tx.execute(ordered.offset(first).limit(limit))).scalars())


async def kinds(tx: Transaction) -> list[str]:
    """Every kind of organisation there is."""
    found = select(organisations.c.organisation_type).distinct().order_by(organisations.c.organisation_type)
    return list((await tx.execute(found)).scalars())


async def organisations_by(tx: Transaction, *wanted: ColumnElement[bool]) -> list[Organisation]:
    found = await tx.execute(select(organisations).where(*wanted).order_by(organisations.c.name))
    return [organisation_of(row) for row in found]


async def regions(tx: Transaction) -> list[Organisation]:
    return await organisations_by(tx, organisations.c.organisation_type == "region")


async def organisations_named(tx: Transaction, codes: Iterable[str]) -> list[Organisation]:
    return await organisations_by(tx, organisations.c.ods_code.in_(list(codes)))


async def predecessors(tx: Transaction, ods_code: str) -> list[Organisation]:
    """Those that a code succeeded."""
    return await organisations_by(tx, organisations.c.successors.contains([ods_code]))


async def registered_at(tx: Transaction, ods_code: str) -> list[Registered]:
    """Everybody ever registered for an organisation; those who have not left come first."""
    whose = select(people).where(people.c.ods_code == ods_code)
    found = await tx.execute(whose.order_by(people.c.active.desc(), people.c.role.desc(), people.c.name))
    return [Registered(person_of(row), row.registered_at, row.changed_at) for row in found]


async def last_kept(tx: Transaction, limit: int) -> list[Kept]:
    """Who changed the register lately, the newest first."""
    statement = select(keeping, people.c.name).outerjoin(people, people.c.person_id == keeping.c.by_person)
    found = await tx.execute(statement.order_by(keeping.c.id.desc()).limit(limit))
    return [Kept(row.at, row.what, row.name, row.details) for row in found]


async def organisation(tx: Transaction, ods_code: str) -> Organisation | None:
    found = await organisations_named(tx, [ods_code])
    return found[0] if found else None
