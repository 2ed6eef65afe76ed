"""Mail comes back from an address, and a keeper of the register sees to it."""

from dataclasses import replace
from uuid import UUID

from contracts.events.distribution import AddressBounced
from services.directory import storage
from services.directory.domain.addresses import Fault, corrected, counts
from services.directory.domain.people import Person, folded
from services.directory.handlers.register import record_people
from services.kit.database import Transaction


async def note_bounce(tx: Transaction, said: AddressBounced) -> None:
    """Owners and executives stand in no register: who asked them is told, and nothing is noted here."""
    person = await storage.person(tx, said.person_id)
    if person and counts(person, said.sent_at):
        await storage.add_bounce(tx, folded(person.email), said)


async def confirm_address(tx: Transaction, person_id: UUID, by: UUID) -> bool:
    """Mail arrives there again, for everybody registered with it; False when that was settled already."""
    await storage.hold(tx)
    person = await storage.person(tx, person_id)
    if person is None or not await storage.settle_bounces(tx, folded(person.email), "works again"):
        return False
    sharing = await storage.registered(tx, folded(person.email))
    await record_people(tx, [replace(one, address_confirmed_at=tx.now) for one in sharing])
    await storage.note(tx, by, "said that an address works", person_id=str(person_id))
    return True


async def correct_address(tx: Transaction, person_id: UUID, typed: str, by: UUID) -> Person | Fault | None:
    """The right address of one registration; None when there is nobody to correct.

    The old address stays marked: it bounces for whoever else is registered with it.
    """
    await storage.hold(tx)
    person = await storage.person(tx, person_id)
    if person is None or not person.active:
        return None
    changed = corrected(person, typed, (await storage.all_people(tx)).values(), tx.now)
    if isinstance(changed, Person):
        await record_people(tx, [changed])
        await storage.settle_bounces(tx, folded(changed.email), "confirmed by correcting another to it")
        await storage.note(tx, by, "corrected an address", person_id=str(person_id))
    return changed
