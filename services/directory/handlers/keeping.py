"""A person is said to be the wrong one, and a keeper of the register decides."""

from dataclasses import replace
from uuid import UUID

from contracts.events.responses import RecipientDisowned
from services.directory import storage
from services.directory.handlers.register import record_people
from services.kit.database import Transaction


async def note_disownment(tx: Transaction, said: RecipientDisowned) -> None:
    """Only noted: machines press links too, and whoever ends a registration here stops somebody's alerts."""
    await storage.add_disownment(tx, said.person_id, said.disowned_at, said.reason, said.note, said.reference)


async def end_registration(tx: Transaction, person_id: UUID, by: UUID) -> bool:
    """The person has left, or never was the one; False when there is nobody to end."""
    await storage.hold(tx)
    person = await storage.person(tx, person_id)
    if person is None or not person.active:
        return False
    await record_people(tx, [replace(person, active=False)])
    await storage.decide_disownments(tx, person_id, "ended")
    await storage.note(tx, by, "ended a registration", person_id=str(person_id))
    return True


async def keep_registration(tx: Transaction, person_id: UUID, by: UUID) -> bool:
    """The person stays, whatever was said; False when nothing was, or it has been decided."""
    if not await storage.decide_disownments(tx, person_id, "kept"):
        return False
    await storage.note(tx, by, "kept a registration", person_id=str(person_id))
    return True
