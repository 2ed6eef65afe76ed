"""The register changes: by a file, by the calendar, or because a keeper of it says so."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID, uuid4

from contracts.deadlines import uk_day
from contracts.topics import REGISTER
from services.directory import storage
from services.directory.domain import organisations, people
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import NOBODY, Person
from services.directory.domain.verdicts import Change, T, Verdict
from services.directory.handlers.sessions import end_what_was_lost
from services.kit import outbox
from services.kit.database import Transaction


async def import_organisations(
    tx: Transaction, raw: bytes, *, accept_valid: bool, by: UUID | None
) -> Verdict[Organisation]:
    """Take a file of organisations, or say why not."""
    await storage.hold(tx)
    verdict = organisations.decide(raw, await storage.all_organisations(tx), uk_day(tx.now))
    if verdict.is_taken(accept_valid=accept_valid):
        await record_organisations(tx, verdict.news())
        await _note_import(tx, "organisations", raw, verdict, by)
    return verdict


async def import_people(
    tx: Transaction, raw: bytes, *, accept_valid: bool, by: UUID | None
) -> Verdict[Person]:
    """Take a file of people, or say why not."""
    await storage.hold(tx)
    known, registered = await storage.all_organisations(tx), await storage.all_people(tx)
    verdict = people.decide(raw, known, registered, uk_day(tx.now))
    if verdict.is_taken(accept_valid=accept_valid):
        await record_people(tx, verdict.news())
        await _note_import(tx, "people", raw, verdict, by)
    return verdict


async def follow_the_calendar(tx: Transaction) -> None:
    """Organisations open and close on their days, whether or not a file comes."""
    await storage.hold(tx)
    known = await storage.all_organisations(tx)
    await record_organisations(tx, organisations.overdue(known.values(), uk_day(tx.now)))


async def record_organisations(tx: Transaction, changed: Iterable[Organisation]) -> None:
    """Save them and say how they stand."""
    changed = list(changed)
    await storage.save_organisations(tx, changed)
    for organisation in changed:
        await outbox.say(tx, REGISTER, organisation.recorded())


async def record_people(tx: Transaction, changed: Iterable[Person]) -> None:
    """Save them and say how they stand; whoever is new gets an id."""
    changed = [replace(one, person_id=uuid4()) if one.person_id == NOBODY else one for one in changed]
    await storage.save_people(tx, changed)
    await end_what_was_lost(tx, changed)
    for person in changed:
        await outbox.say(tx, REGISTER, person.recorded())


async def _note_import(tx: Transaction, what: str, raw: bytes, verdict: Verdict[T], by: UUID | None) -> None:
    counts = {change.value: verdict.count(change) for change in Change}
    counts |= {"left_out": len(verdict.left_out), "refused": len(verdict.refused)}
    await storage.note(tx, by, f"imported {what}", sha256=hashlib.sha256(raw).hexdigest(), **counts)
