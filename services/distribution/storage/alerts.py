"""Alerts as they were issued, and whom they are for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import DateTime, Integer, bindparam, case, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from contracts.audience import Addressed
from contracts.events.alerts import AlertIssued, AlertStatus
from services.distribution.domain.preview import Frozen
from services.distribution.storage.ledger import Touched
from services.distribution.tables import alerts, audience
from services.kit.database import Transaction, arrays_as_rows

_KEY_NAMES = ("reference", "version", "ods_code")
_KEY = tuple(audience.c[name] for name in _KEY_NAMES)
_OF_EACH = ("ods_code", "must_respond", "recipients", "skipped")


@dataclass(frozen=True)
class KnownAlert:
    document: AlertIssued
    acknowledge_by: datetime


class AlertVersion(NamedTuple):
    """What waits for the register: a version, or a correction of its audience."""

    reference: str
    version: int
    #: The number of the correction; 0 for the version itself.
    correction: int = 0


async def add_alert(tx: Transaction, alert: AlertIssued, acknowledge_by: datetime) -> bool:
    """False when this version is known already."""
    row = {
        "reference": alert.reference,
        "version": alert.version,
        "document": alert.model_dump(mode="json"),
        "acknowledge_by": acknowledge_by,
        "heard_at": tx.now,
    }
    return (await tx.execute(insert(alerts).values(row).on_conflict_do_nothing())).rowcount == 1


async def waiting(tx: Transaction) -> list[AlertVersion]:
    """Those whose audience is not frozen yet, oldest first."""
    chosen = select(alerts.c.reference, alerts.c.version).where(alerts.c.frozen_at.is_(None))
    rows = await tx.execute(chosen.order_by(alerts.c.heard_at, alerts.c.version))
    return [AlertVersion(row.reference, row.version) for row in rows]


async def hold(tx: Transaction, reference: str) -> None:
    """Until this transaction ends, nobody else freezes a version of the alert, or ends it."""
    held = select(alerts.c.version).where(alerts.c.reference == reference).order_by(alerts.c.version)
    await tx.execute(held.with_for_update())


async def take_waiting(tx: Transaction, one: AlertVersion) -> KnownAlert | None:
    """None when it is frozen already, or is just being frozen elsewhere."""
    chosen = (alerts.c.reference == one.reference, alerts.c.version == one.version)
    waits = select(alerts).where(*chosen, alerts.c.frozen_at.is_(None)).with_for_update(skip_locked=True)
    row = (await tx.execute(waits)).first()
    return KnownAlert(AlertIssued.model_validate(row.document), row.acknowledge_by) if row else None


async def mark_frozen(tx: Transaction, alert: AlertIssued) -> None:
    chosen = (alerts.c.reference == alert.reference, alerts.c.version == alert.version)
    oldest = select(literal(alert.version)).scalar_subquery()
    if alert.change is not None and not alert.change.must_acknowledge_again:
        before = alerts.alias("before")
        known = select(func.coalesce(before.c.acknowledged_from, before.c.version))
        known = known.where(before.c.reference == alert.reference, before.c.version < alert.version)
        newest = known.order_by(before.c.version.desc()).limit(1).scalar_subquery()
        oldest = select(func.coalesce(newest, alert.version)).scalar_subquery()
    kept = {"frozen_at": tx.now, "answers_kept": True, "acknowledged_from": oldest}
    await tx.execute(update(alerts).where(*chosen).values(kept))


async def alert_known(tx: Transaction, reference: str, version: int) -> KnownAlert | None:
    chosen = (alerts.c.reference == reference, alerts.c.version == version)
    row = (await tx.execute(select(alerts).where(*chosen))).first()
    return KnownAlert(AlertIssued.model_validate(row.document), row.acknowledge_by) if row else None


async def versions_known(tx: Transaction, reference: str) -> dict[int, AlertIssued]:
    rows = await tx.execute(
        select(alerts.c.version, alerts.c.document).where(alerts.c.reference == reference)
    )
    return {row.version: AlertIssued.model_validate(row.document) for row in rows}


async def title_of(tx: Transaction, reference: str) -> str | None:
    """The title of the newest version; None when the alert is not known."""
    newest = select(alerts.c.document["title"].astext).where(alerts.c.reference == reference)
    found: str | None = (await tx.execute(newest.order_by(alerts.c.version.desc()).limit(1))).scalar()
    return found


async def is_waiting(tx: Transaction, reference: str) -> bool:
    """Whether a version is not frozen yet, because the register has not been heard."""
    chosen = select(alerts.c.version).where(alerts.c.reference == reference, alerts.c.frozen_at.is_(None))
    return (await tx.execute(chosen.limit(1))).first() is not None


async def gaps(tx: Transaction, reference: str) -> int:
    """How many organisations of the newest version have nobody who could be mailed."""
    newest = select(func.max(audience.c.version)).where(audience.c.reference == reference).scalar_subquery()
    chosen = select(func.count()).where(audience.c.reference == reference, audience.c.version == newest)
    return int((await tx.execute(chosen.where(audience.c.recipients == []))).scalar_one())


async def add_audience(tx: Transaction, alert: AlertIssued, addressed: Sequence[Addressed]) -> None:
    """Once for the version; what a correction adds takes the place of what stood there before."""
    if addressed:
        rows = zip(*map(_audience_row, addressed), strict=True)
        columns = dict(zip(_OF_EACH, map(list, rows), strict=True))
        await tx.execute(_ADD, columns | {"reference": alert.reference, "version": alert.version})


async def mark_changed(tx: Transaction, touched: Collection[Touched]) -> None:
    """Their mails have to be counted anew; locked in one order, so that senders never block each other."""
    if not touched:
        return
    keys = [(one.reference, one.version, one.ods_code) for one in touched]
    rows = select(*_KEY).where(tuple_(*_KEY).in_(keys)).order_by(*_KEY).with_for_update().cte("rows")
    marked = update(audience).where(*(audience.c[column.name] == column for column in rows.c))
    await tx.execute(marked.values(changed_at=func.coalesce(audience.c.changed_at, tx.now)))


async def take_changed(tx: Transaction, before: datetime, most: int) -> list[Touched]:
    """Whose mails changed before then, longest ago first; nobody else counts or changes them meanwhile."""
    rows = await tx.execute(_TAKE_CHANGED, {"before": before, "most": most})
    return [Touched.of(row) for row in rows]


async def newest_frozen(tx: Transaction, reference: str) -> int | None:
    """The newest version whose audience stands."""
    newest = select(func.max(alerts.c.version)).where(alerts.c.reference == reference)
    found: int | None = (await tx.execute(newest.where(alerts.c.frozen_at.is_not(None)))).scalar()
    return found


async def frozen_before(tx: Transaction, reference: str) -> Frozen | None:
    """Whom the newest version of this alert went to, or else the real alert that was frozen last."""
    own = case((alerts.c.reference == reference, 0), else_=1)
    is_real = alerts.c.document["status"].astext == AlertStatus.ACTUAL
    chosen = select(alerts.c.reference, alerts.c.version).where(alerts.c.frozen_at.is_not(None))
    chosen = chosen.where(or_(alerts.c.reference == reference, is_real))
    newest = chosen.order_by(own, alerts.c.frozen_at.desc(), alerts.c.version.desc()).limit(1)
    row = (await tx.execute(newest)).first()
    if row is None:
        return None
    whom = select(audience.c.ods_code, audience.c.recipients)
    whom = whom.where(audience.c.reference == row.reference, audience.c.version == row.version)
    found = {
        one.ods_code: frozenset(UUID(person["person_id"]) for person in one.recipients)
        for one in await tx.execute(whom)
    }
    return Frozen(row.reference, row.version, found)


async def recipients(tx: Transaction, reference: str, version: int) -> dict[UUID, str]:
    """Everybody a version was for, with the organisation for which they got it."""
    chosen = select(audience.c.ods_code, audience.c.recipients)
    rows = await tx.execute(chosen.where(audience.c.reference == reference, audience.c.version == version))
    return {UUID(one["person_id"]): row.ods_code for row in rows for one in row.recipients}


def _audience_row(one: Addressed) -> tuple[object, ...]:
    return (
        one.organisation.ods_code,
        one.must_respond,
        [{"person_id": str(p.person_id), "role": p.role} for p in one.recipients],
        [{"person_id": str(s.person_id), "reason": s.reason} for s in one.skipped],
    )


def _adding() -> Any:
    new = arrays_as_rows({name: audience.c[name].type for name in _OF_EACH})
    alert = (bindparam(name, type_=audience.c[name].type) for name in ("reference", "version"))
    rows = select(*alert, *(new.c[name] for name in _OF_EACH))
    put = insert(audience).from_select(["reference", "version", *_OF_EACH], rows)
    rest = {name: put.excluded[name] for name in ("must_respond", "recipients", "skipped")}
    return put.on_conflict_do_update(index_elements=[*_KEY_NAMES], set_=rest)


def _taking_changed() -> Any:
    changed = audience.c.changed_at
    due = select(*_KEY).where(changed <= bindparam("before", type_=DateTime(timezone=True)))
    due = due.order_by(changed, *_KEY).limit(bindparam("most", type_=Integer()))
    rows = due.with_for_update(skip_locked=True).cte("rows")
    taken = update(audience).where(*(audience.c[column.name] == column for column in rows.c))
    return taken.values(changed_at=None).returning(*_KEY)


#: Built once, for building them takes longer than running them.
_ADD = _adding()
_TAKE_CHANGED = _taking_changed()
