"""Mails in the hands of senders: taking what is due, recording what became of it, freeing what was left.

The ledger is the queue, so taking and recording are each one statement for a whole batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    ScalarSelect,
    TableValuedAlias,
    Text,
    and_,
    bindparam,
    case,
    column,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from contracts.envelope import EventData
from contracts.events.actions import AssignmentEnded, SignOffSettled
from services.distribution.domain.sending import TO_ANYBODY, Kind, Lane, Outcome, Standing, State, Tried
from services.distribution.storage.ledger import Planned, Touched
from services.distribution.tables import attempts, ledger, occasions, people, suppressions
from services.kit.database import Transaction

OPEN = (State.PLANNED, State.DEFERRED, State.UNKNOWN)
NO_LONGER_REGISTERED = "no longer registered"
NO_LONGER_ASKED = "no longer asked"
ADDRESS_BOUNCES = "address bounces since "
#: What ends the reason of a mail.
ENDED_BY: dict[Kind, type[EventData]] = {
    Kind.ACTION_ASSIGNED: AssignmentEnded,
    Kind.SIGN_OFF_REQUESTED: SignOffSettled,
}
LEFT = "the sender stopped before it could record what became of the mail"
_RECORDED = {
    "id": BigInteger(),
    "attempt": Integer(),
    "state": Text(),
    "next_attempt_at": DateTime(timezone=True),
    "accepted_at": DateTime(timezone=True),
    "code": Integer(),
    "reply": Text(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(Planned):
    """A mail in the hands of one sender; `repeated` counts how often it may have arrived before."""

    id: int
    attempts: int
    repeated: int
    first_attempt_at: datetime


async def is_any_due(tx: Transaction) -> bool:
    """Asked in the order of an index, so that it costs the same however many wait for later."""
    first = select(ledger.c.next_attempt_at).where(ledger.c.state.in_(OPEN))
    at: datetime | None = (await tx.execute(first.order_by(ledger.c.next_attempt_at).limit(1))).scalar()
    return at is not None and at <= tx.now


async def suppress(tx: Transaction, *, most: int) -> set[Touched]:
    """Of the mails that are due next, close those to who has left, is not asked any more, or is not reached.

    One in doubt is still repeated to them, but for who is no longer asked: there it stays in doubt.
    """
    due = _due(tx, most)
    doubtful = ledger.c.state == State.UNKNOWN
    hopeless = or_(_has_left(), _bounces())
    closed = update(ledger).where(ledger.c.id == due.c.id, or_(and_(~doubtful, hopeless), _is_ended()))
    closed = closed.values(
        state=case((doubtful, State.UNKNOWN), else_=State.SUPPRESSED),
        next_attempt_at=None,
        code=case((doubtful, ledger.c.code), else_=None),
        reply=case(
            (doubtful, ledger.c.reply),
            (_is_ended(), NO_LONGER_ASKED),
            (_has_left(), NO_LONGER_REGISTERED),
            else_=ADDRESS_BOUNCES + func.to_char(func.timezone("Europe/London", _since()), "FMDD Mon YYYY"),
        ),
    )
    rows = (await tx.execute(closed.returning(ledger))).all()
    return {_touched(row) for row in rows}


def _has_left() -> ColumnElement[bool]:
    """Owners and executives need not be registered, so they cannot leave the register."""
    left = select(people.c.person_id).where(people.c.person_id == ledger.c.person_id, ~people.c.active)
    return and_(ledger.c.kind.not_in(TO_ANYBODY), left.exists())


def _bounces() -> ColumnElement[bool]:
    """Who must answer an alert is tried once all the same: it may be well again, and nobody has told us."""
    first_try = and_(ledger.c.kind == Kind.ALERT_ISSUED, ledger.c.must_respond, ledger.c.attempts == 0)
    return and_(ledger.c.kind.not_in(TO_ANYBODY), ~first_try, _since().is_not(None))


def _since() -> ScalarSelect[datetime]:
    """Since when mails to this address come back."""
    is_open = (suppressions.c.address == func.lower(ledger.c.address), suppressions.c.lifted_at.is_(None))
    return select(suppressions.c.since).where(*is_open).scalar_subquery()


def _is_ended() -> ColumnElement[bool]:
    ended = case({kind.value: event.event for kind, event in ENDED_BY.items()}, value=ledger.c.kind)
    own = (occasions.c.event == ended, occasions.c.occasion_id == ledger.c.occasion_id)
    return and_(ledger.c.kind.in_(ENDED_BY), select(occasions.c.event).where(*own).exists())


async def claim(tx: Transaction, sender: str, *, most: int, lease: timedelta) -> list[Claimed]:
    """Take mails that are due; those another sender is taking now are passed over."""
    due = _due(tx, most)
    taken = update(ledger).where(ledger.c.id == due.c.id)
    taken = taken.values(
        state=State.CLAIMED,
        claimed_by=sender,
        claimed_until=tx.now + lease,
        attempts=ledger.c.attempts + 1,
        repeated=ledger.c.repeated + case((ledger.c.state == State.UNKNOWN, 1), else_=0),
        first_attempt_at=func.coalesce(ledger.c.first_attempt_at, tx.now),
        last_attempt_at=tx.now,
        next_attempt_at=None,
    )
    named = (ledger.c[field.name].label(field.name) for field in fields(Claimed))
    rows = await tx.execute(taken.returning(*named))
    return sorted((_claimed(row) for row in rows), key=lambda mail: (mail.lane, mail.id))


def _due(tx: Transaction, most: int) -> CTE:
    return (
        select(ledger.c.id)
        .where(ledger.c.state.in_(OPEN), ledger.c.next_attempt_at <= tx.now)
        # Kinds that a newer version has planned are left to it.
        .where(ledger.c.kind.in_([*Kind]))
        .order_by(ledger.c.lane, ledger.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )


async def renew(tx: Transaction, ids: Sequence[int], sender: str, lease: timedelta) -> None:
    """Keep hold of mails whose server takes its time."""
    own = (ledger.c.id.in_(ids), ledger.c.claimed_by == sender, ledger.c.state == State.CLAIMED)
    await tx.execute(update(ledger).where(*own).values(claimed_until=tx.now + lease))


async def free(tx: Transaction, sender: str) -> set[Touched]:
    """Put back what was claimed by senders that are gone; whether it was sent is not known.

    Gone is whoever let the lease run out, and whoever bore our name before us: `sender` is `name/process`.
    """
    name = sender.rpartition("/")[0]
    bore_our_name = and_(literal(bool(name)), func.split_part(ledger.c.claimed_by, "/", 1) == name)
    gone = or_(ledger.c.claimed_until < tx.now, and_(bore_our_name, ledger.c.claimed_by != sender))
    stale = select(ledger.c.id).where(ledger.c.state == State.CLAIMED, gone)
    stale_ids = stale.with_for_update(skip_locked=True).cte("stale")
    freed = update(ledger).where(ledger.c.id == stale_ids.c.id)
    freed = freed.values(
        state=State.UNKNOWN,
        next_attempt_at=tx.now,
        claimed_by=None,
        claimed_until=None,
        code=None,
        reply=LEFT,
    )
    rows = (await tx.execute(freed.returning(ledger))).all()
    await _note([_left(tx, row) for row in rows], tx)
    return {_touched(row) for row in rows}


async def record(tx: Transaction, outcomes: Mapping[Tried, Standing]) -> set[Touched]:
    """How mails stand after an attempt; one that was claimed anew meanwhile is left to its new attempt."""
    new = _rows("new", _RECORDED)
    recorded = (
        update(ledger)
        .where(ledger.c.id == new.c.id, ledger.c.attempts == new.c.attempt)
        .where(ledger.c.state.in_((State.CLAIMED, State.UNKNOWN)))
        .values({name: new.c[name] for name in ("state", "next_attempt_at", "accepted_at", "code", "reply")})
        .values(claimed_by=None, claimed_until=None)
        .returning(ledger.c.reference, ledger.c.version, ledger.c.ods_code)
    )
    lists = [_recorded(tried, standing) for tried, standing in outcomes.items()]
    arrays = {f"new_{name}": [row[name] for row in lists] for name in _RECORDED}
    rows = (await tx.execute(recorded, arrays)).all()
    await _note([_attempt(tried, standing) for tried, standing in outcomes.items()], tx)
    return {_touched(row) for row in rows}


async def _note(history: list[dict[str, Any]], tx: Transaction) -> None:
    if history:
        await tx.execute(insert(attempts), history)


def _rows(name: str, types: Mapping[str, Any]) -> TableValuedAlias:
    """Lists that are bound as arrays, one for each column, as rows."""
    arrays = (bindparam(f"{name}_{column_name}", type_=ARRAY(kind)) for column_name, kind in types.items())
    columns = [column(column_name, kind) for column_name, kind in types.items()]
    return func.unnest(*arrays).table_valued(*columns, name=name).render_derived()


def _recorded(tried: Tried, standing: Standing) -> dict[str, Any]:
    return {
        "id": tried.ledger_id,
        "attempt": tried.attempt,
        "state": standing.state.value,
        "next_attempt_at": standing.next_attempt_at,
        "accepted_at": standing.accepted_at,
        "code": tried.code,
        "reply": standing.reply,
    }


def _attempt(tried: Tried, standing: Standing) -> dict[str, Any]:
    return {
        "ledger_id": tried.ledger_id,
        "attempt": tried.attempt,
        "started_at": tried.started_at,
        "ended_at": tried.ended_at,
        "outcome": tried.outcome,
        "code": tried.code,
        "reply": standing.reply,
    }


def _left(tx: Transaction, row: Any) -> dict[str, Any]:
    return {
        "ledger_id": row.id,
        "attempt": row.attempts,
        "started_at": row.last_attempt_at,
        "ended_at": tx.now,
        "outcome": Outcome.UNKNOWN,
        "code": None,
        "reply": LEFT,
    }


def _touched(row: Any) -> Touched:
    return Touched(row.reference, row.version, row.ods_code)


def _claimed(row: Any) -> Claimed:
    values = row._asdict()
    typed = {"kind": Kind(row.kind), "lane": Lane(row.lane)}
    return Claimed(**(values | typed))
