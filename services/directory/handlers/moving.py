"""People go to the successor of an organisation that has closed."""

from collections.abc import Collection
from uuid import UUID

from contracts.deadlines import uk_day
from services.directory import storage
from services.directory.domain import moving
from services.directory.domain.moving import Misfit
from services.directory.domain.people import Person
from services.directory.handlers.register import record_people
from services.kit.database import Transaction


async def move(
    tx: Transaction, from_code: str, to_code: str, people: Collection[UUID], by: UUID
) -> list[Misfit]:
    """Register them at the successor too; those who cannot be are told, and stay where they are."""
    await storage.hold(tx)
    known, registered = await storage.all_organisations(tx), await storage.all_people(tx)
    today, misfits = uk_day(tx.now), []
    if to_code not in {each.ods_code for each in moving.heirs(from_code, known, today)}:
        return [Misfit(to_code, "is no open successor of this organisation")]
    for person in await storage.to_be_moved(tx, from_code):
        if person.person_id not in people:
            continue
        there = moving.moved(person, to_code, known, registered, today)
        if isinstance(there, Misfit):
            misfits.append(there)
        else:
            await _move(tx, person, there, by)
            registered[there.key] = there
    return misfits


async def _move(tx: Transaction, person: Person, there: Person, by: UUID) -> None:
    if await storage.person(tx, there.person_id) != there:
        (there,) = await record_people(tx, [there])
    await storage.add_move(tx, person, there, by)
    await storage.note(tx, by, f"moved somebody from {person.ods_code} to {there.ods_code}")
