"""What mail servers took for whom, and who showed a sign."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.directory.domain.sessions import Way
from services.directory.domain.silence import Domain, Unanswered
from services.directory.tables import (
    alerts_asked,
    bounces,
    mails_taken,
    organisations,
    people,
    sessions,
    signs,
)
from services.kit.database import Transaction

_domain = func.split_part(people.c.email_folded, "@", 2)


async def add_asked(tx: Transaction, reference: str, ods_codes: Iterable[str]) -> None:
    """Known already does no harm."""
    if rows := [{"reference": reference, "ods_code": code} for code in ods_codes]:
        await tx.execute(insert(alerts_asked).on_conflict_do_nothing(), rows)


async def add_taken(tx: Transaction, reference: str, taken: Iterable[tuple[UUID, datetime]]) -> None:
    """The first time stays."""
    rows = [{"person_id": who, "reference": reference, "taken_at": at} for who, at in taken]
    if rows:
        await tx.execute(insert(mails_taken).on_conflict_do_nothing(), rows)


async def add_sign(tx: Transaction, person_id: UUID, at: datetime) -> None:
    """The latest counts, in whatever order they are heard."""
    said = insert(signs).values(person_id=person_id, last_at=at)
    later = func.greatest(signs.c.last_at, said.excluded.last_at)
    await tx.execute(said.on_conflict_do_update(index_elements=[signs.c.person_id], set_={"last_at": later}))


async def domains(tx: Transaction) -> list[Domain]:
    """Of everybody who is registered now, with what was taken for those who had to answer."""
    alerts, last_signs = await _alerts(tx), await _signs(tx)
    where = (
        select(
            _domain.label("domain"),
            people.c.ods_code,
            func.max(organisations.c.name).label("name"),
            func.count().label("people"),
        )
        .outerjoin_from(people, organisations, organisations.c.ods_code == people.c.ods_code)
        .where(people.c.active, people.c.ods_code.is_not(None))
        .group_by(_domain, people.c.ods_code)
        .order_by(_domain, func.max(organisations.c.name), people.c.ods_code)
    )
    placed = defaultdict(list)
    for row in await tx.execute(where):
        placed[row.domain].append(row)
    return [
        Domain(
            name=name,
            organisations=tuple((row.ods_code, row.name or row.ods_code) for row in rows),
            people=sum(row.people for row in rows),
            alerts=tuple(alerts[name]),
            last_sign_at=last_signs.get(name),
        )
        for name, rows in placed.items()
        if name in alerts
    ]


async def _alerts(tx: Transaction) -> dict[str, list[Unanswered]]:
    asked = (alerts_asked.c.reference == mails_taken.c.reference) & (
        alerts_asked.c.ods_code == people.c.ods_code
    )
    first = func.min(mails_taken.c.taken_at).label("taken_at")
    chosen = (
        select(_domain.label("domain"), mails_taken.c.reference, first)
        .join_from(mails_taken, people, people.c.person_id == mails_taken.c.person_id)
        .join(alerts_asked, asked)
        .where(people.c.active)
        .group_by(_domain, mails_taken.c.reference)
    )
    found = defaultdict(list)
    for row in await tx.execute(chosen):
        found[row.domain].append(Unanswered(row.reference, row.taken_at))
    return found


async def _signs(tx: Transaction) -> dict[str, datetime]:
    """Also of people who are registered no more: what arrived for them arrives for others."""
    of_people = select(_domain.label("domain"), signs.c.last_at.label("at")).join_from(
        signs, people, people.c.person_id == signs.c.person_id
    )
    confirmed = select(_domain, people.c.address_confirmed_at).where(
        people.c.address_confirmed_at.is_not(None)
    )
    came_back = select(func.split_part(bounces.c.email_folded, "@", 2), bounces.c.bounced_at)
    by_code = select(func.split_part(sessions.c.address, "@", 2), sessions.c.began_at)
    signed_in = by_code.where(sessions.c.way == Way.CODE)
    every = of_people.union_all(confirmed, came_back, signed_in).subquery()
    last = select(every.c.domain, func.max(every.c.at).label("at")).group_by(every.c.domain)
    return {row.domain: row.at for row in await tx.execute(last)}
