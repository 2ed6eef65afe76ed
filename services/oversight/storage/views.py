"""Reading for pages and API: a page is one or two statements, however many organisations it shows."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from contracts.events.actions import Progress, ResponseStatus
from contracts.events.alerts import AlertOutcome, AlertStatus
from contracts.heartbeats import SERIES
from services.kit.database import Transaction
from services.oversight.domain.counts import Group
from services.oversight.domain.standing import (
    NOWHERE,
    TO_RING,
    Alert,
    Deliveries,
    Ended,
    Organisation,
    Person,
    Region,
    Standing,
    deadlines,
    in_ringing_order,
)
from services.oversight.tables import (
    alerts,
    disownments,
    endings,
    organisations,
    people,
    revisions,
    standings,
)

#: The register's changes are counted under a name that no alert has.
REGISTER = "register"
#: What `alert_in` reads of an alert's end.
ENDED = (
    endings.c.outcome,
    endings.c.ended_at,
    endings.c.reason.label("ended_because"),
    endings.c.superseded_by,
)


async def revision_of(tx: Transaction, reference: str | None = None) -> int:
    """Rises with every change that a page about this alert, or about all of them, could show."""
    risen = select(func.coalesce(func.sum(revisions.c.revision), 0))
    if reference is not None:
        risen = risen.where(revisions.c.subject.in_([reference, REGISTER]))
    return int((await tx.execute(risen)).scalar_one())


async def region_named(tx: Transaction, code: str) -> Region | None:
    """The region as its organisations name it; None when the register knows none of them."""
    if code == NOWHERE:
        return Region(code=None)
    found = (
        select(organisations.c.region_name)
        .where(organisations.c.region_code == code)
        .order_by(organisations.c.region_name.is_(None))
        .limit(1)
    )
    row = (await tx.execute(found)).one_or_none()
    return Region(code=code, name=row.region_name) if row else None


async def alert_of(tx: Transaction, reference: str) -> Alert | None:
    """The newest version whose audience is known, or else the newest."""
    newest = _newest(alerts.c.document).where(alerts.c.reference == reference)
    row = (await tx.execute(newest)).one_or_none()
    return alert_in(row, row.document) if row else None


async def organisations_of(
    tx: Transaction,
    alert: Alert,
    *,
    region: Region | None = None,
    after: str = "",
    limit: int | None = None,
) -> tuple[Organisation, ...]:
    """The audience of one version, by code; each organisation with the people to ring."""
    rows = in_audiences().where(
        standings.c.reference == alert.reference, standings.c.version == alert.version
    )
    rows = rows.where(standings.c.ods_code > after).order_by(standings.c.ods_code)
    if region is not None:
        rows = rows.where(_is_of(region))
    return tuple(organisation_in(row) for row in await tx.execute(rows.limit(limit)))


async def groups_by_alert(
    tx: Transaction, *, region: Region | None = None, reference: str | None = None
) -> list[tuple[Alert, list[Group]]]:
    """Newest alerts first, each with its organisations grouped by how they stand; one statement.

    Heartbeats stand in no list.
    """
    newest, grouped = _newest().subquery("newest"), _grouped(region).subquery("grouped")
    same = and_(newest.c.reference == grouped.c.reference, newest.c.version == grouped.c.version)
    wanted = select(newest, *(c for c in grouped.c if c.name not in ("reference", "version")))
    wanted = wanted.select_from(newest.join(grouped, same, isouter=region is None))
    if reference is not None:
        wanted = wanted.where(newest.c.reference == reference)
    else:
        wanted = wanted.where(~newest.c.reference.regexp_match(SERIES))
    order = newest.c.issued_at.desc().nulls_first(), newest.c.reference.desc()
    found: dict[str, tuple[Alert, list[Group]]] = {}
    for row in await tx.execute(wanted.order_by(*order)):
        _, groups = found.setdefault(row.reference, (alert_in(row), []))
        if row.number is not None:
            groups.append(_group(row))
    return list(found.values())


def _newest(*more: ColumnElement[Any]) -> Select[Any]:
    known = [c for c in alerts.c if c.name != "document"]
    return (
        select(*known, *ENDED, *more)
        .outerjoin_from(alerts, endings, endings.c.reference == alerts.c.reference)
        .ext(distinct_on(alerts.c.reference))
        .order_by(alerts.c.reference, alerts.c.frozen_at.is_(None), alerts.c.version.desc())
    )


def alert_in(row: Any, document: dict[str, Any] | None = None) -> Alert:
    """The alert of a row, with what only its document tells where that is given."""
    whole = document or {}
    return Alert(
        reference=row.reference,
        version=row.version,
        headline=row.headline,
        title=whole.get("title"),
        kind=AlertStatus(row.status or AlertStatus.ACTUAL),
        mailed=row.mailing != "none",
        issued_at=row.issued_at,
        audience_known=row.frozen_at is not None,
        deadlines=deadlines(
            row.acknowledge_by, row.acknowledge_by_day, row.underway_by_day, row.complete_by_day
        ),
        attribution=whole.get("attribution"),
        issuer=(whole.get("issuer") or {}).get("name"),
        source_url=whole.get("source_url"),
        ended=_end(row) if row.outcome else None,
    )


def _end(row: Any) -> Ended:
    return Ended(
        outcome=AlertOutcome(row.outcome),
        at=row.ended_at,
        reason=row.ended_because,
        superseded_by=row.superseded_by,
    )


def _of_an_audience() -> Any:
    """An organisation that only other facts have named yet is not counted until the audience arrives."""
    return standings.join(organisations, standings.c.ods_code == organisations.c.ods_code, isouter=True)


def _is_of(region: Region) -> ColumnElement[bool]:
    if region.code is None:
        return organisations.c.region_code.is_(None)
    return organisations.c.region_code == region.code


def _grouped(region: Region | None) -> Select[Any]:
    alike = (
        standings.c.reference,
        standings.c.version,
        organisations.c.region_code,
        organisations.c.region_name,
        standings.c.must_respond,
        standings.c.sent_in_error_at.is_not(None).label("sent_in_error"),
        (standings.c.recipients > 0).label("registered"),
        (standings.c.accepted > 0).label("delivered"),
        standings.c.acknowledged_at.is_not(None).label("acknowledged"),
        standings.c.progress,
        standings.c.response,
        (standings.c.blocked > 0).label("is_blocked"),
    )
    grouped = select(*alike, func.count().label("number")).select_from(_of_an_audience())
    grouped = grouped.where(standings.c.must_respond.is_not(None)).group_by(*alike)
    return grouped if region is None else grouped.where(_is_of(region))


def _standing(row: Any) -> Standing:
    return Standing(
        must_respond=row.must_respond and not row.sent_in_error,
        sent_in_error=row.sent_in_error,
        registered=row.registered,
        delivered=row.delivered,
        acknowledged=row.acknowledged,
        progress=Progress(row.progress),
        response=ResponseStatus(row.response) if row.response else None,
        is_blocked=row.is_blocked,
    )


def _group(row: Any) -> Group:
    return Group(_region(row), _standing(row), row.number)


def _region(row: Any) -> Region:
    return Region(code=row.region_code, name=row.region_name)


def in_audiences() -> Select[Any]:
    """Every organisation of every audience, with all that is known of it."""
    return (
        select(
            *standings.c,
            standings.c.sent_in_error_at.is_not(None).label("sent_in_error"),
            (standings.c.recipients > 0).label("registered"),
            (standings.c.accepted > 0).label("delivered"),
            standings.c.acknowledged_at.is_not(None).label("acknowledged"),
            (standings.c.blocked > 0).label("is_blocked"),
            *(c for c in organisations.c if c.name != "ods_code"),
            _acknowledger().label("acknowledged_by_name"),
            _to_ring().label("people"),
        )
        .select_from(_of_an_audience())
        .where(standings.c.must_respond.is_not(None))
    )


def _acknowledger() -> ColumnElement[Any]:
    named = select(people.c.name).where(people.c.person_id == standings.c.acknowledged_by)
    return named.correlate(standings).scalar_subquery()


def _to_ring() -> ColumnElement[Any]:
    """As JSON, so that people come with their organisation in the same statement."""
    one = func.jsonb_build_object(
        *(part for column in ("name", "role", "phone") for part in (literal(column), people.c[column])),
        literal("disowned"),
        _disowned(),
    )
    ring = select(func.jsonb_agg(one, type_=JSONB)).where(
        people.c.ods_code == standings.c.ods_code, people.c.active, people.c.role.in_(TO_RING)
    )
    return ring.correlate(standings).scalar_subquery()


def _disowned() -> ColumnElement[Any]:
    said = select(func.max(disownments.c.reason)).where(
        disownments.c.person_id == people.c.person_id,
        disownments.c.ods_code == people.c.ods_code,
    )
    return said.correlate(people).scalar_subquery()


def organisation_in(row: Any) -> Organisation:
    """The organisation of a row of `in_audiences`."""
    return Organisation(
        region=_region(row),
        standing=_standing(row),
        deliveries=Deliveries(**_fields(row, Deliveries)),
        people=in_ringing_order(Person(**person) for person in row.people or ()),
        **_fields(row, Organisation, but=("region", "standing", "deliveries", "people")),
    )


def _fields(row: Any, kind: type, *, but: Iterable[str] = ()) -> dict[str, Any]:
    """The columns that are called as the fields are."""
    return {name: getattr(row, name) for name in kind.__annotations__ if name not in but}
