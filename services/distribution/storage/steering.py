"""What an operator has ordered about mails, and carrying it out on the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    and_,
    case,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from contracts.deadlines import LONDON, uk_day
from services.distribution.domain.sending import KIND_WORDS, Kind, State
from services.distribution.domain.steering import PAUSED_FOR, Order, Scope
from services.distribution.storage.heartbeats import of_series
from services.distribution.storage.ledger import Touched, never_send
from services.distribution.storage.queue import IS_FREE, put_in, still_holds
from services.distribution.tables import alerts, ledger, orders, pauses, queue
from services.kit.database import Transaction


@dataclass(frozen=True, slots=True)
class Pause:
    reference: str
    kind: str
    since: datetime
    reason: str

    @property
    def in_words(self) -> str:
        return Scope(self.reference, self.kind).in_words()


@dataclass(frozen=True, slots=True)
class Given:
    """An order as it was carried out; without a person it was a holder of the API key."""

    id: int
    at: datetime
    by_name: str
    what: str
    reference: str
    kind: str
    reason: str
    mails: int

    @property
    def in_words(self) -> str:
        return Scope(self.reference, self.kind).in_words()


@dataclass(frozen=True, slots=True)
class Progress:
    """How the mails of one alert stand, of all its kinds and versions."""

    reference: str
    title: str
    states: dict[str, int]
    #: Mails wait, or are under way; those in doubt that were given up do not.
    is_open: bool


async def pause(tx: Transaction, order: Order) -> bool:
    """False when just that is paused already."""
    row = {
        "reference": order.scope.reference,
        "kind": order.scope.kind,
        "since": tx.now,
        "reason": order.reason.strip(),
    }
    return (await tx.execute(insert(pauses).values(row).on_conflict_do_nothing())).rowcount == 1


async def end_pause(tx: Transaction, scope: Scope) -> bool:
    """False when just that is not paused."""
    own = (pauses.c.reference == scope.reference, pauses.c.kind == scope.kind)
    return (await tx.execute(delete(pauses).where(*own))).rowcount == 1


async def all_pauses(tx: Transaction) -> list[Pause]:
    """Longest first."""
    rows = await tx.execute(select(pauses).order_by(pauses.c.since))
    return [Pause(row.reference, row.kind, row.since, row.reason) for row in rows]


async def waiting(tx: Transaction, scope: Scope) -> int:
    """How many mails have not left, or may leave once more."""
    free = select(func.count()).select_from(queue).join(ledger, ledger.c.id == queue.c.ledger_id)
    return int((await tx.execute(free.where(IS_FREE, *_of(scope)))).scalar_one())


async def wake(tx: Transaction, scope: Scope) -> int:
    """What a pause has put off is due at once; how many mails that is."""
    put_off = queue.c.next_attempt_at.between(tx.now, tx.now + PAUSED_FOR)
    woken = update(queue).where(IS_FREE, put_off, ledger.c.id == queue.c.ledger_id, *_of(scope))
    return (await tx.execute(woken.values(next_attempt_at=tx.now))).rowcount


async def cancel(tx: Transaction, scope: Scope) -> list[Touched]:
    """One row for each mail: those never sent are closed, those in doubt stay so and are not repeated."""
    return await never_send(tx, "cancelled", *_of(scope))


async def retry(tx: Transaction, scope: Scope) -> list[Touched]:
    """One row for each mail that was given up: due at once, and for a day again.

    Of reminders only the last to an address, and none where another waits or was taken today.
    """
    own = (_has_failed(ledger), *_of(scope), ~_would_be_a_second_chase(scope, tx.now))
    refused = ledger.c.state == State.BOUNCED
    opened = update(ledger).where(*own)
    opened = opened.values(
        state=case((refused, State.DEFERRED.value), else_=ledger.c.state), first_attempt_at=None
    )
    columns = ("id", "lane", "attempts", "reference", "version", "ods_code")
    again = opened.returning(*(ledger.c[name] for name in columns)).cte("again")
    # Somebody else may have ordered the same a moment ago.
    back = put_in(again, literal(tx.now)).on_conflict_do_nothing()
    told = select(again.c.reference, again.c.version, again.c.ods_code)
    rows = await tx.execute(told.add_cte(back.cte("back")))
    return [Touched.of(row) for row in rows]


def _has_failed(table: FromClause) -> ColumnElement[bool]:
    return or_(table.c.state == State.BOUNCED, and_(table.c.state == State.UNKNOWN, ~still_holds(table)))


def _would_be_a_second_chase(scope: Scope, now: datetime) -> ColumnElement[bool]:
    other = ledger.alias("other")
    waits = still_holds(other)
    taken_today = cast(func.timezone(LONDON.key, other.c.accepted_at), Date) == uk_day(now)
    tried_instead = and_(other.c.id > ledger.c.id, _has_failed(other), *_of(scope, other))
    same_reader = func.lower(other.c.address) == func.lower(ledger.c.address)
    beside = select(other.c.id).where(
        other.c.kind == Kind.CHASE,
        other.c.id != ledger.c.id,
        same_reader,
        or_(waits, taken_today, tried_instead),
    )
    return and_(ledger.c.kind == Kind.CHASE, beside.exists())


async def note(tx: Transaction, order: Order, by: UUID | None, by_name: str, mails: int) -> None:
    """Rows are only ever added."""
    row = {
        "at": tx.now,
        "by_person": by,
        "by_name": by_name,
        "what": order.what.value,
        "reference": order.scope.reference,
        "kind": order.scope.kind,
        "reason": order.reason.strip(),
        "mails": mails,
    }
    await tx.execute(insert(orders).values(row))


async def given(tx: Transaction, *, before: int | None, limit: int) -> list[Given]:
    """What was ordered, latest first; older than `before` when there are pages."""
    chosen = select(*(orders.c[name] for name in Given.__slots__)).order_by(orders.c.id.desc()).limit(limit)
    if before is not None:
        chosen = chosen.where(orders.c.id < before)
    return [Given(**row._asdict()) for row in await tx.execute(chosen)]


async def progress(tx: Transaction, *, limit: int) -> list[Progress]:
    """Of the alerts heard last and of every one with mails that wait; these first, then the newest.

    Alerts that were only recorded have no mails, and are left out; so are heartbeats, which have a line of
    their own.
    """
    waits = select(ledger.c.reference).join_from(queue, ledger, ledger.c.id == queue.c.ledger_id)
    open_ones = {*(await tx.execute(waits.where(~of_series(ledger)).distinct())).scalars()}
    newest = func.max(alerts.c.heard_at).label("heard_at")
    heard = select(alerts.c.reference, newest).where(~of_series(alerts)).group_by(alerts.c.reference)
    lately = (await tx.execute(heard.order_by(newest.desc()).limit(limit))).all()
    found: dict[str, dict[str, int]] = {row.reference: {} for row in lately}
    found |= {reference: {} for reference in sorted(open_ones - found.keys())}
    counted = select(ledger.c.reference, ledger.c.state, func.count().label("mails"))
    counted = counted.where(ledger.c.reference.in_(found)).group_by(ledger.c.reference, ledger.c.state)
    for row in await tx.execute(counted):
        found[row.reference][row.state] = row.mails
    titles = await _titles(tx, [*found])
    shown = [
        Progress(one, titles.get(one, one), states, is_open=one in open_ones)
        for one, states in found.items()
        if states
    ]
    return sorted(shown, key=lambda one: not one.is_open)


async def _titles(tx: Transaction, references: Sequence[str]) -> dict[str, str]:
    title = alerts.c.document["title"].astext.label("title")
    chosen = select(alerts.c.reference, title).where(alerts.c.reference.in_(references))
    return {row.reference: row.title for row in await tx.execute(chosen.order_by(alerts.c.version))}


def _of(scope: Scope, table: FromClause = ledger) -> list[ColumnElement[bool]]:
    """Kinds that a newer version has planned are left to it."""
    chosen: list[ColumnElement[bool]] = [table.c.kind.in_([scope.kind] if scope.kind else [*KIND_WORDS])]
    if scope.reference:
        chosen.append(table.c.reference == scope.reference)
    return chosen
