"""Keeping our own copy of the register."""

from contracts.events.register import OrganisationRecorded, PersonRecorded
from services.distribution.storage import register
from services.kit.database import Transaction


async def keep_organisation(tx: Transaction, heard: OrganisationRecorded) -> None:
    await register.save_organisation(tx, heard)


async def keep_person(tx: Transaction, heard: PersonRecorded) -> None:
    await register.save_person(tx, heard)
