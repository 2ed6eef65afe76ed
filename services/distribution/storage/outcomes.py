"""What became of mails, written down for a whole batch in one statement.

The statement is built once, for building it takes longer than running it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Integer,
    Text,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)

from services.distribution.domain.sending import Standing, State, Tried
from services.distribution.tables import attempts, audience, ledger
from services.kit.database import Transaction, arrays_as_rows

_INSTANT = DateTime(timezone=True)
_COLUMNS: dict[str, Any] = {
    "ledger_id": BigInteger(),
    "attempt": Integer(),
    "started_at": _INSTANT,
    "ended_at": _INSTANT,
    "outcome": Text(),
    "code": Integer(),
    "route": Text(),
    "reply": Text(),
    "state": Text(),
    "next_attempt_at": _INSTANT,
    "accepted_at": _INSTANT,
}


async def record(tx: Transaction, outcomes: Sequence[tuple[Tried, Standing]]) -> None:
    """How mails stand after an attempt, the attempt itself, and that their organisations are to be counted.

    A mail that was claimed anew meanwhile is left to its new attempt.
    """
    rows = [
        (
            *(tried.ledger_id, tried.attempt, tried.started_at, tried.ended_at, tried.outcome, tried.code),
            tried.route,
            *(standing.reply, standing.state, standing.next_attempt_at, standing.accepted_at),
        )
        for tried, standing in outcomes
    ]
    arrays = dict(zip(_COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    await tx.execute(_RECORD, arrays | {"now": tx.now})


def _recording() -> Any:
    new = arrays_as_rows(_COLUMNS)
    newly = ("state", "next_attempt_at", "accepted_at", "code", "reply")
    recorded = (
        update(ledger)
        .where(ledger.c.id == new.c.ledger_id, ledger.c.attempts == new.c.attempt)
        .where(ledger.c.state.in_((State.CLAIMED, State.UNKNOWN)))
        .values({name: new.c[name] for name in newly} | {"claimed_by": None, "claimed_until": None})
        .returning(ledger.c.reference, ledger.c.version, ledger.c.ods_code)
        .cte("recorded")
    )
    noted = [name for name in _COLUMNS if name in attempts.c]
    history = insert(attempts).from_select(noted, select(*(new.c[name] for name in noted))).cte("history")
    # Locked in one order, so that senders never block each other.
    key = (audience.c.reference, audience.c.version, audience.c.ods_code)
    touched = select(*key).where(tuple_(*key).in_(select(*recorded.c))).order_by(*key)
    locked = touched.with_for_update().cte("locked")
    marked = update(audience).where(*(column == locked.c[column.name] for column in key))
    now = bindparam("now", type_=_INSTANT)
    return marked.values(changed_at=func.coalesce(audience.c.changed_at, now)).add_cte(history)


_RECORD = _recording()
