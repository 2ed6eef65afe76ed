"""Our own copy of who is there to be told."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Table, Text, cast, select

from contracts.audience import Organisation, Person
from contracts.events.register import Absence, OrganisationRecorded, PersonRecorded, Role
from services.distribution.tables import organisations, people
from services.kit.database import Transaction

#: Absences as text, for hardly anybody has one, and all are read for each alert.
_PEOPLE = select(
    *(people.c[name] for name in ("person_id", "ods_code", "role", "name", "email", "active")),
    cast(people.c.absences, Text).label("absences"),
)
_ABSENCES = TypeAdapter(tuple[Absence, ...])
_ROLES = {role.value: role for role in Role}


async def save_organisation(tx: Transaction, heard: OrganisationRecorded) -> None:
    await _save(tx, organisations, heard.model_dump())


async def save_person(tx: Transaction, heard: PersonRecorded) -> None:
    absences = [absence.model_dump(mode="json") for absence in heard.absences]
    await _save(tx, people, heard.model_dump() | {"absences": absences})


async def all_organisations(tx: Transaction) -> list[Organisation]:
    rows = await tx.execute(select(organisations).where(organisations.c.active))
    return [_organisation(row) for row in rows]


async def all_people(tx: Transaction) -> list[Person]:
    rows = await tx.execute(_PEOPLE.where(people.c.active))
    return [_person(row) for row in rows]


async def registered(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, Person]:
    """Those of them who still are."""
    rows = await tx.execute(_PEOPLE.where(people.c.active, people.c.person_id.in_(ids)))
    return {row.person_id: _person(row) for row in rows}


async def names_of_organisations(tx: Transaction) -> dict[str, str]:
    """Those that have closed too."""
    rows = await tx.execute(select(organisations.c.ods_code, organisations.c.name))
    return {row.ods_code: row.name for row in rows}


async def staff_of(tx: Transaction, ods_code: str) -> list[Person]:
    """Who is registered there now."""
    rows = await tx.execute(_PEOPLE.where(people.c.active, people.c.ods_code == ods_code))
    return [_person(row) for row in rows]


async def organisation(tx: Transaction, ods_code: str) -> Organisation | None:
    row = (await tx.execute(select(organisations).where(organisations.c.ods_code == ods_code))).first()
    return _organisation(row) if row else None


async def person(tx: Transaction, person_id: UUID) -> Person | None:
    row = (await tx.execute(_PEOPLE.where(people.c.person_id == person_id))).first()
    return _person(row) if row else None


async def is_empty(tx: Transaction) -> bool:
    """Whether no organisation has been heard of at all."""
    return (await tx.execute(select(organisations.c.ods_code).limit(1))).first() is None


async def _save(tx: Transaction, table: Table, heard: dict[str, Any]) -> None:
    row = {name: value for name, value in heard.items() if name in table.c}
    await tx.put(table, row | {"heard_at": tx.now})


def _organisation(row: Any) -> Organisation:
    return Organisation(
        ods_code=row.ods_code,
        name=row.name,
        organisation_type=row.organisation_type,
        sector=row.sector,
        region_code=row.region_code,
        icb_code=row.icb_code,
        active=row.active,
    )


def _person(row: Any) -> Person:
    """A row of `_PEOPLE`, in the order of its columns: to ask a row for each by name takes twice as long."""
    person_id, ods_code, role, name, email, active, absences = row
    return Person(
        person_id=person_id,
        ods_code=ods_code,
        role=_ROLES[role],
        name=name,
        email=email,
        active=active,
        absences=() if absences == "[]" else _ABSENCES.validate_json(absences),
    )
