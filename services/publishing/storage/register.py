"""Our own copy of who is there to be told, to say whom a draft would go to."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from contracts.audience import Organisation, Person
from contracts.events.register import OrganisationRecorded, PersonRecorded, Role
from services.kit.database import Transaction
from services.publishing.tables import organisations, people


async def save_organisation(tx: Transaction, heard: OrganisationRecorded) -> None:
    """The newest wins."""
    await _save(tx, organisations, heard.model_dump())


async def save_person(tx: Transaction, heard: PersonRecorded) -> None:
    """The newest wins."""
    await _save(tx, people, heard.model_dump())


async def all_organisations(tx: Transaction) -> list[Organisation]:
    """Those that have closed too."""
    return [
        Organisation(
            ods_code=row.ods_code,
            name=row.name,
            organisation_type=row.organisation_type,
            sector=row.sector,
            region_code=row.region_code,
            icb_code=row.icb_code,
            active=row.active,
        )
        for row in await tx.execute(select(organisations))
    ]


async def all_people(tx: Transaction) -> list[Person]:
    """Whoever is registered now."""
    rows = await tx.execute(select(people).where(people.c.active))
    return [_person(row) for row in rows]


async def names_of_people(tx: Transaction, ids: Collection[str]) -> dict[str, str]:
    """By their registrations, those that ended too."""
    chosen = select(people.c.person_id, people.c.name).where(people.c.person_id.in_(map(UUID, ids)))
    return {str(row.person_id): row.name for row in await tx.execute(chosen)}


async def _save(tx: Transaction, table: Table, heard: dict[str, Any]) -> None:
    row = {name: value for name, value in heard.items() if name in table.c}
    await tx.put(table, row | {"heard_at": tx.now})


def _person(row: Any) -> Person:
    return Person(
        person_id=row.person_id,
        ods_code=row.ods_code,
        role=Role(row.role),
        name=row.name,
        email=row.email,
        active=row.active,
    )
