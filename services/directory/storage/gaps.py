"""Who is registered where, counted; and who is said to be the wrong person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on, insert

from contracts.events.register import Role
from services.directory.domain.gaps import Staffing
from services.directory.domain.people import Person
from services.directory.storage.bounces import comes_back
from services.directory.storage.register import organisation_of, person_of
from services.directory.tables import disownments, organisations, people
from services.kit.database import Transaction

_STAND_INS = (Role.DEPUTY, Role.SHARED_MAILBOX)


@dataclass(frozen=True)
class Disowned:
    """Somebody about whom it was said that they are the wrong person, and nobody has decided yet."""

    person: Person
    organisation_name: str
    reason: str
    note: str | None
    reference: str
    disowned_at: datetime


async def staffing(tx: Transaction, codes: Iterable[str] | None = None) -> list[Staffing]:
    """Organisations by name, with how many people have not left."""
    mine, role = people.c, people.c.role
    lead = func.concat_ws(", ", mine.name, mine.phone)
    statement = (
        select(
            organisations,
            func.count(mine.person_id).label("people"),
            func.count(mine.person_id).filter(role == Role.SPECIALIST).label("specialists"),
            func.count(mine.person_id).filter(role.in_(_STAND_INS)).label("stand_ins"),
            func.count(mine.person_id)
            .filter(role == Role.SPECIALIST, comes_back())
            .label("specialists_bouncing"),
            func.count(mine.person_id).filter(role.in_(_STAND_INS), comes_back()).label("stand_ins_bouncing"),
            func.array_agg(aggregate_order_by(lead, mine.name))
            .filter(role == Role.EXECUTIVE_LEAD)
            .label("executive_leads"),
        )
        .outerjoin(people, (mine.ods_code == organisations.c.ods_code) & mine.active)
        .group_by(organisations.c.ods_code)
        .order_by(organisations.c.name, organisations.c.ods_code)
    )
    if codes is not None:
        statement = statement.where(organisations.c.ods_code.in_(list(codes)))
    return [
        Staffing(
            organisation=organisation_of(row),
            specialists=row.specialists,
            stand_ins=row.stand_ins,
            specialists_bouncing=row.specialists_bouncing,
            stand_ins_bouncing=row.stand_ins_bouncing,
            people=row.people,
            executive_leads=tuple(row.executive_leads or ()),
        )
        for row in await tx.execute(statement)
    ]


async def add_disownment(
    tx: Transaction, person_id: UUID, disowned_at: datetime, reason: str, note: str | None, reference: str
) -> None:
    row = {"person_id": person_id, "disowned_at": disowned_at, "reason": reason, "note": note}
    statement = insert(disownments).values(row | {"reference": reference})
    await tx.execute(statement.on_conflict_do_nothing())


async def disowned(tx: Transaction) -> list[Disowned]:
    """Each person once, with what was said last; those waiting longest first."""
    said = [column for column in disownments.c if column.name != "person_id"]
    latest = (
        select(people, organisations.c.name.label("organisation_name"), *said)
        .ext(distinct_on(people.c.person_id))
        .join(disownments, disownments.c.person_id == people.c.person_id)
        .outerjoin(organisations, organisations.c.ods_code == people.c.ods_code)
        .where(people.c.active, disownments.c.decided_at.is_(None))
        .order_by(people.c.person_id, disownments.c.disowned_at.desc())
    )
    found = [
        Disowned(
            person=person_of(row),
            organisation_name=row.organisation_name or "",
            reason=row.reason,
            note=row.note,
            reference=row.reference,
            disowned_at=row.disowned_at,
        )
        for row in await tx.execute(latest)
    ]
    return sorted(found, key=lambda each: each.disowned_at)


async def decide_disownments(tx: Transaction, person_id: UUID, decision: str) -> int:
    """Settle all that was said about a person; says how much that was."""
    waiting = (disownments.c.person_id == person_id) & disownments.c.decided_at.is_(None)
    settled = update(disownments).where(waiting).values(decided_at=tx.now, decision=decision)
    return int((await tx.execute(settled)).rowcount)
