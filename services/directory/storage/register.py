"""Organisations and people, read whole and saved in bulk: a file is compared with all of them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.register import Absence, Role
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import Key, Person, folded
from services.directory.tables import keeping, organisations, people
from services.kit import audit
from services.kit.database import Transaction


async def hold(tx: Transaction) -> None:
    """Let nobody else compare a file with the register until this transaction ends."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext("directory.register"))))


async def all_organisations(tx: Transaction) -> dict[str, Organisation]:
    found = await tx.execute(select(organisations))
    return {row.ods_code: organisation_of(row) for row in found}


async def save_organisations(tx: Transaction, saved: Iterable[Organisation]) -> None:
    rows = [asdict(each) | {"recorded_at": tx.now, "changed_at": tx.now} for each in saved]
    if rows:
        statement = insert(organisations)
        kept = {"ods_code", "recorded_at"}
        changes = {c.name: statement.excluded[c.name] for c in organisations.c if c.name not in kept}
        await tx.execute(statement.on_conflict_do_update(index_elements=["ods_code"], set_=changes), rows)


async def all_people(tx: Transaction) -> dict[Key, Person]:
    found = await tx.execute(select(people))
    return {person.key: person for person in map(person_of, found)}


async def save_people(tx: Transaction, saved: Iterable[Person]) -> None:
    rows = [
        asdict(each)
        | {"email_folded": folded(each.email), "registered_at": tx.now, "changed_at": tx.now}
        | {"absences": [absence.model_dump(mode="json") for absence in each.absences]}
        for each in saved
    ]
    if rows:
        statement = insert(people)
        kept = {"person_id", "registered_at"}
        changes = {c.name: statement.excluded[c.name] for c in people.c if c.name not in kept}
        await tx.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=changes), rows)


async def person(tx: Transaction, person_id: UUID) -> Person | None:
    found = (await tx.execute(select(people).where(people.c.person_id == person_id))).one_or_none()
    return person_of(found) if found else None


async def note(tx: Transaction, by: UUID | None, what: str, *, program: str = "key", **details: Any) -> None:
    """Write down who changed the register; where it was no person, `program` is such as key/ID."""
    await tx.execute(insert(keeping).values(at=tx.now, by_person=by, what=what, details=details))
    who = f"person/{by}" if by else program
    about = f"person/{details['person_id']}" if "person_id" in details else "register"
    audit.note(tx, who, what, about, **details)


def organisation_of(row: Row[Any]) -> Organisation:
    """One row of `organisations`."""
    return Organisation(
        ods_code=row.ods_code,
        ods_name=row.ods_name,
        name=row.name,
        organisation_type=row.organisation_type,
        sector=row.sector,
        region_code=row.region_code,
        region_name=row.region_name,
        icb_code=row.icb_code,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        said_closed=row.said_closed,
        successors=tuple(row.successors),
        active=row.active,
    )


def person_of(row: Row[Any]) -> Person:
    """One row of `people`."""
    return Person(
        person_id=row.person_id,
        ods_code=row.ods_code,
        role=Role(row.role),
        name=row.name,
        email=row.email,
        phone=row.phone,
        active=row.active,
        absences=tuple(map(Absence.model_validate, row.absences)),
        address_confirmed_at=row.address_confirmed_at,
    )
