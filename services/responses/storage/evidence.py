"""What speaks for a person, or against: doubtful acknowledgements, openings of pages, network addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.responses import Doubt
from contracts.links import LinkClaims
from services.kit.database import Transaction
from services.responses.domain.doubts import Doubted, MailedPage
from services.responses.domain.forms import SentForm
from services.responses.tables import acknowledgements, addresses, doubtful_acknowledgements, openings


async def add_doubtful(
    tx: Transaction,
    claims: LinkClaims,
    form: SentForm,
    *,
    doubt_id: UUID,
    doubts: Sequence[Doubt],
    delivered_at: datetime | None,
    asked_again: bool,
) -> bool:
    """Whether it is new; the same form sent twice has the same id."""
    row = claims.model_dump(include={"reference", "version", "person_id", "ods_code"}) | {
        "doubt_id": doubt_id,
        "doubts": [doubt.value for doubt in doubts],
        "sent_at": form.sent_at,
        "page_shown_at": form.shown_at,
        "delivered_at": delivered_at,
        "user_agent": form.user_agent,
        "asked_again": asked_again,
    }
    added = await tx.execute(insert(doubtful_acknowledgements).values(row).on_conflict_do_nothing())
    return added.rowcount == 1


@dataclass(frozen=True)
class DoubtedLast:
    """A person's last doubtful acknowledgement, and when they were last asked to confirm one."""

    doubt_id: UUID
    doubted: Doubted
    asked_at: datetime | None


async def doubted_last(tx: Transaction, claims: LinkClaims) -> DoubtedLast | None:
    table = doubtful_acknowledgements
    asked_at = func.max(table.c.sent_at).filter(table.c.asked_again).over().label("asked_at")
    found = select(table, asked_at).where(*_of_link(table, claims)).order_by(table.c.sent_at.desc()).limit(1)
    row = (await tx.execute(found)).one_or_none()
    if row is None:
        return None
    return DoubtedLast(row.doubt_id, Doubted(tuple(map(Doubt, row.doubts)), row.sent_at), row.asked_at)


async def doubt_waiting(tx: Transaction, claims: LinkClaims) -> DoubtedLast | None:
    """The last one, unless the person has acknowledged since, whatever became of that."""
    last = await doubted_last(tx, claims)
    if last is None:
        return None
    later = acknowledgements.c.acknowledged_at >= last.doubted.sent_at
    settled = select(acknowledgements.c.acknowledgement_id).where(*_of_link(acknowledgements, claims), later)
    return None if (await tx.execute(settled.limit(1))).first() else last


async def note_opening(
    tx: Transaction, claims: LinkClaims, page: MailedPage, user_agent: str, most: int
) -> None:
    """Note that a page was opened, at most so often within a minute: its number is part of its key."""
    minute = tx.now.replace(second=0, microsecond=0)
    before = (*_of_link(openings, claims), openings.c.page == page.value, openings.c.minute == minute)
    number = select(func.count()).select_from(openings).where(*before).scalar_subquery()
    names = ["person_id", "reference", "version", "page", "minute", "number", "opened_at", "user_agent"]
    values = (claims.person_id, claims.reference, claims.version, page.value, minute)
    row = select(
        *(literal(value, openings.c[name].type) for name, value in zip(names[:5], values, strict=True)),
        number,
        literal(tx.now, openings.c.opened_at.type),
        literal(user_agent),
    ).where(number < most)
    await tx.execute(insert(openings).from_select(names, row).on_conflict_do_nothing())


async def opened_since(tx: Transaction, claims: LinkClaims, since: datetime) -> dict[MailedPage, datetime]:
    """When each page of the link was last opened, as far as that was noted."""
    found = (
        select(openings.c.page, func.max(openings.c.opened_at).label("opened_at"))
        .where(*_of_link(openings, claims), openings.c.opened_at >= since)
        .group_by(openings.c.page)
    )
    return {MailedPage(row.page): row.opened_at for row in await tx.execute(found)}


async def keep_address(tx: Transaction, evidence_id: UUID, address: str) -> None:
    row = {"evidence_id": evidence_id, "address": address, "kept_at": tx.now}
    if address:
        await tx.execute(insert(addresses).values(row).on_conflict_do_nothing())


async def forget(tx: Transaction, *, addresses_after: timedelta, openings_after: timedelta) -> None:
    """Delete what is not kept any longer."""
    await tx.execute(delete(addresses).where(addresses.c.kept_at < tx.now - addresses_after))
    await tx.execute(delete(openings).where(openings.c.opened_at < tx.now - openings_after))


def _of_link(table: Table, claims: LinkClaims) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.person_id == claims.person_id,
        table.c.reference == claims.reference,
        table.c.version == claims.version,
    )
