"""Lists for the API and the pages, in parts."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from services.directory.domain.organisations import Organisation
from services.directory.domain.people import Person
from services.directory.storage.register import organisation_of, person_of
from services.directory.tables import organisations, people
from services.kit.database import Transaction


async def organisations_after(
    tx: Transaction,
    after: str,
    limit: int,
    *,
    region: str | None = None,
    kind: str | None = None,
    active: bool | None = None,
) -> list[Organisation]:
    """By code, beginning after one."""
    wanted = _equal(
        (organisations.c.region_code, region),
        (organisations.c.organisation_type, kind),
        (organisations.c.active, active),
    )
    statement = select(organisations).where(organisations.c.ods_code > after, *wanted)
    found = await tx.execute(statement.order_by(organisations.c.ods_code).limit(limit))
    return [organisation_of(row) for row in found]


async def people_after(
    tx: Transaction,
    after: UUID | None,
    limit: int,
    *,
    ods_code: str | None = None,
    active: bool | None = None,
) -> list[Person]:
    """By id, beginning after one."""
    wanted = _equal((people.c.ods_code, ods_code), (people.c.active, active))
    if after is not None:
        wanted.append(people.c.person_id > after)
    found = await tx.execute(select(people).where(*wanted).order_by(people.c.person_id).limit(limit))
    return [person_of(row) for row in found]


def _equal(*asked: tuple[Any, Any]) -> list[ColumnElement[bool]]:
    """A filter that was not asked for filters nothing."""
    return [column == value for column, value in asked if value is not None]
