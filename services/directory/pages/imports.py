"""Importing a file by hand: it is brought, looked at, and then taken."""

from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from services.directory import handlers, storage
from services.directory.domain.verdicts import Change, Verdict
from services.directory.pages.batches import shown
from services.directory.pages.gaps import Keeper
from services.directory.storage import Upload
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Writing, csrf_checked, page, see_other

router = APIRouter()
Kind = Literal["organisations", "people"]
MOST_BYTES = 10_000_000
#: Shown when somebody chose no file.
NO_FILE = {"file": "Choose a file of at most 10 MB"}
NO_CHOICE = {"good": "Tick this to take the good rows, or mend the others and bring the file again"}


@router.get("/register/import")
async def show_import(request: Request, _: Keeper, tx: Reading) -> Response:
    return await _form(request, tx)


@router.post("/register/import", dependencies=[Depends(csrf_checked)])
async def bring_file(
    request: Request,
    visitor: Keeper,
    tx: Writing,
    kind: Annotated[Kind, Form()] = "organisations",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Keep the file to be looked at; the register does not change yet."""
    raw = await file.read(MOST_BYTES + 1) if file else b""
    if not 0 < len(raw) <= MOST_BYTES:
        return await _form(request, tx, kind=kind, errors=NO_FILE)
    upload_id = await storage.add_upload(tx, kind, raw, UUID(visitor.person_id))
    return see_other(f"/register/import/{upload_id}")


@router.get("/register/import/{upload_id}")
async def preview(request: Request, visitor: Keeper, tx: Reading, upload_id: UUID) -> Response:
    upload = await _upload(tx, upload_id, visitor.person_id)
    return await _preview(request, tx, upload, await _verdict(tx, upload))


@router.post("/register/import/{upload_id}", dependencies=[Depends(csrf_checked)])
async def take_file(
    request: Request,
    visitor: Keeper,
    tx: Writing,
    upload_id: UUID,
    seen: Annotated[str, Form(max_length=64)] = "",
    good: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Take what was looked at, and nothing else."""
    await storage.hold(tx)
    upload = await _upload(tx, upload_id, visitor.person_id)
    verdict = await _verdict(tx, upload)
    if verdict.fingerprint() != seen:
        return await _preview(request, tx, upload, verdict, has_moved=True)
    if not verdict.is_taken(accept_valid=bool(good)):
        return await _preview(request, tx, upload, verdict, errors=NO_CHOICE)
    await _take(tx, upload, accept_valid=bool(good))
    (batch,) = await storage.last_batches(tx, 1)
    return see_other(f"/register/imports/{batch.id}")


async def _verdict(tx: Transaction, upload: Upload) -> Verdict[Any]:
    if upload.what == "people":
        return await handlers.judge_people(tx, upload.raw)
    return await handlers.judge_organisations(tx, upload.raw)


async def _take(tx: Transaction, upload: Upload, *, accept_valid: bool) -> None:
    take = handlers.import_people if upload.what == "people" else handlers.import_organisations
    await take(tx, upload.raw, accept_valid=accept_valid, by=upload.by)
    await storage.drop_upload(tx, upload.upload_id)


async def _upload(tx: Transaction, upload_id: UUID, person_id: str) -> Upload:
    found = await storage.upload(tx, upload_id, UUID(person_id))
    if found is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "This file is not here",
            "It was taken already, brought by a colleague, or kept for longer than a day.",
            was_saved="",
            what_to_do="Look whether it stands among the last imports; else bring the file again.",
        )
    return found


async def _preview(
    request: Request, tx: Transaction, upload: Upload, verdict: Verdict[Any], **view: Any
) -> Response:
    closing = [each.value for each in verdict.decided if each.change is Change.CLOSED]
    codes = [each.ods_code for each in closing] if upload.what == "organisations" else []
    return page(
        request,
        "directory/import-preview.html",
        status_code=HTTPStatus.CONFLICT if view else HTTPStatus.OK,
        upload=upload,
        verdict=verdict,
        counts=verdict.counts(),
        rows=[shown(each.before, each.value) for each in verdict.changes()],
        left_behind=[each for each in await storage.staffing(tx, codes) if each.people],
        **view,
    )


async def _form(request: Request, tx: Transaction, kind: Kind = "organisations", **view: Any) -> Response:
    return page(
        request,
        "directory/import.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if view else HTTPStatus.OK,
        kind=kind,
        kept=await storage.last_kept(tx, 10),
        batches=await storage.last_batches(tx, 10),
        **view,
    )
