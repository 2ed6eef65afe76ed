"""What an exercise's report is made of."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from contracts.events.alerts import AlertIssued
from services.kit.database import Transaction
from services.oversight.domain.drills import Part, first
from services.oversight.domain.standing import Deliveries, Region, why_undelivered
from services.oversight.tables import history, organisations, standings


async def parts_of(tx: Transaction, reference: str) -> tuple[Part, ...]:
    """Every organisation that any version was for, each once; two statements."""
    said_at = await _said_at(tx, reference)
    rows = (
        select(
            *standings.c,
            *(organisations.c[name] for name in ("name", "region_code", "region_name")),
        )
        .outerjoin_from(standings, organisations, standings.c.ods_code == organisations.c.ods_code)
        .where(standings.c.reference == reference, standings.c.must_respond.is_not(None))
        .order_by(standings.c.version)
    )
    found: dict[str, Part] = {}
    for row in await tx.execute(rows):
        part = _part(row, said_at.get(row.version))
        earlier = found.get(part.ods_code)
        found[part.ods_code] = earlier.joined(part) if earlier else part
    return tuple(found.values())


async def _said_at(tx: Transaction, reference: str) -> dict[int, datetime]:
    """When each version was said, by its event: an author may have stated another time of issue."""
    said = (
        select(history.c.version, func.min(history.c.at).label("at"))
        .where(
            history.c.reference == reference,
            history.c.ods_code.is_(None),
            history.c.event_type == AlertIssued.type_name(),
        )
        .group_by(history.c.version)
    )
    return {row.version: row.at for row in await tx.execute(said)}


def _part(row: Any, said_at: datetime | None) -> Part:
    mails = Deliveries(**{name: getattr(row, name) for name in Deliveries.__annotations__})
    return Part(
        ods_code=row.ods_code,
        name=row.name,
        region=Region(code=row.region_code, name=row.region_name),
        must_respond=row.must_respond,
        issued_at=said_at,
        reached_at=row.first_accepted_at,
        why_not_reached=why_undelivered(mails, registered=row.recipients > 0),
        acknowledged_at=first(row.acknowledged_at, row.first_action_at, row.completed_at),
    )
