"""A keeper of the register registers somebody by hand, or corrects what is said of them."""

from dataclasses import replace
from uuid import UUID

from contracts.deadlines import uk_day
from services.directory import storage
from services.directory.domain import registering
from services.directory.domain.people import Person
from services.directory.domain.registering import Asked, Troubles
from services.directory.handlers.register import record_people
from services.kit.database import Transaction


async def register(tx: Transaction, asked: Asked, ods_code: str, by: UUID) -> Person | Troubles:
    """Register somebody; whom they replace is registered no longer."""
    await storage.hold(tx)
    known, registered = await storage.all_organisations(tx), await storage.all_people(tx)
    decided = registering.decide(asked, ods_code, known, registered, uk_day(tx.now))
    if isinstance(decided, Troubles):
        return decided
    ended = [replace(decided.replaced, active=False)] if decided.replaced else []
    person, *_ = await record_people(tx, [decided.person, *ended])
    if decided.replaced:
        await storage.decide_disownments(tx, decided.replaced.person_id, "ended")
    await storage.add_registration(tx, person.person_id, decided, by)
    await storage.add_check(tx, person)
    await storage.note(tx, by, "registered somebody", person_id=str(person.person_id), kind=decided.kind)
    return person


async def register_partner(
    tx: Transaction, ods_code: str, name: str, email: str, by: UUID
) -> Person | Troubles:
    """Register a partner, who is mailed what that means."""
    await storage.hold(tx)
    known, registered = await storage.all_organisations(tx), await storage.all_people(tx)
    decided = registering.partner(ods_code, name, email, known, registered, uk_day(tx.now))
    if isinstance(decided, Troubles):
        return decided
    (person,) = await record_people(tx, [decided])
    await storage.add_check(tx, person)
    await storage.note(tx, by, "registered a partner", person_id=str(person.person_id))
    return person


async def change_registration(
    tx: Transaction, person_id: UUID, name: str, phone: str, by: UUID
) -> Person | Troubles | None:
    """Correct a name or a telephone; None when there is nobody to correct."""
    await storage.hold(tx)
    person = await storage.person(tx, person_id)
    if person is None or not person.active:
        return None
    corrected = registering.changed(person, name, phone)
    if isinstance(corrected, Person) and corrected != person:
        await record_people(tx, [corrected])
        await storage.note(tx, by, "corrected a registration", person_id=str(person_id))
    return corrected
