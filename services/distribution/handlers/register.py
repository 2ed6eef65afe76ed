"""Keeping our own copy of the register."""

from contracts.events.register import OrganisationRecorded, PersonRecorded
from services.distribution.storage import bounces, register
from services.kit.database import Transaction


async def keep_organisation(tx: Transaction, heard: OrganisationRecorded) -> None:
    await register.save_organisation(tx, heard)


async def keep_person(tx: Transaction, heard: PersonRecorded) -> None:
    """Somebody may have said that mail reaches an address again."""
    await register.save_person(tx, heard)
    if heard.address_confirmed_at:
        await bounces.lift(tx, heard.email, heard.address_confirmed_at)
