"""What became of mails, written down for a whole batch in one statement.

The statement is built once, for building it takes longer than running it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    DateTime,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    tuple_,
    union_all,
    update,
)

from services.distribution.domain.sending import Standing, State, Tried
from services.distribution.tables import attempts, audience, ledger, queue
from services.kit.database import Transaction, arrays_as_rows, is_one_of

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
}


async def record(tx: Transaction, outcomes: Sequence[tuple[Tried, Standing]]) -> None:
    """How mails stand after an attempt, the attempt itself, and that their organisations are to be counted.

    A mail that was claimed anew meanwhile is left to its new attempt.
    """
    tried, standings = zip(*outcomes, strict=True)
    told = dict(zip(Tried._fields, zip(*tried, strict=True), strict=True))
    # The reply is kept as it stands there: without addresses.
    told |= zip(Standing._fields, zip(*standings, strict=True), strict=True)
    arrays = {f"new_{name}": list(told[name]) for name in _COLUMNS}
    await tx.execute(_RECORD, arrays | {"now": tx.now})


def _recording() -> Any:
    new = select(arrays_as_rows(_COLUMNS, before="new_")).cte("new")
    own = (queue.c.ledger_id == new.c.ledger_id, queue.c.attempt == new.c.attempt)
    # Said so that the planner, which knows nothing of the rows, takes them for few and looks each up.
    may_wait = is_one_of(new.c.state, (State.DEFERRED, State.UNKNOWN))
    is_open = and_(may_wait, new.c.next_attempt_at.is_not(None))
    again = {"next_attempt_at": new.c.next_attempt_at, "claimed_by": None, "claimed_until": None}
    back = update(queue).where(*own, is_open).values(again)
    done = delete(queue).where(*own, new.c.next_attempt_at.is_(None))
    ours = union_all(*(select(one.c.ledger_id) for one in (_told(done, "done"), _told(back, "back"))))
    held = ours.cte("held")
    newly = {name: new.c[name] for name in ("state", "code", "reply")}
    accepted_at = case((new.c.state == State.ACCEPTED, new.c.ended_at))
    recorded = (
        update(ledger)
        .where(ledger.c.id == held.c.ledger_id, new.c.ledger_id == held.c.ledger_id)
        .values(newly | {"accepted_at": accepted_at})
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


def _told(changed: Any, name: str) -> CTE:
    told: CTE = changed.returning(queue.c.ledger_id).cte(name)
    return told


_RECORD = _recording()
