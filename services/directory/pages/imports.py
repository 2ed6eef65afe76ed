"""Importing a file by hand."""

from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from services.directory import handlers, storage
from services.directory.domain.verdicts import Change, Verdict
from services.directory.pages.gaps import Keeper
from services.kit.database import Transaction
from services.kit.web import Reading, Writing, csrf_checked, page

router = APIRouter()
Kind = Literal["organisations", "people"]
MOST_BYTES = 10_000_000
#: Shown when somebody chose no file.
NO_FILE = {"file": "Choose a file of at most 10 MB"}


@router.get("/register/import")
async def show_import(request: Request, _: Keeper, tx: Reading) -> Response:
    return page(request, "directory/import.html", kept=await storage.last_kept(tx, 10), kind="organisations")


@router.post("/register/import", dependencies=[Depends(csrf_checked)])
async def import_file(
    request: Request,
    visitor: Keeper,
    tx: Writing,
    kind: Annotated[Kind, Form()] = "organisations",
    accept_valid: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    raw = await file.read(MOST_BYTES + 1) if file else b""
    if not 0 < len(raw) <= MOST_BYTES:
        return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, kind=kind, errors=NO_FILE)
    verdict = await _taken(tx, kind, raw, accept_valid=bool(accept_valid), by=UUID(visitor.person_id))
    return _result(request, kind, verdict, accepted=verdict.is_taken(accept_valid=bool(accept_valid)))


async def _taken(tx: Transaction, kind: Kind, raw: bytes, *, accept_valid: bool, by: UUID) -> Verdict[Any]:
    if kind == "people":
        return await handlers.import_people(tx, raw, accept_valid=accept_valid, by=by)
    return await handlers.import_organisations(tx, raw, accept_valid=accept_valid, by=by)


def _result(request: Request, kind: Kind, verdict: Verdict[Any], *, accepted: bool) -> Response:
    return _page(
        request,
        HTTPStatus.OK if accepted else HTTPStatus.UNPROCESSABLE_ENTITY,
        kind=kind,
        accepted=accepted,
        verdict=verdict,
        counts={change.value: verdict.count(change) for change in Change},
    )


def _page(request: Request, status: HTTPStatus, **view: Any) -> Response:
    return page(request, "directory/import.html", status_code=status, **view)
