"""The register changes, and says so."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

from contracts.deadlines import uk_day
from contracts.topics import REGISTER
from services.directory import storage
from services.directory.domain import organisations
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import NOBODY, Person
from services.directory.handlers.sessions import end_what_was_lost
from services.kit import outbox
from services.kit.database import Transaction


async def follow_the_calendar(tx: Transaction) -> None:
    """Organisations open and close on their days, whether or not a file comes."""
    await storage.hold(tx)
    known = await storage.all_organisations(tx)
    await record_organisations(tx, organisations.overdue(known.values(), uk_day(tx.now)))


async def record_organisations(tx: Transaction, changed: Iterable[Organisation]) -> None:
    """Save them and say how they stand."""
    changed = list(changed)
    await storage.save_organisations(tx, changed)
    await outbox.say_all(tx, REGISTER, [organisation.recorded() for organisation in changed])


async def record_people(tx: Transaction, changed: Iterable[Person]) -> list[Person]:
    """Save them and say how they stand; whoever is new gets an id, and all are given back."""
    changed = [replace(one, person_id=uuid4()) if one.person_id == NOBODY else one for one in changed]
    await storage.save_people(tx, changed)
    await end_what_was_lost(tx, changed)
    await outbox.say_all(tx, REGISTER, [person.recorded() for person in changed])
    return changed
