"""Which acknowledgements of one version hold for the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from contracts.links import LinkClaims
from services.kit.database import Transaction
from services.responses.tables import acknowledgements, audience_organisations, withdrawals


@dataclass(frozen=True)
class Given:
    """An acknowledgement as it is kept, by the names of its columns."""

    row: dict[str, Any]


async def hold_all(tx: Transaction, reference: str) -> None:
    """Wait for those who acknowledge or take back just now; who comes later knows what we know."""
    here = audience_organisations
    rows = select(here.c.ods_code).where(here.c.reference == reference)
    await tx.execute(rows.order_by(here.c.version, here.c.ods_code).with_for_update(read=True))


async def holding(
    tx: Transaction, reference: str, before: int, version: int, ods_code: str | None
) -> list[Given]:
    """The first that stands of each organisation the version is for, where the version has none yet.

    Whoever took theirs back from the later version has not acknowledged that one.
    """
    given, here = acknowledgements, audience_organisations
    later, mine = acknowledgements.alias("later"), acknowledgements.alias("mine")
    has_own = select(later.c.person_id).where(*_same(later, version, given), ~_is_taken_back(later))
    had_mine = select(mine.c.person_id).where(
        *_same(mine, version, given), mine.c.person_id == given.c.person_id
    )
    found = (
        select(given)
        .ext(distinct_on(given.c.ods_code))
        .join(here, (here.c.reference == given.c.reference) & (here.c.ods_code == given.c.ods_code))
        .where(here.c.version == version, given.c.reference == reference, given.c.version == before)
        .where(~_is_taken_back(given), ~has_own.exists(), ~had_mine.exists())
        .order_by(given.c.ods_code, given.c.first_of_organisation.desc(), given.c.acknowledged_at)
    )
    if ods_code is not None:
        found = found.where(given.c.ods_code == ods_code)
    return [Given(row._asdict()) for row in await tx.execute(found)]


async def to(tx: Transaction, claims: LinkClaims) -> list[int]:
    """The later versions for which what this person gave holds, the first one first."""
    table = acknowledgements
    found = select(table.c.version).where(
        table.c.reference == claims.reference,
        table.c.ods_code == claims.ods_code,
        table.c.person_id == claims.person_id,
        table.c.version > claims.version,
        table.c.carried_from <= claims.version,
        ~_is_taken_back(table),
    )
    return list((await tx.execute(found.order_by(table.c.version))).scalars())


async def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await tx.execute(insert(acknowledgements).on_conflict_do_nothing(), rows)


def _same(table: Any, version: int, given: Any) -> tuple[ColumnElement[bool], ...]:
    same = (table.c[name] == given.c[name] for name in ("reference", "ods_code"))
    return (*same, table.c.version == version)


def _is_taken_back(table: Any) -> ColumnElement[bool]:
    own = withdrawals.c.acknowledgement_id == table.c.acknowledgement_id
    return select(withdrawals.c.acknowledgement_id).where(own).exists()
