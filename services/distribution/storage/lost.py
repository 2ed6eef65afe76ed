"""Mails that have not ended and stand in no queue, so that nobody would ever send them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    update,
)

from services.distribution.domain.sending import Outcome, State
from services.distribution.storage.ledger import Touched
from services.distribution.storage.queue import put_in, still_holds
from services.distribution.tables import attempts, ledger
from services.kit.database import Transaction

#: What has not ended. A mail in doubt that stands in no queue was given up, which an operator may change.
OPEN = (State.PLANNED, State.CLAIMED, State.DEFERRED)
FOUND = "it stood in no queue; whether it was sent is not known"


class Stretch(NamedTuple):
    """Part of the ledger: its last mail, None behind the end, and the first that has not ended."""

    last: int | None
    first_open: int | None


async def stretch(tx: Transaction, after: int, most: int) -> Stretch:
    """The next mails behind this one."""
    part = select(ledger.c.id, ledger.c.state).where(ledger.c.id > after).order_by(ledger.c.id).limit(most)
    rows = part.subquery("part")
    open_from = func.min(rows.c.id).filter(rows.c.state.in_(OPEN))
    asked = select(func.max(rows.c.id).label("last"), open_from.label("first_open"))
    row = (await tx.execute(asked)).one()
    return Stretch(row.last, row.first_open)


async def put_back(tx: Transaction, first: int, last: int) -> tuple[list[int], Sequence[Touched]]:
    """Those from the first to the last are due now, and what was in somebody's hands is in doubt.

    Their numbers, and whose mails they are.
    """
    rows = (await tx.execute(_PUT_BACK, {"first": first, "last": last, "now": tx.now})).all()
    return [row.id for row in rows], [Touched.of(row) for row in rows]


def _putting_back() -> Any:
    """In one statement, which sees ledger and queue as they were at one moment."""
    first, last = (bindparam(name, type_=BigInteger()) for name in ("first", "last"))
    chosen = ledger.c.id.between(first, last)
    lost = select(ledger.c.id).where(chosen, ledger.c.state.in_(OPEN), ~still_holds(ledger))
    # Another process may be looking here as well.
    held = lost.with_for_update(skip_locked=True).cte("held")
    begun = ledger.c.state == State.CLAIMED
    found = update(ledger).where(ledger.c.id == held.c.id)
    found = found.values(
        state=case((begun, State.UNKNOWN.value), else_=ledger.c.state),
        code=case((begun, None), else_=ledger.c.code),
        reply=case((begun, FOUND), else_=ledger.c.reply),
    )
    names = ("id", "lane", "attempts", "reference", "version", "ods_code", "state", "last_attempt_at")
    again = found.returning(*(ledger.c[name] for name in names)).cte("again")
    now = bindparam("now", type_=DateTime(timezone=True))
    back = put_in(again, now).on_conflict_do_nothing()
    return select(again).order_by(again.c.id).add_cte(back.cte("back"), _noted(again, now))


def _noted(again: CTE, now: ColumnElement[datetime]) -> CTE:
    """The attempt that was begun, as one that nobody knows the end of."""
    row = {
        "ledger_id": again.c.id,
        "attempt": again.c.attempts,
        "started_at": func.coalesce(again.c.last_attempt_at, now),
        "ended_at": now,
        "outcome": literal(Outcome.UNKNOWN.value),
        "reply": literal(FOUND),
    }
    begun = select(*row.values()).where(again.c.state == State.UNKNOWN)
    return insert(attempts).from_select([*row], begun).cte("noted")


_PUT_BACK = _putting_back()
