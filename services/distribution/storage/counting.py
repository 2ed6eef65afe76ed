"""How the mails of organisations stand, as the other services are told.

A large alert has tens of thousands of organisations, so Postgres writes what is said of each, as JSON.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from contracts.envelope import Written
from contracts.events.distribution import DeliveriesCounted, MailStanding
from services.distribution.domain.sending import Kind, State
from services.distribution.storage.ledger import TROUBLES
from services.distribution.tables import ledger
from services.kit.database import Transaction, is_one_of


async def told(tx: Transaction, reference: str, version: int, ods_codes: Sequence[str]) -> list[Written]:
    """What `DeliveriesCounted` says of the mails of a version to each of these organisations.

    The numbers are those of the alert itself; each mail is told, of whatever kind.
    """
    asked = {"reference": reference, "version": version, "ods_codes": list(ods_codes), "now": tx.now}
    rows = await tx.execute(_TOLD, asked)
    return [Written(DeliveriesCounted.subject_of(reference, row.ods_code), row.data) for row in rows]


def _telling() -> Select[Any]:
    counted = _counted().subquery("counted")
    said = _as_json(DeliveriesCounted.model_fields, counted)
    return select(counted.c.ods_code, cast(said, Text).label("data")).order_by(counted.c.ods_code)


def _counted() -> Select[Any]:
    alert = ledger.c.kind == Kind.ALERT_ISSUED
    trouble = aggregate_order_by(ledger.c.reply, ledger.c.last_attempt_at.desc())
    troubles = func.array_agg(trouble).filter(
        alert, is_one_of(ledger.c.state, TROUBLES), ledger.c.reply != ""
    )
    reference, version = bindparam("reference", type_=Text()), bindparam("version", type_=Integer())
    mine = ledger.c.ods_code == func.any(bindparam("ods_codes", type_=ARRAY(Text())))
    return (
        select(
            reference.label("reference"),
            version.label("version"),
            ledger.c.ods_code,
            func.count().filter(alert, ledger.c.state != State.SUPPRESSED).label("planned"),
            *(_number(state).label(state.value) for state in (State.ACCEPTED, *TROUBLES)),
            func.min(ledger.c.accepted_at).filter(alert).label("first_accepted_at"),
            func.max(ledger.c.accepted_at).filter(alert).label("last_accepted_at"),
            bindparam("now", type_=DateTime(timezone=True)).label("counted_at"),
            troubles[1].label("last_trouble"),
            func.json_agg(aggregate_order_by(_mail(), ledger.c.id)).label("mails"),
        )
        .where(ledger.c.reference == reference, ledger.c.version == version, mine)
        .group_by(ledger.c.ods_code)
    )


def _mail() -> ColumnElement[Any]:
    """What the server has not said is nothing, not an empty line."""
    return _as_json(MailStanding.model_fields, ledger, reply=func.nullif(ledger.c.reply, ""))


def _as_json(names: Iterable[str], row: FromClause, **instead: ColumnElement[Any]) -> ColumnElement[Any]:
    """An object with these fields, each from the column of its name, or from what is put instead."""
    parts = ((name, instead.get(name, row.c[name])) for name in names)
    return func.json_build_object(*chain.from_iterable(parts))


def _number(state: State) -> ColumnElement[int]:
    return func.count().filter(ledger.c.kind == Kind.ALERT_ISSUED, ledger.c.state == state)


#: Built once, for building it takes longer than running it.
_TOLD = _telling()
