"""Which rounds of chasing were held, and what each chasing mail asks about."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, case, cast, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.deadlines import LONDON
from contracts.events.alerts import AlertStatus, Deadlines
from services.distribution.domain.chasing import Deadline, Rung, asked, is_chased
from services.distribution.domain.reminding import Asking, AskingOf, Open
from services.distribution.domain.rounds import Digest
from services.distribution.domain.sending import Kind, State
from services.distribution.storage import corrections, standings
from services.distribution.storage.queue import IS_FREE, taken_out
from services.distribution.tables import alerts, audience, chases, ledger, progressed, queue, rounds
from services.kit.database import Transaction

#: A service that was down for longer than this begins anew, instead of making up for all of it.
LOOK_BACK = timedelta(days=60)
ASKED_ANEW = "asked in a newer mail"


@dataclass(frozen=True, slots=True)
class Unsent:
    """A chasing mail in the ledger that has not left."""

    id: int
    address: str
    chase_id: UUID


async def begin_round(tx: Transaction, day: date, *, is_working_day: bool) -> bool:
    """False when that day's was held, or is just being held elsewhere."""
    row = {"day": day, "held_at": tx.now, "is_working_day": is_working_day}
    held = insert(rounds).values(row).on_conflict_do_nothing()
    return (await tx.execute(held)).rowcount == 1


async def rounds_before(tx: Transaction, day: date) -> list[date]:
    chosen = select(rounds.c.day).where(rounds.c.day < day, rounds.c.day >= day - LOOK_BACK)
    return list((await tx.execute(chosen)).scalars())


async def rounds_since(tx: Transaction, day: date) -> list[date]:
    return list((await tx.execute(select(rounds.c.day).where(rounds.c.day >= day))).scalars())


async def asking(tx: Transaction, reference: str | None = None) -> list[Asking]:
    """Every alert that is chased, or the one; those first whose audience was frozen first."""
    chosen = select(*_COLUMNS).where(alerts.c.answers_kept, _is_newest()).order_by(alerts.c.frozen_at)
    if reference is not None:
        chosen = chosen.where(alerts.c.reference == reference)
    return [one for row in await tx.execute(chosen) if (one := _asking(row))]


async def asking_of(tx: Transaction, ods_codes: Collection[str]) -> list[AskingOf]:
    """Every alert that is chased and that these organisations must answer."""
    chosen = (
        select(
            *_COLUMNS,
            audience.c.ods_code,
            standings.stands(audience).label("stands"),
            progressed.c.progress,
        )
        .join(audience, standings.of_version(audience))
        .join(progressed, standings.progresses(audience), isouter=True)
        .where(alerts.c.answers_kept, _is_newest())
        .where(audience.c.must_respond, audience.c.ods_code.in_(ods_codes))
        .where(~corrections.is_in_error(audience))
    )
    return [
        AskingOf(one, row.ods_code, standings.answered_of(row))
        for row in await tx.execute(chosen)
        if (one := _asking(row))
    ]


async def add(tx: Transaction, digests: Iterable[Digest], day: date) -> None:
    """What each mail asks about."""
    rows = [
        {
            "chase_id": digest.chase_id,
            "person_id": told.person.person_id,
            "reference": told.item.reference,
            "version": told.item.version,
            "ods_code": told.item.ods_code,
            "deadline": told.item.deadline,
            "rung": told.item.rung,
            "by": told.item.by,
            "day": day,
        }
        for digest in digests
        for told in digest.told
    ]
    if rows:
        await tx.execute(insert(chases).on_conflict_do_nothing(), rows)


async def still_open(tx: Transaction, chase_id: UUID) -> list[Open]:
    """What is longest due first."""
    chosen = _still_open(chases.c.chase_id == chase_id)
    chosen = chosen.order_by(chases.c.by, chases.c.reference, chases.c.ods_code)
    return [_open(row) for row in await tx.execute(chosen)]


async def unsent(tx: Transaction) -> list[Unsent]:
    """Chasing mails that wait, whatever for; held until the transaction ends."""
    chosen = select(ledger.c.id, ledger.c.address, ledger.c.occasion_id)
    chosen = chosen.join_from(queue, ledger, ledger.c.id == queue.c.ledger_id)
    chosen = chosen.where(IS_FREE, ledger.c.kind == Kind.CHASE).order_by(queue.c.ledger_id)
    rows = await tx.execute(chosen.with_for_update(of=queue, skip_locked=True))
    return [Unsent(row.id, row.address, row.occasion_id) for row in rows]


