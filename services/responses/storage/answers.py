"""What came through people's own links; rows are added and never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.register import Role
from contracts.links import LinkClaims
from services.kit.database import Transaction
from services.responses.domain.forms import Asks, Outcome, SentForm
from services.responses.domain.links import Link
from services.responses.domain.progress import Acknowledged
from services.responses.domain.questions import Disowned
from services.responses.domain.withdrawals import TakenBack
from services.responses.tables import acknowledgements, disownments, mistaken_choices, withdrawals


async def acknowledged(tx: Transaction, claims: LinkClaims) -> list[Acknowledged]:
    """The organisation's acknowledgements of this version that stand, the earliest first."""
    rows = await tx.execute(_standing(claims))
    return [
        Acknowledged(
            row.person_id, row.name, Role(row.role), row.acknowledged_at, place == 0, row.carried_from
        )
        for place, row in enumerate(rows)
    ]


def _standing(claims: LinkClaims) -> Any:
    """Of two at the same time the first is the one that was told so; it is told so only when none stands."""
    table = acknowledgements
    taken_back = select(withdrawals.c.acknowledgement_id).where(
        withdrawals.c.acknowledgement_id == table.c.acknowledgement_id
    )
    return (
        select(table)
        .where(*_of_organisation(table, claims), ~taken_back.exists())
        .order_by(table.c.first_of_organisation.desc(), table.c.acknowledged_at, table.c.acknowledgement_id)
    )


async def taken_back(tx: Transaction, claims: LinkClaims) -> list[TakenBack]:
    """The organisation's acknowledgements of this version that do not stand any more, the earliest first."""
    given = acknowledgements
    found = (
        select(withdrawals, given.c.name, given.c.role, given.c.acknowledged_at)
        .join(given, given.c.acknowledgement_id == withdrawals.c.acknowledgement_id)
        .where(*_of_organisation(withdrawals, claims))
        .order_by(withdrawals.c.withdrawn_at)
    )
    return [
        TakenBack(
            given=Acknowledged(row.person_id, row.name, Role(row.role), row.acknowledged_at, False),
            withdrawn_at=row.withdrawn_at,
            reason=row.reason,
        )
        for row in await tx.execute(found)
    ]


async def add_withdrawal(tx: Transaction, link: Link, form: SentForm, reason: str) -> UUID:
    """Take back what this person gave and stands; the organisation is held, so that it is one."""
    mine = _standing(link.claims).where(acknowledgements.c.person_id == link.claims.person_id)
    given = (await tx.execute(mine)).one()
    row = {
        "acknowledgement_id": given.acknowledgement_id,
        "reference": link.claims.reference,
        "version": link.claims.version,
        "person_id": link.claims.person_id,
        "ods_code": link.claims.ods_code,
        "reason": reason,
        "withdrawn_at": form.sent_at,
        "page_shown_at": form.shown_at,
        "user_agent": form.user_agent,
    }
    await tx.execute(insert(withdrawals).values(row))
    withdrawn: UUID = given.acknowledgement_id
    return withdrawn


async def add_acknowledgement(
    tx: Transaction,
    link: Link,
    form: SentForm,
    *,
    acknowledgement_id: UUID,
    first: bool,
    delivered_at: datetime | None,
    doubt_id: UUID | None,
) -> None:
    row = {
        "acknowledgement_id": acknowledgement_id,
        "doubt_id": doubt_id,
        "reference": link.claims.reference,
        "version": link.claims.version,
        "person_id": link.claims.person_id,
        "ods_code": link.claims.ods_code,
        "role": link.person.role.value,
        "name": link.person.name,
        "acknowledged_at": form.sent_at,
        "first_of_organisation": first,
        "page_shown_at": form.shown_at,
        "delivered_at": delivered_at,
        "user_agent": form.user_agent,
    }
    await tx.execute(insert(acknowledgements).values(row))


async def mistaken_at(tx: Transaction, claims: LinkClaims, asks: Asks) -> datetime | None:
    """When a choice in this form last did not fit this link."""
    table = mistaken_choices
    found = select(func.max(table.c.chosen_at)).where(
        table.c.person_id == claims.person_id,
        table.c.reference == claims.reference,
        table.c.version == claims.version,
        table.c.form == asks.value,
    )
    when: datetime | None = (await tx.execute(found)).scalar_one()
    return when


async def add_mistaken_choice(
    tx: Transaction, claims: LinkClaims, form: SentForm, asks: Asks, outcome: Outcome
) -> None:
    row = {
        "reference": claims.reference,
        "version": claims.version,
        "person_id": claims.person_id,
        "form": asks.value,
        "outcome": outcome.value,
        "chosen_at": form.sent_at,
        "user_agent": form.user_agent,
    }
    await tx.execute(insert(mistaken_choices).values(row))


async def disowned(tx: Transaction, claims: LinkClaims) -> Disowned | None:
    """What was last said about whose link this is, if anything was."""
    table = disownments
    found = (
        select(table.c.reason, table.c.disowned_at)
        .where(
            table.c.person_id == claims.person_id,
            table.c.reference == claims.reference,
            table.c.version == claims.version,
        )
        .order_by(table.c.disowned_at.desc())
        .limit(1)
    )
    row = (await tx.execute(found)).one_or_none()
    return Disowned(row.reason, row.disowned_at) if row else None


async def add_disownment(tx: Transaction, claims: LinkClaims, form: SentForm, reason: str, note: str) -> bool:
    """Whether this is the first time that it is said."""
    row = {
        "reference": claims.reference,
        "version": claims.version,
        "person_id": claims.person_id,
        "reason": reason,
        "ods_code": claims.ods_code,
        "note": note or None,
        "disowned_at": form.sent_at,
        "user_agent": form.user_agent,
    }
    return (await tx.execute(insert(disownments).values(row).on_conflict_do_nothing())).rowcount == 1


def _of_organisation(table: Table, claims: LinkClaims) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.reference == claims.reference,
        table.c.version == claims.version,
        table.c.ods_code == claims.ods_code,
    )
