"""Mails that came back, until somebody has seen to the address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from contracts.events.distribution import AddressBounced
from services.directory.domain.people import Person
from services.directory.storage.register import person_of
from services.directory.tables import bounces, organisations, people
from services.kit.database import Transaction


@dataclass(frozen=True)
class Bouncing:
    """Somebody whose mails come back."""

    person: Person
    organisation_name: str
    #: When the first came back that nobody has seen to, and what was said of the last.
    since: datetime
    reference: str
    enhanced: str | None
    reply: str | None


async def add_bounce(tx: Transaction, address: str, said: AddressBounced) -> None:
    """Of a folded address."""
    row = said.model_dump(include={"bounced_at", "reference", "enhanced", "reply"})
    row["email_folded"] = address
    await tx.execute(insert(bounces).values(row).on_conflict_do_nothing())


async def bouncing(tx: Transaction, ods_code: str | None = None) -> list[Bouncing]:
    """Each person once; those whose mails have come back longest first."""
    since = func.min(bounces.c.bounced_at).over(partition_by=people.c.person_id).label("since")
    last = [bounces.c.reference, bounces.c.enhanced, bounces.c.reply]
    chosen = (
        select(people, organisations.c.name.label("organisation_name"), since, *last)
        .ext(distinct_on(people.c.person_id))
        .join(bounces, bounces.c.email_folded == people.c.email_folded)
        .outerjoin(organisations, organisations.c.ods_code == people.c.ods_code)
        .where(people.c.active, bounces.c.settled_at.is_(None))
        .order_by(people.c.person_id, bounces.c.bounced_at.desc())
    )
    if ods_code is not None:
        chosen = chosen.where(people.c.ods_code == ods_code)
    found = [
        Bouncing(
            person=person_of(row),
            organisation_name=row.organisation_name or "",
            since=row.since,
            reference=row.reference,
            enhanced=row.enhanced,
            reply=row.reply,
        )
        for row in await tx.execute(chosen)
    ]
    return sorted(found, key=lambda each: each.since)


async def settle_bounces(tx: Transaction, address: str, settlement: str) -> int:
    """Somebody has seen to a folded address; says how many mails that settles."""
    waiting = (bounces.c.email_folded == address) & bounces.c.settled_at.is_(None)
    settled = update(bounces).where(waiting).values(settled_at=tx.now, settlement=settlement)
    return int((await tx.execute(settled)).rowcount)


def comes_back() -> ColumnElement[bool]:
    """Of a person in a query: mails come back from their address."""
    mine = (bounces.c.email_folded == people.c.email_folded, bounces.c.settled_at.is_(None))
    return select(bounces.c.bounced_at).where(*mine).exists()
