"""How far heartbeats came: taken by a mail server, arrived in their mailbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from contracts.heartbeats import SERIES, Last
from services.distribution.tables import alerts, arrivals, ledger
from services.kit.database import Transaction

#: Even once a minute, the last hours.
LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Beat:
    """A mail that may be a heartbeat."""

    id: int
    person_id: UUID
    ods_code: str
    reference: str
    version: int
    address: str
    accepted_at: datetime | None


async def mail(tx: Transaction, ledger_id: int) -> Beat | None:
    columns = [ledger.c[name] for name in Beat.__slots__]
    row = (await tx.execute(select(*columns).where(ledger.c.id == ledger_id))).first()
    return Beat(**row._asdict()) if row else None


async def add_arrival(tx: Transaction, ledger_id: int) -> bool:
    """False when it has arrived before."""
    row = {"ledger_id": ledger_id, "arrived_at": tx.now}
    return (await tx.execute(insert(arrivals).values(row).on_conflict_do_nothing())).rowcount == 1


async def last(tx: Transaction, patience: timedelta) -> Last:
    """Of the last ones; what a mail server kept for longer than the patience has not arrived in time."""
    newest = alerts.c.heard_at.desc()
    heard = select(alerts.c.reference, alerts.c.heard_at).where(of_series(alerts)).order_by(newest)
    beats = heard.limit(LOOKED_AT).cte("beats")
    own = ledger.c.reference.in_(select(beats.c.reference))
    in_time = or_(ledger.c.accepted_at.is_(None), arrivals.c.arrived_at <= ledger.c.accepted_at + patience)
    arrived = select(func.max(arrivals.c.arrived_at)).join(ledger, ledger.c.id == arrivals.c.ledger_id)
    known = select(
        select(func.min(beats.c.heard_at)).scalar_subquery().label("since"),
        select(func.max(ledger.c.accepted_at)).where(own).scalar_subquery().label("taken"),
        arrived.where(own, in_time).scalar_subquery().label("arrived"),
    )
    row = (await tx.execute(known)).one()
    return Last(row.since or tx.now, row.taken, row.arrived)


def of_series(table: FromClause) -> ColumnElement[bool]:
    """Rows about a heartbeat."""
    return table.c.reference.regexp_match(SERIES)
