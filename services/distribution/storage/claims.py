"""Mails in the hands of senders: taking what is due, keeping hold of it, freeing what was left.

Taking is one statement for a whole batch; it is built once, for building it takes longer than running it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    ScalarSelect,
    SmallInteger,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)

from contracts.envelope import EventData
from contracts.events.actions import AssignmentEnded, SignOffSettled
from services.distribution.domain.sending import STOPPED_BY_END, TO_ANYBODY, Kind, Lane, Outcome, State
from services.distribution.domain.steering import PAUSED_FOR
from services.distribution.storage import chases, corrections, standings
from services.distribution.storage.ledger import Touched
from services.distribution.storage.queue import FIRST_DUE, IS_FREE
from services.distribution.tables import attempts, ledger, occasions, pauses, people, queue, suppressions
from services.kit.database import Transaction, is_one_of

NO_LONGER_REGISTERED = "no longer registered"
NO_LONGER_ASKED = "no longer asked"
ANSWERED_MEANWHILE = "answered meanwhile"
ADDRESS_BOUNCES = "address bounces since "
#: What ends the reason of a mail.
ENDED_BY: dict[Kind, type[EventData]] = {
    Kind.ACTION_ASSIGNED: AssignmentEnded,
    Kind.SIGN_OFF_REQUESTED: SignOffSettled,
}
_NOW = bindparam("now", type_=DateTime(timezone=True))
LEFT = "the sender stopped before it could record what became of the mail"


class Claimed(NamedTuple):
    """A mail in the hands of one sender; `repeated` counts how often it may have arrived before."""

    id: int
    attempts: int
    repeated: int
    first_attempt_at: datetime
    person_id: UUID
    ods_code: str
    reference: str
    version: int
    kind: str
    occasion_id: UUID | None
    address: str
    person_name: str
    organisation_name: str
    role: str
    colleagues: str
    must_respond: bool
    lane: int
    message_id: str


@dataclass(frozen=True)
class Taken:
    """What came of the mails that were due: those to send now, and whose mails were closed instead."""

    mails: Sequence[Claimed]
    closed: Collection[Touched]
    #: Mails that are paused, and looked at again in a while.
    put_off: int

    def __bool__(self) -> bool:
        """Whether any mail was due."""
        return bool(self.mails or self.closed or self.put_off)


async def claim(
    tx: Transaction, sender: str, *, most: int, lease: timedelta, up_to: Lane = Lane.NOT_ACTUAL
) -> Taken:
    """Take mails of these lanes that are due; those another sender is taking now are passed over.

    Mails to people who have left, who are asked no more, or from where mails come back, are closed. One in
    doubt is still repeated, but not to who is no longer asked: there it stays in doubt.
    """
    if not (await tx.execute(_LOOK, {"now": tx.now})).first():
        return Taken([], [], put_off=0)
    asked = {"now": tx.now, "most": most, "sender": sender, "lease": lease, "up_to": up_to}
    rows: Sequence[Any] = (await tx.execute(_CLAIM, asked)).all()
    # The state stands first; a row is slower to ask by name.
    mails = [Claimed._make(row[1:]) for row in rows if row[0] == State.CLAIMED]
    closed = [Touched.of(row) for row in rows if row[0] not in (State.CLAIMED, None)]
    put_off = len(rows) - len(mails) - len(closed)
    return Taken(sorted(mails, key=lambda mail: (mail.lane, mail.id)), closed, put_off)


async def renew(tx: Transaction, ids: Sequence[int], sender: str, lease: timedelta) -> None:
    """Keep hold of mails whose server takes its time."""
    own = (queue.c.ledger_id.in_(ids), queue.c.claimed_by == sender)
    await tx.execute(update(queue).where(*own).values(claimed_until=tx.now + lease))


async def free(tx: Transaction, sender: str) -> set[Touched]:
    """Put back what was claimed by senders that are gone; whether it was sent is not known.

    Gone is whoever let the lease run out, and whoever bore our name before us: `sender` is `name/process`.
    """
    name = sender.rpartition("/")[0]
    bore_our_name = and_(literal(bool(name)), func.split_part(queue.c.claimed_by, "/", 1) == name)
    gone = or_(queue.c.claimed_until < tx.now, and_(bore_our_name, queue.c.claimed_by != sender))
    stale = select(queue.c.ledger_id).where(gone).with_for_update(skip_locked=True).cte("stale")
    put_back = {"next_attempt_at": tx.now, "claimed_by": None, "claimed_until": None}
    back = update(queue).where(queue.c.ledger_id == stale.c.ledger_id).values(put_back)
    doubted = back.returning(queue.c.ledger_id).cte("doubted")
    freed = update(ledger).where(ledger.c.id == doubted.c.ledger_id)
    freed = freed.values(state=State.UNKNOWN, code=None, reply=LEFT)
    rows = (await tx.execute(freed.returning(ledger))).all()
    if rows:
        await tx.execute(insert(attempts), [_left(tx, row) for row in rows])
    return {Touched.of(row) for row in rows}


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


def _has_left(mail: CTE) -> ColumnElement[bool]:
    """Owners and executives need not be registered, so they cannot leave the register."""
    left = select(people.c.person_id).where(people.c.person_id == mail.c.person_id, ~people.c.active)
    return and_(~is_one_of(mail.c.kind, TO_ANYBODY), left.exists())


def _is_ended(mail: CTE) -> ColumnElement[bool]:
    ended = case({kind.value: event.event for kind, event in ENDED_BY.items()}, value=mail.c.kind)
    own = (occasions.c.event == ended, occasions.c.occasion_id == mail.c.occasion_id)
    answered = and_(mail.c.kind == Kind.CHASE, ~chases.is_any_open(mail.c.occasion_id))
    is_told = select(occasions.c.event).where(*own).exists()
    return or_(answered, and_(is_one_of(mail.c.kind, ENDED_BY), is_told))


def _is_stopped(mail: CTE) -> ColumnElement[bool]:
    is_over = or_(mail.c.reference.in_(standings.ended_of(mail)), corrections.is_in_error(mail))
    return and_(is_one_of(mail.c.kind, STOPPED_BY_END), is_over)


def _is_paused(mail: CTE) -> ColumnElement[bool]:
    own = (pauses.c.reference.in_(("", mail.c.reference)), pauses.c.kind.in_(("", mail.c.kind)))
    early = and_(mail.c.kind == Kind.CHASE, ~chases.may_leave(mail.c.occasion_id, _NOW))
    # Mostly nothing is paused, and then no mail need ask for its own.
    paused = and_(select(pauses.c.since).exists(), select(pauses.c.since).where(*own).exists())
    return or_(early, paused)


def _bounces_since(mail: CTE) -> ScalarSelect[datetime]:
    """Since when mails come back from there.

    Who must answer an alert is tried once all the same, and again when an operator has it tried again.
    """
    not_tried = mail.c.first_attempt_at.is_(None)
    first_try = and_(mail.c.kind == Kind.ALERT_ISSUED, mail.c.must_respond, not_tried)
    is_open = (suppressions.c.address == func.lower(mail.c.address), suppressions.c.lifted_at.is_(None))
    may_close = and_(~is_one_of(mail.c.kind, TO_ANYBODY), ~first_try)
    return select(suppressions.c.since).where(*is_open, may_close).scalar_subquery()


_JUDGED_BY = (
    *("id", "state", "kind", "reference", "person_id", "occasion_id"),
    *("address", "must_respond", "first_attempt_at", "ods_code"),
)


def _due() -> CTE:
    """Locked, and as they are when locked: another sender may have had one of them a moment ago."""
    return (
        select(*(ledger.c[name] for name in _JUDGED_BY))
        .join_from(queue, ledger, ledger.c.id == queue.c.ledger_id)
        .where(IS_FREE, queue.c.next_attempt_at <= _NOW)
        # Kinds that a newer version has planned are left to it.
        .where(is_one_of(ledger.c.kind, Kind), queue.c.lane <= bindparam("up_to", type_=SmallInteger()))
        .order_by(queue.c.lane, queue.c.ledger_id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(of=queue, skip_locked=True)
        .cte("due")
    )


def _judged(due: CTE) -> CTE:
    """What holds of each row that is due.

    Kept as it is: folded into the update, each question would be asked again for each column it decides.
    """
    asked = select(
        *(due.c[name] for name in ("id", "kind", "reference")),
        (due.c.state == State.UNKNOWN).label("doubtful"),
        _has_left(due).label("has_left"),
        _is_ended(due).label("is_answered"),
        _is_stopped(due).label("is_stopped"),
        _bounces_since(due).label("bounces_since"),
        _is_paused(due).label("is_paused"),
    )
    return asked.cte("judged").prefix_with("MATERIALIZED")


def _claiming() -> Any:
    """All that is due next, each claimed, closed or put off."""
    judged = _judged(_due())
    doubtful, has_left = judged.c.doubtful, judged.c.has_left
    is_ended = or_(judged.c.is_stopped, judged.c.is_answered)
    closes = and_(or_(is_ended, has_left, judged.c.bounces_since.is_not(None)), ~doubtful)
    ends = or_(closes, and_(is_ended, doubtful))
    waits = and_(judged.c.is_paused, ~ends)
    own = queue.c.ledger_id == judged.c.id
    stay = {
        "next_attempt_at": case((waits, _NOW + PAUSED_FOR), else_=queue.c.next_attempt_at),
        "attempt": queue.c.attempt + case((waits, 0), else_=1),
        "claimed_by": case((waits, None), else_=bindparam("sender", type_=Text())),
        "claimed_until": case((waits, None), else_=_NOW + bindparam("lease", type_=Interval())),
    }
    stayed = update(queue).where(own, ~ends).values(stay).cte("stayed")
    left = delete(queue).where(own, ends).cte("left_out")
    changed = update(ledger).where(ledger.c.id == judged.c.id, ~waits).values(_standing(judged, ends, closes))
    told = changed.returning(*(ledger.c[name] for name in ("state", *Claimed._fields))).cte("told")
    put_off = select(*(cast(null(), column.type) for column in told.c)).select_from(judged).where(waits)
    return union_all(select(told), put_off).add_cte(stayed, left)


def _standing(judged: CTE, ends: ColumnElement[bool], closes: ColumnElement[bool]) -> dict[str, Any]:
    """How each mail that does not wait stands in the ledger; of those that end, some were never sent."""
    claimed: dict[str, Any] = {
        "state": State.CLAIMED.value,
        "attempts": ledger.c.attempts + 1,
        "repeated": ledger.c.repeated + case((judged.c.doubtful, 1), else_=0),
        "first_attempt_at": func.coalesce(ledger.c.first_attempt_at, _NOW),
        "last_attempt_at": _NOW,
    }
    closed: dict[str, Any] = {
        "state": case((closes, State.SUPPRESSED.value), else_=State.UNKNOWN.value),
        "code": case((closes, None), else_=ledger.c.code),
        "reply": _why_closed(closes, judged),
    }
    return {
        name: case((ends, closed.get(name, ledger.c[name])), else_=claimed.get(name, ledger.c[name]))
        for name in claimed | closed
    }


def _why_closed(closes: ColumnElement[bool], judged: CTE) -> ColumnElement[str | None]:
    asked = case((judged.c.kind == Kind.CHASE, ANSWERED_MEANWHILE), else_=NO_LONGER_ASKED)
    day = func.to_char(func.timezone("Europe/London", judged.c.bounces_since), "FMDD Mon YYYY")
    stopped = standings.why_stopped(judged.c.reference)
    reason = case(
        (judged.c.is_stopped, stopped),
        (judged.c.is_answered, asked),
        (judged.c.has_left, NO_LONGER_REGISTERED),
        else_=func.concat(ADDRESS_BOUNCES, day),
    )
    return case((closes, reason), else_=ledger.c.reply)


_CLAIM = _claiming()
#: Whether any is due. If so, this transaction goes by the index of lanes, which has the next in their order:
#: by statistics from before a large alert was planned the queue seems short, and all of it would be sorted.
_LOOK = FIRST_DUE.add_columns(func.set_config("enable_sort", "off", True))
