"""One import that was taken: what it changed, row by row, and undoing it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.directory import handlers, storage
from services.directory.domain.batches import Difference, Hindrance, differences
from services.directory.domain.organisations import Organisation
from services.directory.domain.verdicts import Change, compared
from services.directory.pages.gaps import Keeper
from services.directory.storage import Batch
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Writing, csrf_checked, page, see_other

router = APIRouter()


@dataclass(frozen=True)
class RowShown:
    """One row of a file, as it is read on a page."""

    change: Change
    name: str
    ods_code: str | None
    differences: list[Difference]
    successors: tuple[str, ...] = ()


def shown(before: Any, after: Any) -> RowShown:
    """An organisation or a person before and after; `before` is None where it is added."""
    changed = differences(before, after) if before is not None else []
    successors = after.successors if isinstance(after, Organisation) else ()
    return RowShown(compared(before, after).change, after.name, after.ods_code, changed, successors)


@router.get("/register/imports/{import_id}")
async def show_batch(request: Request, _: Keeper, tx: Reading, import_id: int) -> Response:
    return await _page(request, tx, await _batch(tx, import_id))


@router.post("/register/imports/{import_id}/undo", dependencies=[Depends(csrf_checked)])
async def undo(request: Request, visitor: Keeper, tx: Writing, import_id: int) -> Response:
    """All of it or nothing: half an undone file would be a state that nobody has ever seen."""
    done = await handlers.undo_import(tx, import_id, UUID(visitor.person_id))
    if done is None or isinstance(done, Batch):
        # Pressed twice, it is undone all the same.
        return see_other(f"/register/imports/{import_id}")
    return await _page(request, tx, await _batch(tx, import_id), done)


async def _page(
    request: Request, tx: Transaction, batch: Batch, hindrances: tuple[Hindrance, ...] | Any = ()
) -> Response:
    return page(
        request,
        "directory/import-taken.html",
        status_code=HTTPStatus.CONFLICT if hindrances else HTTPStatus.OK,
        batch=batch,
        rows=[shown(each.before, each.after) for each in await _touched(tx, batch)],
        hindrances=hindrances,
    )


async def _touched(tx: Transaction, batch: Batch) -> list[Any]:
    if batch.what == "people":
        return list(await storage.touched_people(tx, batch.id))
    return list(await storage.touched_organisations(tx, batch.id))


async def _batch(tx: Transaction, import_id: int) -> Batch:
    # Postgres' integers end there.
    found = await storage.batch(tx, import_id) if 0 < import_id < 2**31 else None
    if found is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "No such import",
            "No file was taken under this number.",
            was_saved="",
            what_to_do="Look for it among the last imports.",
        )
    return found
