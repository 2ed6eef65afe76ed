"""Choices that changed nothing, and the organisations that a page offers to choose from."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from contracts.links import LinkClaims
from services.actions.domain.choosing import Asks, Choice
from services.actions.tables import mistaken_choices, organisations
from services.kit.database import Transaction


async def mistaken_at(tx: Transaction, link: LinkClaims, asks: Asks) -> datetime | None:
    """When the last choice that changed nothing was made with this link."""
    at = mistaken_choices.c
    found = select(func.max(at.chosen_at)).where(
        at.person_id == link.person_id, at.reference == link.reference, at.form == asks
    )
    when: datetime | None = (await tx.execute(found)).scalar_one()
    return when


async def add_mistaken_choice(tx: Transaction, link: LinkClaims, asks: Asks) -> None:
    """From now on the form rests."""
    row = {"person_id": link.person_id, "reference": link.reference, "form": asks, "chosen_at": tx.now}
    await tx.execute(insert(mistaken_choices).values(row))


async def other_organisations(tx: Transaction, ods_code: str, seed: str, count: int) -> Sequence[Choice]:
    """Some others, in an order of this page's own."""
    at = organisations.c
    found = (
        select(at.ods_code, at.name)
        .where(at.ods_code != ods_code)
        .order_by(func.md5(at.ods_code + seed))
        .limit(count)
    )
    return [Choice(row.ods_code, f"{row.name} ({row.ods_code})") for row in await tx.execute(found)]
