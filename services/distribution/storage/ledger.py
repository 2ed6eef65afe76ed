"""One row for each mail: planning it, telling how it stands."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from services.distribution import tables
from services.distribution.domain.sending import KIND_WORDS, Kind, Lane, State
from services.distribution.storage import queue
from services.distribution.tables import ledger, suppressions
from services.kit.database import Transaction, arrays_as_rows

#: Troubles first, as whoever opens the page looks for them.
TROUBLES = (State.BOUNCED, State.UNKNOWN, State.DEFERRED)

#: In one statement, so that none comes near the time it may take, however large the register is.
PLANNED_TOGETHER = 2000
#: Postgres writes these while they come, and they are soon written, so there may be more of them.
COPIED_TOGETHER = 20_000


class Planned(NamedTuple):
    """A mail that is to be sent."""

    person_id: UUID
    ods_code: str
    reference: str
    version: int
    kind: Kind
    #: What the mail is about, beside the alert.
    occasion_id: UUID | None
    address: str
    person_name: str
    organisation_name: str
    role: str
    colleagues: str
    must_respond: bool
    lane: Lane
    message_id: str


_PLANNED = Planned._fields
_COPIED = [*(ledger.c[name] for name in _PLANNED), ledger.c.state]
#: What the mails of one planning have in common, beside an occasion they need not have.
_ALIKE = ("reference", "version", "kind")


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one mail stands, without the address."""

    id: int
    person_id: UUID
    person_name: str
    role: str
    ods_code: str
    organisation_name: str
    kind: str
    version: int
    state: str
    attempts: int
    repeated: int
    message_id: str
    next_attempt_at: datetime | None
    accepted_at: datetime | None
    code: int | None
    reply: str | None
    #: Tried although mails had come back from there.
    in_spite: bool

    @property
    def kind_in_words(self) -> str:
        return KIND_WORDS.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True, order=True)
class Touched:
    """The mails of one version to one organisation."""

    reference: str
    version: int
    ods_code: str

    @classmethod
    def of(cls, row: Any) -> "Touched":
        """Of a row with these columns, among others."""
        return cls(row.reference, row.version, row.ods_code)


async def plan(tx: Transaction, mails: Iterable[Planned], at: datetime | None = None) -> None:
    """Add what is not there yet, to be sent at once or then; planning the same mail twice changes nothing.

    While Postgres writes some, the next are made ready.
    """
    left = iter(mails)
    writing: asyncio.Task[Any] | None = None
    try:
        while together := [*islice(left, PLANNED_TOGETHER)]:
            columns = dict(zip(_PLANNED, zip(*together, strict=True), strict=True))
            if writing:
                await writing
            writing = asyncio.create_task(tx.execute(_PLAN, columns | {"at": at or tx.now}))
            await asyncio.sleep(0)  # it is on its way to Postgres before the next are made
    finally:
        if writing:
            await writing


async def plan_at_once(tx: Transaction, mails: Iterable[Planned]) -> None:
    """The same nearly twice as quickly, for mails of one version, kind and occasion that are not there yet.

    Where any is, it takes as long as ever. Nobody else may plan any of them meanwhile.
    """
    left = iter(mails)
    if (first := next(left, None)) is None:
        return
    left = chain([first], left)
    alike = {name: getattr(first, name) for name in (*_ALIKE, "occasion_id")}
    if (await tx.execute(_ANY_ALIKE, alike)).first():
        await plan(tx, left)
        return
    rows, copied = ((*mail, State.PLANNED) for mail in left), 0
    while together := await tx.copy(_COPIED, islice(rows, COPIED_TOGETHER)):
        copied += together
    queued = (await tx.execute(_QUEUE_ALIKE, alike | {"at": tx.now})).rowcount
    if queued != copied:
        raise ValueError(f"of {copied} mails, {queued} are like the first: the others would never be sent")


async def never_send(tx: Transaction, reason: str, *of: ColumnElement[bool]) -> list[Touched]:
    """Mails that have not left never leave; those in doubt stay so, and are not repeated. One for each."""
    out = queue.taken_out(*of)
    doubtful = ledger.c.state == State.UNKNOWN
    ended = update(ledger).where(ledger.c.id == out.c.ledger_id)
    ended = ended.values(
        state=case((doubtful, ledger.c.state), else_=State.SUPPRESSED.value),
        code=case((doubtful, ledger.c.code), else_=None),
        reply=case((doubtful, ledger.c.reply), else_=reason),
    )
    rows = await tx.execute(ended.returning(ledger.c.reference, ledger.c.version, ledger.c.ods_code))
    return [Touched.of(row) for row in rows]


