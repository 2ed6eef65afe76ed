"""A keeper of the register decides about a person: who is said to be the wrong one, and who is away when."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from contracts.deadlines import uk_day
from contracts.events.register import Absence
from contracts.events.responses import RecipientDisowned
from services.directory import storage
from services.directory.domain import absences
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


async def add_absence(
    tx: Transaction, person_id: UUID, absence: Absence, by: UUID
) -> absences.Refused | None:
    """None when it is kept."""
    await storage.hold(tx)
    person = await storage.person(tx, person_id)
    if person is None or not person.active:
        return absences.Refused({"first": "This registration has ended, so nobody is mailed anyway"})
    kept = absences.with_another(person.absences, absence, uk_day(tx.now))
    if isinstance(kept, absences.Refused):
        return kept
    await record_people(tx, [replace(person, absences=kept)])
    days = absence.model_dump(mode="json")
    await storage.note(tx, by, "noted an absence", person_id=str(person_id), **days)
    return None


async def remove_absence(tx: Transaction, person_id: UUID, first_day: date, last_day: date, by: UUID) -> None:
    """Pressed twice, it has nothing left to do."""
    await storage.hold(tx)
    person = await storage.person(tx, person_id)
    kept = absences.without(person.absences, first_day, last_day) if person else ()
    if person is None or kept == person.absences:
        return
    await record_people(tx, [replace(person, absences=kept)])
    await storage.note(
        tx,
        by,
        "removed an absence",
        person_id=str(person_id),
        first_day=str(first_day),
        last_day=str(last_day),
    )