async def still_open_of(tx: Transaction, mails: Collection[Unsent]) -> dict[UUID, list[Open]]:
    """By the mail."""
    found: defaultdict[UUID, list[Open]] = defaultdict(list)
    for row in await tx.execute(_still_open(chases.c.chase_id.in_([mail.chase_id for mail in mails]))):
        found[row.chase_id].append(_open(row))
    return found


async def close(tx: Transaction, mails: Collection[Unsent]) -> None:
    """A newer mail asks what they asked; of one in doubt it stays unknown whether it arrived."""
    out = taken_out(ledger.c.id.in_([mail.id for mail in mails]))
    doubtful = ledger.c.state == State.UNKNOWN
    closed = update(ledger).where(ledger.c.id == out.c.ledger_id)
    await tx.execute(
        closed.values(
            state=case((doubtful, ledger.c.state), else_=State.SUPPRESSED.value),
            reply=case((doubtful, ledger.c.reply), else_=ASKED_ANEW),
        )
    )


def is_any_open(chase_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a mail still has anything to ask."""
    return _still_open(chases.c.chase_id == chase_id).exists()


async def reached(tx: Transaction, reference: str, version: int) -> dict[tuple[date, str, str], int]:
    """How many organisations mails asked about, by day, deadline and rung."""
    counted = func.count(chases.c.ods_code.distinct())
    by = (chases.c.day, chases.c.deadline, chases.c.rung)
    of_it = (chases.c.reference == reference, chases.c.version == version)
    chosen = select(*by, counted.label("organisations")).where(*of_it).group_by(*by)
    return {(row.day, row.deadline, row.rung): row.organisations for row in await tx.execute(chosen)}


def may_leave(chase_id: ColumnElement[Any], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Not before the day's round, which might ask it anew, and on a day off only what is of that day."""
    today = cast(func.timezone(LONDON.key, now), Date)
    own = select(chases.c.day).where(chases.c.chase_id == chase_id, chases.c.day == today).exists()
    held = select(rounds.c.day).where(rounds.c.day == today, or_(rounds.c.is_working_day, own))
    return held.exists()


def _open(row: Any) -> Open:
    return Open(
        person_id=row.person_id,
        reference=row.reference,
        version=row.version,
        ods_code=row.ods_code,
        deadline=Deadline(row.deadline),
        rung=Rung(row.rung),
        by=row.by,
    )


def _still_open(of: ColumnElement[bool]) -> Select[Any]:
    """A newer version is asked for by itself; organisations need not have answered the older one."""
    later = alerts.alias("later")
    newer = select(later.c.version).where(
        later.c.reference == chases.c.reference,
        later.c.version > chases.c.version,
        later.c.frozen_at.is_not(None),
    )
    done = standings.is_answered(chases.c.deadline, chases)
    ended = or_(standings.has_ended(chases.c.reference), corrections.is_in_error(chases))
    chosen = select(chases).join(alerts, standings.of_version(chases))
    return chosen.where(of, ~done, ~ended, ~newer.exists())


def _is_newest() -> ColumnElement[bool]:
    newer = alerts.alias("newer")
    later = select(newer.c.version).where(
        newer.c.reference == alerts.c.reference,
        newer.c.version > alerts.c.version,
        newer.c.frozen_at.is_not(None),
    )
    return alerts.c.frozen_at.is_not(None) & ~later.exists() & ~standings.has_ended(alerts.c.reference)


_COLUMNS: Sequence[ColumnElement[Any]] = (
    alerts.c.reference,
    alerts.c.version,
    alerts.c.acknowledge_by,
    alerts.c.frozen_at,
    alerts.c.document["status"].astext.label("status"),
    alerts.c.document["mailing"].astext.label("mailing"),
    func.coalesce(alerts.c.document["short_title"].astext, alerts.c.document["title"].astext).label(
        "headline"
    ),
    alerts.c.document["deadlines"].label("deadlines"),
)


def _asking(row: Any) -> Asking | None:
    status = AlertStatus(row.status)
    if not is_chased(status, row.mailing):
        return None
    deadlines = asked(row.acknowledge_by, Deadlines.model_validate(row.deadlines), row.frozen_at)
    return Asking(row.reference, row.version, status, row.headline, deadlines)