async def may_have_arrived(tx: Transaction, person_id: UUID, kind: Kind, occasion_id: UUID) -> bool:
    """Whether that mail left, or is just being sent."""
    own = (ledger.c.person_id == person_id, ledger.c.kind == kind, ledger.c.occasion_id == occasion_id)
    left = ledger.c.state.in_((State.CLAIMED, State.ACCEPTED, State.UNKNOWN))
    return (await tx.execute(select(ledger.c.id).where(*own, left).limit(1))).first() is not None


async def states(tx: Transaction, reference: str) -> dict[str, int]:
    """How many mails of an alert, of whatever kind and version, are in each state."""
    chosen = select(ledger.c.state, func.count().label("mails")).where(ledger.c.reference == reference)
    return {row.state: row.mails for row in await tx.execute(chosen.group_by(ledger.c.state))}


async def deliveries(
    tx: Transaction, reference: str, state: State | None, *, after: int, limit: int
) -> list[Delivery]:
    """In the order they were planned, beginning behind `after`."""
    chosen = _shown(reference, state).where(ledger.c.id > after).order_by(ledger.c.id)
    return [Delivery(**row._asdict()) for row in await tx.execute(chosen.limit(limit))]


async def troubles_first(
    tx: Transaction, reference: str, state: State | None, *, skip: int, limit: int
) -> list[Delivery]:
    """What needs somebody comes before what goes well by itself."""
    order = case({state.value: rank for rank, state in enumerate(TROUBLES)}, value=ledger.c.state, else_=9)
    chosen = _shown(reference, state).order_by(order, ledger.c.ods_code, ledger.c.id)
    return [Delivery(**row._asdict()) for row in await tx.execute(chosen.offset(skip).limit(limit))]


def _planning() -> Any:
    new = arrays_as_rows({name: ledger.c[name].type for name in _PLANNED})
    rows = select(*(new.c[name] for name in _PLANNED), literal(State.PLANNED.value))
    # By either unique index: a digest about a later version keeps its Message-ID, and a domain may change.
    planned = insert(ledger).from_select([*_PLANNED, "state"], rows).on_conflict_do_nothing()
    added = planned.returning(ledger.c.id, ledger.c.lane, ledger.c.attempts).cte("added")
    return queue.put_in(added, bindparam("at", type_=DateTime(timezone=True)))


def _alike() -> Select[Any]:
    of = (ledger.c[name] == bindparam(name, type_=ledger.c[name].type) for name in _ALIKE)
    occasion_id = ledger.c.occasion_id
    about = occasion_id.is_not_distinct_from(bindparam("occasion_id", type_=occasion_id.type))
    return select(ledger.c.id, ledger.c.lane, ledger.c.attempts).where(*of, about)


_PLAN = _planning()
_ANY_ALIKE = _alike().limit(1)
_QUEUE_ALIKE = queue.put_in(
    _alike().order_by(ledger.c.id).cte("added"), bindparam("at", type_=DateTime(timezone=True))
)


def _shown(reference: str, state: State | None) -> Select[Any]:
    names = [name for name in Delivery.__slots__ if name in ledger.c and name != "next_attempt_at"]
    told = (tables.queue.c.next_attempt_at, _came_back_before().label("in_spite"))
    chosen = select(*(ledger.c[name] for name in names), *told).where(ledger.c.reference == reference)
    chosen = chosen.join_from(ledger, tables.queue, tables.queue.c.ledger_id == ledger.c.id, isouter=True)
    return chosen.where(ledger.c.state == state) if state else chosen


def _came_back_before() -> ColumnElement[bool]:
    """When it was first tried, its address was one where mails come back."""
    tried_at, mine = ledger.c.first_attempt_at, suppressions.c.address == func.lower(ledger.c.address)
    lifted = or_(suppressions.c.lifted_at.is_(None), suppressions.c.lifted_at > tried_at)
    return select(suppressions.c.id).where(mine, suppressions.c.since < tried_at, lifted).exists()
