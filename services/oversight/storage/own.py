"""One organisation: where it belongs, every alert it ever got, and the evidence for one of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from contracts.heartbeats import SERIES
from services.kit.database import Transaction
from services.oversight.domain import evidence, work
from services.oversight.domain.evidence import Evidence, Somebody, Subject
from services.oversight.domain.history import Heard
from services.oversight.domain.own import OwnAlert, own_alert
from services.oversight.domain.seeing import Place
from services.oversight.domain.standing import Alert
from services.oversight.storage import histories
from services.oversight.storage.views import ENDED, alert_in, in_audiences, organisation_in
from services.oversight.tables import alerts, endings, organisations, people, standings

#: What only an alert's document tells of what the page shows.
_FROM_THE_DOCUMENT = ("title", "attribution", "issuer", "source_url")


@dataclass(frozen=True)
class Known:
    """An organisation as the register has told it; `name` is None before it has."""

    place: Place
    name: str | None

    @property
    def words(self) -> str:
        return f"{self.name} ({self.place.ods_code})" if self.name else self.place.ods_code


@dataclass(frozen=True)
class Registered:
    """A registration."""

    person_id: UUID
    ods_code: str | None
    role: str
    name: str
    active: bool


async def organisation(tx: Transaction, ods_code: str) -> Known | None:
    """As the register knows it; without a name where only an audience has told of it."""
    row = (await tx.execute(select(organisations).where(organisations.c.ods_code == ods_code))).one_or_none()
    if row is not None:
        place = Place(ods_code=ods_code, region_code=row.region_code, icb_code=row.icb_code)
        return Known(place, row.name)
    in_an_audience = select(standings.c.ods_code).where(standings.c.ods_code == ods_code).limit(1)
    is_known = (await tx.execute(in_an_audience)).one_or_none() is not None
    return Known(Place(ods_code=ods_code), None) if is_known else None


async def members(tx: Transaction, icb_code: str) -> list[Known]:
    """The organisations of an integrated care board, by name."""
    found = select(organisations).where(organisations.c.icb_code == icb_code).order_by(organisations.c.name)
    return [
        Known(Place(ods_code=row.ods_code, region_code=row.region_code, icb_code=icb_code), row.name)
        for row in await tx.execute(found)
    ]


async def registered(tx: Transaction, person_id: UUID) -> Registered | None:
    """Somebody's registration, also when it is over."""
    row = (await tx.execute(select(people).where(people.c.person_id == person_id))).one_or_none()
    return Registered(row.person_id, row.ods_code, row.role, row.name, row.active) if row else None


async def alerts_of(tx: Transaction, ods_code: str) -> tuple[OwnAlert, ...]:
    """Every alert it ever got, each in the newest version that was for it; two statements in all.

    Heartbeats stand in no list.
    """
    told = [alerts.c.document[name].label(f"document_{name}") for name in _FROM_THE_DOCUMENT]
    columns = [c for c in alerts.c if c.name not in ("reference", "version", "document")]
    same = and_(alerts.c.reference == standings.c.reference, alerts.c.version == standings.c.version)
    wanted = (
        in_audiences()
        .add_columns(*columns, *told, *ENDED)
        .join(alerts, same)
        .outerjoin(endings, endings.c.reference == standings.c.reference)
        .where(standings.c.ods_code == ods_code, ~standings.c.reference.regexp_match(SERIES))
        .ext(distinct_on(standings.c.reference))
        .order_by(standings.c.reference, standings.c.version.desc())
    )
    rows = (await tx.execute(wanted.add_columns(_newest_version()))).all()
    worked_on = await _work(tx, ods_code, [row.reference for row in rows])
    return tuple(
        own_alert(
            _alert_in(row),
            organisation_in(row),
            work.work_of(worked_on[row.reference]),
            tx.now,
        )
        for row in rows
    )


def _newest_version() -> ColumnElement[int]:
    """Of those whose audience is known: a later one than the organisation's own is not for it."""
    any_version = alerts.alias("any_version")
    newest = select(func.max(any_version.c.version)).where(
        any_version.c.reference == standings.c.reference, any_version.c.frozen_at.is_not(None)
    )
    return newest.correlate(standings).scalar_subquery().label("newest_version")


def _alert_in(row: Any) -> Alert:
    whole = {name: getattr(row, f"document_{name}") for name in _FROM_THE_DOCUMENT}
    left_out = (row.newest_version or 0) > row.version
    return replace(alert_in(row, whole), left_out_of=row.newest_version if left_out else None)


async def _work(tx: Transaction, ods_code: str, references: list[str]) -> dict[str, list[Heard]]:
    by_alert: dict[str, list[Heard]] = defaultdict(list)
    for one in await histories.of_organisation(tx, ods_code, references, work.TOLD_BY):
        by_alert[one.reference].append(one)
    return by_alert


async def evidence_of(tx: Transaction, reference: str, known: Known) -> Evidence | None:
    """Everything heard of the alert and the organisation; None where the alert was never for it."""
    ods_code = known.place.ods_code
    heard = await histories.of_organisation(tx, ods_code, [reference])
    if not any(one.ods_code for one in heard):
        return None
    subject = Subject(reference=reference, ods_code=ods_code, organisation=known.name)
    ids = {person for one in heard for person in evidence.ids_in(one.document)}
    return evidence.evidence_of(subject, heard, await _named(tx, ids))


async def _named(tx: Transaction, ids: Iterable[UUID]) -> list[Somebody]:
    found = select(people.c.person_id, people.c.name, people.c.role).where(people.c.person_id.in_(list(ids)))
    return [Somebody(id=row.person_id, name=row.name, role=row.role) for row in await tx.execute(found)]
