"""Who was asked to do an action, and what ended it; rows are added and never changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert

from contracts.links import LinkClaims
from services.actions.domain.assignments import Assignment, Ending
from services.actions.domain.proving import Option
from services.actions.tables import assignment_ends, assignments, organisations, wrong_choices
from services.kit.database import Transaction


async def add_assignment(tx: Transaction, reference: str, ods_code: str, asked: Assignment) -> None:
    """Rows are added and never changed."""
    row = {
        "reference": reference,
        "ods_code": ods_code,
        "assignment_id": asked.assignment_id,
        "version": asked.version,
        "number": asked.number,
        "owner_name": asked.owner_name,
        "owner_email": asked.owner_email,
        "due_on": asked.due_on,
        "note": asked.note,
        "assigned_by": asked.assigned_by,
        "assigned_by_name": asked.assigned_by_name,
        "assigned_at": asked.assigned_at,
    }
    await tx.execute(insert(assignments).values(row))


async def add_ending(tx: Transaction, assignment_id: UUID, ending: Ending) -> None:
    """Its first end is its only one: whoever ends it holds the organisation."""
    row = {
        "assignment_id": assignment_id,
        "outcome": ending.outcome,
        "reason": ending.reason,
        "ended_by": ending.ended_by,
        "ended_by_name": ending.ended_by_name,
        "ended_by_role": ending.ended_by_role,
        "ended_at": ending.ended_at,
        "nonce": ending.nonce,
    }
    await tx.execute(insert(assignment_ends).values(row))


async def assignments_of(tx: Transaction, reference: str, ods_code: str) -> Iterable[Assignment]:
    """Everybody who was ever asked, oldest first."""
    at, ended = assignments.c, assignment_ends.c
    found = (
        select(
            assignments,
            ended.outcome,
            ended.reason,
            ended.ended_by,
            ended.ended_by_name,
            ended.ended_by_role,
            ended.ended_at,
            ended.nonce,
        )
        .select_from(assignments.outerjoin(assignment_ends, ended.assignment_id == at.assignment_id))
        .where(at.reference == reference, at.ods_code == ods_code)
        .order_by(at.id)
    )
    return map(_assignment, await tx.execute(found))


async def mistaken_at(tx: Transaction, link: LinkClaims) -> datetime | None:
    """When a choice last did not fit this link."""
    at = wrong_choices.c
    found = select(func.max(at.chosen_at)).where(at.holder == link.person_id, at.reference == link.reference)
    return cast("datetime | None", (await tx.execute(found)).scalar_one())


async def add_mistaken_choice(tx: Transaction, link: LinkClaims) -> None:
    """The link rests from now on."""
    row = {"holder": link.person_id, "reference": link.reference, "chosen_at": tx.now}
    await tx.execute(insert(wrong_choices).values(row))


async def organisation_option(tx: Transaction, ods_code: str) -> Option:
    """The code stands for the name while the register has not told it."""
    named = select(organisations.c.name).where(organisations.c.ods_code == ods_code)
    return _option(ods_code, (await tx.execute(named)).scalar_one_or_none())


async def other_organisations(tx: Transaction, own: Option, seed: str, count: int) -> list[Option]:
    """Some others, each page's own."""
    at = organisations.c
    found = (
        select(organisations)
        .where(at.ods_code != own.value)
        .order_by(func.md5(at.ods_code + seed))
        .limit(count)
    )
    return [_option(row.ods_code, row.name) for row in await tx.execute(found)]


def _option(ods_code: str, name: str | None) -> Option:
    return Option(ods_code, f"{name} ({ods_code})" if name else ods_code)


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(
        assignment_id=row.assignment_id,
        number=row.number,
        version=row.version,
        owner_name=row.owner_name,
        owner_email=row.owner_email,
        due_on=row.due_on,
        note=row.note,
        assigned_by=row.assigned_by,
        assigned_by_name=row.assigned_by_name,
        assigned_at=row.assigned_at,
        ending=_ending(row) if row.outcome else None,
    )


def _ending(row: Row[Any]) -> Ending:
    return Ending(
        outcome=row.outcome,
        reason=row.reason,
        ended_by=row.ended_by,
        ended_by_name=row.ended_by_name,
        ended_by_role=row.ended_by_role,
        ended_at=row.ended_at,
        nonce=row.nonce,
    )
