"""Files that are looked at, files that were taken, and what each changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import Row, delete, insert, select, update

from services.directory.domain.batches import Touched
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import Person
from services.directory.domain.rows import BadRow, LeftOut
from services.directory.tables import import_rows, imports, people, uploads
from services.kit.database import Transaction

#: People's addresses stand in these files, and they lose their use quickly.
KEPT = timedelta(days=1)
_ORGANISATION = TypeAdapter(Organisation)
_PERSON = TypeAdapter(Person)


@dataclass(frozen=True)
class Batch:
    """One file that was taken. Without a name it was a holder of the API key."""

    id: int
    at: datetime
    name: str | None
    what: str
    sha256: str
    counts: dict[str, int]
    refused: tuple[BadRow, ...]
    left_out: tuple[LeftOut, ...]
    undone_at: datetime | None


@dataclass(frozen=True)
class Upload:
    """A file that somebody looks at."""

    upload_id: UUID
    at: datetime
    by: UUID
    what: str
    raw: bytes


async def add_upload(tx: Transaction, what: str, raw: bytes, by: UUID) -> UUID:
    """Keep a file until it is taken; those that were forgotten go."""
    await tx.execute(delete(uploads).where(uploads.c.at < tx.now - KEPT))
    row = {"upload_id": uuid4(), "at": tx.now, "by_person": by, "what": what, "raw": raw}
    await tx.execute(insert(uploads).values(row))
    return UUID(str(row["upload_id"]))


async def upload(tx: Transaction, upload_id: UUID, by: UUID) -> Upload | None:
    """Only for whoever brought it, and for a day."""
    wanted = (uploads.c.upload_id == upload_id, uploads.c.by_person == by, uploads.c.at >= tx.now - KEPT)
    row = (await tx.execute(select(uploads).where(*wanted))).one_or_none()
    return Upload(row.upload_id, row.at, row.by_person, row.what, row.raw) if row else None


async def drop_upload(tx: Transaction, upload_id: UUID) -> None:
    await tx.execute(delete(uploads).where(uploads.c.upload_id == upload_id))


async def add_batch(
    tx: Transaction,
    by: UUID | None,
    what: str,
    sha256: str,
    counts: dict[str, int],
    remarks: Mapping[str, Sequence[BadRow | LeftOut]],
) -> int:
    """`remarks` are the lines that were refused and left out; gives the batch's number."""
    row: dict[str, Any] = {"at": tx.now, "by_person": by, "what": what, "sha256": sha256, "counts": counts}
    row["remarks"] = {name: [asdict(each) for each in found] for name, found in remarks.items()}
    return int((await tx.execute(insert(imports).values(row).returning(imports.c.id))).scalar_one())


async def add_organisation_rows(
    tx: Transaction, import_id: int, touched: Iterable[Touched[Organisation]]
) -> None:
    await _add_rows(tx, import_id, _ORGANISATION, [(each.after.ods_code, each) for each in touched])


async def add_person_rows(tx: Transaction, import_id: int, touched: Iterable[Touched[Person]]) -> None:
    await _add_rows(tx, import_id, _PERSON, [(str(each.after.person_id), each) for each in touched])


async def touched_organisations(tx: Transaction, import_id: int) -> list[Touched[Organisation]]:
    return [_touched(_ORGANISATION, row) for row in await _rows(tx, import_id)]


async def touched_people(tx: Transaction, import_id: int) -> list[Touched[Person]]:
    return [_touched(_PERSON, row) for row in await _rows(tx, import_id)]


async def last_batches(tx: Transaction, limit: int) -> list[Batch]:
    """The newest first, also those that were undone."""
    found = await tx.execute(_batches().order_by(imports.c.id.desc()).limit(limit))
    return [_batch(row) for row in found]


async def batch(tx: Transaction, import_id: int) -> Batch | None:
    row = (await tx.execute(_batches().where(imports.c.id == import_id))).one_or_none()
    return _batch(row) if row else None


async def mark_undone(tx: Transaction, import_id: int, by: UUID | None) -> None:
    this = update(imports).where(imports.c.id == import_id)
    await tx.execute(this.values(undone_at=tx.now, undone_by=by))


def _batches() -> Any:
    return select(imports, people.c.name).outerjoin(people, people.c.person_id == imports.c.by_person)


def _batch(row: Row[Any]) -> Batch:
    return Batch(
        id=row.id,
        at=row.at,
        name=row.name,
        what=row.what,
        sha256=row.sha256,
        counts=row.counts,
        refused=tuple(BadRow(**each) for each in row.remarks["refused"]),
        left_out=tuple(LeftOut(**each) for each in row.remarks["left_out"]),
        undone_at=row.undone_at,
    )


async def _rows(tx: Transaction, import_id: int) -> list[Row[Any]]:
    mine = select(import_rows).where(import_rows.c.import_id == import_id)
    return list(await tx.execute(mine.order_by(import_rows.c.subject)))


def _touched(kind: TypeAdapter[Any], row: Row[Any]) -> Touched[Any]:
    before = None if row.before is None else kind.validate_python(row.before)
    return Touched(before, kind.validate_python(row.after))


async def _add_rows(
    tx: Transaction, import_id: int, kind: TypeAdapter[Any], touched: list[tuple[str, Touched[Any]]]
) -> None:
    rows = [
        {
            "import_id": import_id,
            "subject": subject,
            "before": None if each.before is None else kind.dump_python(each.before, mode="json"),
            "after": kind.dump_python(each.after, mode="json"),
        }
        for subject, each in touched
    ]
    if rows:
        await tx.execute(insert(import_rows), rows)
