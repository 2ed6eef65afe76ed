"""The versions of alerts that are known, those that were refused, and requests to issue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from contracts.events.alerts import AlertIssued
from contracts.heartbeats import SERIES
from services.kit.database import Transaction
from services.publishing.domain.correcting import KnownCorrection
from services.publishing.domain.ending import KnownEnding
from services.publishing.domain.issue import (
    EarlierRequest,
    KnownAlert,
    RefusedAlert,
    Request,
    digest,
    digest_of,
)
from services.publishing.tables import alerts, refused_alerts, requests


async def hold(tx: Transaction, reference: str) -> None:
    """Let nobody else decide about this reference until the transaction ends."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"publishing.{reference}"))))


async def add_alert(tx: Transaction, known: KnownAlert) -> None:
    """Remember a version that is not known yet, and who issued it when that was done here."""
    alert = known.document
    row = {
        "reference": alert.reference,
        "version": alert.version,
        "issued_at": alert.issued_at,
        "heard_at": known.heard_at,
        "source": known.source,
        "event_id": known.event_id,
        "issued_by": known.issued_by,
        "document": alert.model_dump(mode="json"),
    }
    await tx.execute(insert(alerts).values(row))


async def find_alert(tx: Transaction, reference: str, version: int) -> KnownAlert | None:
    """One version of an alert."""
    this = (alerts.c.reference == reference) & (alerts.c.version == version)
    row = (await tx.execute(select(alerts).where(this))).one_or_none()
    return _known(row) if row else None


async def versions_of(tx: Transaction, reference: str) -> list[KnownAlert]:
    """All versions of an alert, the newest first."""
    statement = select(alerts).where(alerts.c.reference == reference).order_by(alerts.c.version.desc())
    return [_known(row) for row in await tx.execute(statement)]


async def newest_version(tx: Transaction, reference: str) -> KnownAlert | None:
    """The highest version of an alert."""
    statement = select(alerts).where(alerts.c.reference == reference)
    row = (await tx.execute(statement.order_by(alerts.c.version.desc()).limit(1))).one_or_none()
    return _known(row) if row else None


async def was_issued_since(tx: Transaction, by: str, instant: datetime) -> bool:
    """Whether they issued anything after then."""
    lately = select(alerts.c.reference).where(alerts.c.issued_by == by, alerts.c.issued_at > instant)
    return (await tx.execute(lately.limit(1))).first() is not None


async def list_alerts(tx: Transaction, limit: int, after: str | None = None) -> list[KnownAlert]:
    """The newest version of each alert, the latest issued first; `after` is the last one seen.

    Heartbeats stand in no list.
    """
    newest = _newest().where(~alerts.c.reference.regexp_match(SERIES)).subquery()
    statement = select(newest).order_by(newest.c.issued_at.desc(), newest.c.reference.desc()).limit(limit)
    if after is not None:
        place = tuple_(newest.c.issued_at, newest.c.reference)
        last = _newest().where(alerts.c.reference == after).subquery()
        statement = statement.where(place < select(last.c.issued_at, last.c.reference).scalar_subquery())
    return [_known(row) for row in await tx.execute(statement)]


def _newest() -> Select[Any]:
    newest_first = select(alerts).order_by(alerts.c.reference, alerts.c.version.desc())
    return newest_first.ext(distinct_on(alerts.c.reference))


async def add_refused(
    tx: Transaction, heard: KnownAlert, reason: str, *, waits_for: int | None = None
) -> None:
    """Keep what was not taken, or not taken yet; the same content is kept once."""
    alert = heard.document
    row = {
        "reference": alert.reference,
        "version": alert.version,
        "digest": digest_of(alert),
        "heard_at": heard.heard_at,
        "source": heard.source,
        "event_id": heard.event_id,
        "reason": reason,
        "waits_for": waits_for,
        "document": alert.model_dump(mode="json"),
    }
    await tx.execute(insert(refused_alerts).values(row).on_conflict_do_nothing())


async def add_refused_document(tx: Transaction, heard: KnownEnding | KnownCorrection, reason: str) -> None:
    """Keep an ending or a correction that was not taken, beside the alerts that were not."""
    said = heard.document
    document = said.model_dump(mode="json")
    row = {
        "reference": said.reference,
        "version": said.version,
        "digest": digest(document),
        "heard_at": heard.heard_at,
        "source": heard.source,
        "event_id": heard.event_id,
        "reason": reason,
        "document": document,
    }
    await tx.execute(insert(refused_alerts).values(row).on_conflict_do_nothing())


async def take_next(tx: Transaction, reference: str, version: int) -> KnownAlert | None:
    """The first that waited for this version, taken off the list of what was refused."""
    waits = (
        (refused_alerts.c.reference == reference)
        & (refused_alerts.c.waits_for == version)
        & refused_alerts.c.taken_at.is_(None)
    )
    first = select(refused_alerts.c.id).where(waits).order_by(refused_alerts.c.id).limit(1)
    statement = update(refused_alerts).where(refused_alerts.c.id == first.scalar_subquery())
    taken = await tx.execute(statement.values(taken_at=tx.now).returning(*refused_alerts.c))
    row = taken.one_or_none()
    return _known(row) if row else None


async def list_refused(tx: Transaction, limit: int) -> list[RefusedAlert]:
    """What was not taken, the latest first."""
    statement = select(refused_alerts).where(refused_alerts.c.taken_at.is_(None))
    statement = statement.order_by(refused_alerts.c.id.desc()).limit(limit)
    return [
        RefusedAlert(
            reference=row.reference,
            version=row.version,
            title=_title(row.document),
            source=row.source,
            heard_at=row.heard_at,
            reason=row.reason,
        )
        for row in await tx.execute(statement)
    ]


def _title(document: Mapping[str, Any]) -> str:
    if "outcome" in document:
        return f"The end of the alert: {document['outcome']}"
    return document.get("title") or f"Correction {document['number']} of whom the alert is for"


async def add_request(tx: Transaction, request: Request, alert: AlertIssued) -> EarlierRequest | None:
    """Remember a request; returns the one that came with the same key before, and waits if it is in work."""
    row = {
        "key": request.key,
        "digest": request.digest,
        "reference": alert.reference,
        "version": alert.version,
        "made_at": tx.now,
    }
    added = await tx.execute(insert(requests).values(row).on_conflict_do_nothing())
    if added.rowcount == 1:
        return None
    earlier = (await tx.execute(select(requests).where(requests.c.key == request.key))).one()
    return EarlierRequest(digest=earlier.digest, reference=earlier.reference, version=earlier.version)


def _known(row: Row[Any]) -> KnownAlert:
    return KnownAlert(
        document=AlertIssued.model_validate(row.document),
        source=row.source,
        event_id=row.event_id,
        heard_at=row.heard_at,
        issued_by=getattr(row, "issued_by", None),
    )
