"""What is still to be sent: whether any of it is due, and taking mails out of it for good."""

from datetime import datetime

from sqlalchemy import CTE, ColumnElement, DateTime, FromClause, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import Insert, insert

from services.distribution.tables import ledger, queue
from services.kit.database import Transaction

#: In nobody's hands.
IS_FREE = queue.c.claimed_by.is_(None)


async def is_any_due(tx: Transaction) -> bool:
    """Asked in the order of an index, so that it costs the same however many wait for later."""
    return (await tx.execute(FIRST_DUE, {"now": tx.now})).first() is not None


async def oldest_due(tx: Transaction) -> datetime | None:
    """Since when the mail waits that has waited longest; None when none is due."""
    first = select(func.min(queue.c.next_attempt_at)).where(IS_FREE, queue.c.next_attempt_at <= tx.now)
    return (await tx.execute(first)).scalar()


def still_holds(mail: FromClause) -> ColumnElement[bool]:
    """Whether this row of the ledger may still be sent, or is just being sent."""
    return select(queue.c.ledger_id).where(queue.c.ledger_id == mail.c.id).exists()


def taken_out(*of: ColumnElement[bool]) -> CTE:
    """Mails of the ledger that are in nobody's hands are never sent; their `ledger_id`.

    It waits for senders that are taking some of them now; once it is done, they have them or will not.
    Whoever changes how a mail stands locks it here first, and in one order, so that nobody blocks each other.
    """
    free = select(queue.c.ledger_id).join(ledger, ledger.c.id == queue.c.ledger_id).where(IS_FREE, *of)
    held = free.order_by(queue.c.ledger_id).with_for_update(of=queue).cte("held")
    return delete(queue).where(queue.c.ledger_id == held.c.ledger_id).returning(queue.c.ledger_id).cte("out")


def put_in(mails: CTE, at: ColumnElement[datetime]) -> Insert:
    """Rows of the ledger, `id`, `lane` and `attempts`, are to be sent from then on; none of them is here."""
    rows = select(mails.c.id, mails.c.lane, mails.c.attempts, at)
    columns = ["ledger_id", "lane", "attempt", "next_attempt_at"]
    return insert(queue).from_select(columns, rows)


#: One that is due, if any is. Built once, for building it takes longer than running it.
FIRST_DUE = (
    select(queue.c.ledger_id)
    .where(IS_FREE, queue.c.next_attempt_at <= bindparam("now", type_=DateTime(timezone=True)))
    .order_by(queue.c.next_attempt_at)
    .limit(1)
)
