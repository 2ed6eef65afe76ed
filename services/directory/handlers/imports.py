"""A file is looked at, taken, and undone."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from contracts.deadlines import uk_day
from services.directory import storage
from services.directory.domain import batches, odt, organisations, people
from services.directory.domain.batches import Hindrance, Touched
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import NOBODY, Person
from services.directory.domain.rows import BadRow, LeftOut
from services.directory.domain.verdicts import T, Verdict
from services.directory.handlers.register import record_organisations, record_people
from services.directory.storage import Batch
from services.kit.database import Transaction


async def judge_organisations(tx: Transaction, raw: bytes) -> Verdict[Organisation]:
    """What a file of organisations would do; nothing is changed."""
    decide = odt.decide if odt.is_bundle(raw) else organisations.decide
    return decide(raw, await storage.all_organisations(tx), uk_day(tx.now))


async def judge_people(tx: Transaction, raw: bytes) -> Verdict[Person]:
    """What a file of people would do; nothing is changed."""
    known, registered = await storage.all_organisations(tx), await storage.all_people(tx)
    return people.decide(raw, known, registered, uk_day(tx.now))


async def import_organisations(
    tx: Transaction, raw: bytes, *, accept_valid: bool, by: UUID | None, program: str = "key"
) -> Verdict[Organisation]:
    """Take a file of organisations, or say why not."""
    await storage.hold(tx)
    verdict = await judge_organisations(tx, raw)
    if verdict.is_taken(accept_valid=accept_valid):
        touched = [Touched(each.before, each.value) for each in verdict.changes()]
        await record_organisations(tx, [each.after for each in touched])
        batch = await _note_import(tx, "organisations", raw, verdict, by, program)
        await storage.add_organisation_rows(tx, batch, touched)
    return verdict


async def import_people(
    tx: Transaction, raw: bytes, *, accept_valid: bool, by: UUID | None, program: str = "key"
) -> Verdict[Person]:
    """Take a file of people, or say why not."""
    await storage.hold(tx)
    verdict = await judge_people(tx, raw)
    if verdict.is_taken(accept_valid=accept_valid):
        touched = [Touched(each.before, _with_id(each.value)) for each in verdict.changes()]
        await record_people(tx, [each.after for each in touched])
        batch = await _note_import(tx, "people", raw, verdict, by, program)
        await storage.add_person_rows(tx, batch, touched)
    return verdict


async def undo_import(
    tx: Transaction, import_id: int, by: UUID | None, program: str = "key"
) -> Sequence[Hindrance] | Batch | None:
    """Say again what stood before; the batch, or what hinders it. None when there is nothing to undo."""
    await storage.hold(tx)
    batch = await storage.batch(tx, import_id)
    if batch is None or batch.undone_at:
        return None
    hindrances = await (_undo_people(tx, batch) if batch.what == "people" else _undo_organisations(tx, batch))
    if hindrances:
        return hindrances
    await storage.mark_undone(tx, import_id, by)
    what = f"undid an import of {batch.what}"
    await storage.note(tx, by, what, program=program, import_id=import_id, sha256=batch.sha256)
    return batch


async def _undo_organisations(tx: Transaction, batch: Batch) -> Sequence[Hindrance]:
    staffed = {one.ods_code for one in (await storage.all_people(tx)).values() if one.active and one.ods_code}
    touched = await storage.touched_organisations(tx, batch.id)
    known = await storage.all_organisations(tx)
    restored = batches.organisations_restored(touched, known, staffed, uk_day(tx.now))
    if not restored.hindrances:
        await record_organisations(tx, restored.rows)
    return restored.hindrances


async def _undo_people(tx: Transaction, batch: Batch) -> Sequence[Hindrance]:
    known = {one.person_id: one for one in (await storage.all_people(tx)).values()}
    restored = batches.people_restored(await storage.touched_people(tx, batch.id), known)
    if not restored.hindrances:
        await record_people(tx, restored.rows)
    return restored.hindrances


def _with_id(person: Person) -> Person:
    return replace(person, person_id=uuid4()) if person.person_id == NOBODY else person


async def _note_import(
    tx: Transaction, what: str, raw: bytes, verdict: Verdict[T], by: UUID | None, program: str
) -> int:
    counts = verdict.counts() | {"left_out": len(verdict.left_out), "refused": len(verdict.refused)}
    digest = hashlib.sha256(raw).hexdigest()
    await storage.note(tx, by, f"imported {what}", program=program, sha256=digest, **counts)
    remarks: dict[str, Sequence[BadRow | LeftOut]] = {
        "left_out": verdict.left_out,
        "refused": verdict.refused,
    }
    return await storage.add_batch(tx, by, what, digest, counts, remarks)
