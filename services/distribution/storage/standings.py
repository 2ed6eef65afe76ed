"""Who has answered what, as far as chasing needs to know."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.actions import Progress
from contracts.events.alerts import AlertEnded
from services.distribution.domain.answered import Acknowledged, Answered
from services.distribution.domain.chasing import Deadline
from services.distribution.storage import corrections
from services.distribution.tables import acknowledged, alerts, audience, endings, progressed
from services.kit.database import Transaction

Key = tuple[str, int, str]


async def acknowledged_by(tx: Transaction, key: Key) -> Acknowledged:
    """What is known of one organisation and version, held until the transaction ends."""
    row = _row(key) | {"was_left": False, "stands": False}
    await tx.execute(insert(acknowledged).values(row).on_conflict_do_nothing())
    held = select(acknowledged).where(*_is(key)).with_for_update()
    found = (await tx.execute(held)).one()
    return Acknowledged(given_at=found.given_at, taken_back_at=found.taken_back_at, was_left=found.was_left)


async def save_acknowledged(tx: Transaction, key: Key, known: Acknowledged) -> None:
    row = {
        "given_at": known.given_at,
        "taken_back_at": known.taken_back_at,
        "was_left": known.was_left,
        "stands": known.stands,
    }
    await tx.execute(acknowledged.update().where(*_is(key)).values(row))


async def save_progress(tx: Transaction, reference: str, ods_code: str, progress: Progress) -> None:
    row = {"reference": reference, "ods_code": ods_code, "progress": progress.value}
    await tx.put(progressed, row)


async def end(tx: Transaction, ended: AlertEnded) -> None:
    """An alert ends once; what is said of it again changes nothing."""
    row = {"reference": ended.reference, "outcome": ended.outcome.value, "ended_at": ended.ended_at}
    await tx.execute(insert(endings).values(row).on_conflict_do_nothing())


def has_ended(reference: ColumnElement[str]) -> ColumnElement[bool]:
    return select(endings.c.reference).where(endings.c.reference == reference).exists()


def ended_of(mails: CTE) -> Select[tuple[str]]:
    """Which of the alerts of these mails have ended: asked once for a batch, not once for each mail."""
    return select(endings.c.reference).where(endings.c.reference.in_(select(mails.c.reference)))


async def is_ended(tx: Transaction, reference: str) -> bool:
    return bool((await tx.execute(select(has_ended(literal(reference))))).scalar())


def why_stopped(reference: ColumnElement[str]) -> ColumnElement[str]:
    """Why mails of an alert that has ended, or was sent there in error, do not leave."""
    outcome = select(endings.c.outcome).where(endings.c.reference == reference).scalar_subquery()
    return literal("the alert was ") + func.coalesce(outcome, "sent there in error")


async def of_those_who_must_respond(tx: Transaction, reference: str, version: int) -> dict[str, Answered]:
    """Each organisation that must answer, with what it has answered; by code."""
    chosen = (
        select(audience.c.ods_code, stands(audience).label("stands"), progressed.c.progress)
        .join(alerts, of_version(audience))
        .join(progressed, progresses(audience), isouter=True)
        .where(audience.c.reference == reference, audience.c.version == version, audience.c.must_respond)
        .where(~corrections.is_in_error(audience))
        .order_by(audience.c.ods_code)
    )
    return {row.ods_code: answered_of(row) for row in await tx.execute(chosen)}


def answered_of(row: Any) -> Answered:
    """A row with `stands` and `progress`, which is null where nothing was heard."""
    return Answered(row.stands, Progress(row.progress or Progress.NOT_STARTED))


def of_version(of: Any) -> ColumnElement[bool]:
    """The version of the alert that a row of `of` is about."""
    return and_(alerts.c.reference == of.c.reference, alerts.c.version == of.c.version)


def stands(of: Any) -> ColumnElement[bool]:
    """Whether the organisation has acknowledged this version, or one that holds for it; beside `alerts`."""
    oldest = func.coalesce(alerts.c.acknowledged_from, alerts.c.version)
    own = (acknowledged.c.reference == of.c.reference, acknowledged.c.ods_code == of.c.ods_code)
    holds = acknowledged.c.version.between(oldest, alerts.c.version)
    return select(acknowledged.c.stands).where(*own, holds, acknowledged.c.stands).exists()


def progresses(of: Any) -> ColumnElement[bool]:
    return and_(*(progressed.c[name] == of.c[name] for name in ("reference", "ods_code")))


def is_answered(deadline: Any, of: Any) -> ColumnElement[bool]:
    """The rule of domain/answered.py, for as many rows as there are; beside `alerts`."""
    complete = progressed.c.progress == Progress.COMPLETE
    under_way = and_(progressed.c.progress == Progress.IN_PROGRESS, deadline != Deadline.COMPLETE)
    acts = select(progressed.c.progress).where(progresses(of), or_(complete, under_way)).exists()
    return or_(acts, and_(deadline == Deadline.ACKNOWLEDGE, stands(of)))


def _row(key: Key) -> dict[str, Any]:
    return dict(zip(("reference", "version", "ods_code"), key, strict=True))


def _is(key: Key) -> tuple[ColumnElement[bool], ...]:
    return tuple(acknowledged.c[name] == value for name, value in _row(key).items())
