"""The API: files of organisations and people in, lists of both out."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel

from contracts.events.register import OrganisationRecorded, PersonRecorded
from services.access import KeyScope
from services.directory import handlers, storage
from services.directory.domain.rows import BadRow, LeftOut
from services.directory.domain.verdicts import Change, T, Verdict
from services.kit.web import Reading, Refused, Writing, actor_of, looked, scoped

#: A file of every organisation of the NHS in England has less than a tenth of this.
MOST_BYTES = 10_000_000

router = APIRouter(prefix="/api/v1", tags=["register"])
READS = [Depends(scoped(KeyScope.REGISTER_READ))]
WRITES = [Depends(scoped(KeyScope.REGISTER_WRITE))]
Limit = Annotated[int, Query(ge=1, le=1000)]
#: A code or a word to filter by; what no code can hold need not be looked for.
CodeAsked = Annotated[str | None, Query(max_length=40, pattern=r"^[\x20-\x7e]*$")]


async def body_of(request: Request) -> bytes:
    """Dependency: the file. It comes before the transaction, which then waits for no slow sender."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The file is larger than 10 MB")
    return bytes(raw)


File = Annotated[bytes, Depends(body_of)]


class Line(BaseModel):
    """A line of the file, and why it was not taken."""

    line: int
    reason: str


class Imported(BaseModel):
    """What was done with a file. When it was not accepted nothing was done, so every count is 0.

    Of a preview it is what would be done.
    """

    accepted: bool
    #: The file was only looked at.
    preview: bool = False
    added: int
    changed: int
    closed: int
    unchanged: int
    left_out: list[Line]
    refused: list[Line]


class Organisations(BaseModel):
    """One page of organisations; `next` is the `after` of the page that follows."""

    items: list[OrganisationRecorded]
    next: str | None


class People(BaseModel):
    """One page of registrations; `next` is the `after` of the page that follows."""

    items: list[PersonRecorded]
    next: str | None


class Taken(BaseModel):
    """A file that was taken; `by` is null for a holder of an API key."""

    import_id: int
    at: AwareDatetime
    by: str | None
    what: str
    sha256: str
    counts: dict[str, int]
    undone_at: AwareDatetime | None


class Imports(BaseModel):
    """The last ones, the newest first."""

    items: list[Taken]


#: How both imports are described: the file is the body, without any wrapping.
AS_FILE: dict[str, Any] = {
    "response_model": Imported,
    "responses": {422: {"model": Imported, "description": "Some rows are bad; none of the file was taken"}},
    "openapi_extra": {
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
}


@router.post("/organisations", dependencies=WRITES, **AS_FILE)
async def import_organisations(
    request: Request, raw: File, tx: Writing, *, accept_valid: bool = False, preview: bool = False
) -> Response:
    """Import our CSV, the ODS extract of trusts, or a FHIR Bundle; one bad row keeps all of it out."""
    if preview:
        return _told(await handlers.judge_organisations(tx, raw), accept_valid=accept_valid, preview=True)
    verdict = await handlers.import_organisations(
        tx, raw, accept_valid=accept_valid, by=None, program=actor_of(request)
    )
    return _told(verdict, accept_valid=accept_valid)


@router.post("/people", dependencies=WRITES, **AS_FILE)
async def import_people(
    request: Request, raw: File, tx: Writing, *, accept_valid: bool = False, preview: bool = False
) -> Response:
    """Import a CSV with ods_code, role, name, email, phone; a column `active` with no ends a registration."""
    if preview:
        return _told(await handlers.judge_people(tx, raw), accept_valid=accept_valid, preview=True)
    verdict = await handlers.import_people(
        tx, raw, accept_valid=accept_valid, by=None, program=actor_of(request)
    )
    return _told(verdict, accept_valid=accept_valid)


@router.get("/imports", dependencies=READS)
async def list_imports(tx: Reading, limit: Limit = 20) -> Imports:
    """Files that were taken, also those that were undone."""
    return Imports(items=[_taken(one) for one in await storage.last_batches(tx, limit)])


@router.post("/imports/{import_id}/undo", dependencies=WRITES)
async def undo_import(
    request: Request, tx: Writing, import_id: Annotated[int, Path(ge=1, lt=2**31)]
) -> Taken:
    """Say again what stood before: all of it, or nothing where a row was changed since. Twice is once."""
    done = await handlers.undo_import(tx, import_id, None, actor_of(request))
    if done and not isinstance(done, storage.Batch):
        raise Refused(
            HTTPStatus.CONFLICT,
            "The import cannot be undone",
            "Rows of it have changed since, and half an undone file would be a state nobody has ever seen.",
            what_to_do="Change these by hand, or bring in a file that says how they should be.",
            troubles=tuple(f"{one.who}: {one.reason}" for one in done),
        )
    if found := await storage.batch(tx, import_id):
        return _taken(found)
    raise Refused(
        HTTPStatus.NOT_FOUND,
        "No such import",
        "No file was taken under this number.",
        what_to_do="Look for it among the last imports.",
    )


def _taken(batch: storage.Batch) -> Taken:
    return Taken(
        import_id=batch.id,
        at=batch.at,
        by=batch.name,
        what=batch.what,
        sha256=batch.sha256,
        counts=batch.counts,
        undone_at=batch.undone_at,
    )


@router.get("/organisations", dependencies=READS)
async def list_organisations(
    tx: Reading,
    limit: Limit = 100,
    after: CodeAsked = None,
    region: CodeAsked = None,
    kind: Annotated[CodeAsked, Query(alias="type")] = None,
    *,
    active: bool | None = None,
) -> Organisations:
    """Organisations by code, also those that have closed."""
    found = await storage.organisations_after(
        tx, after or "", limit + 1, region=region, kind=kind, active=active
    )
    items = [organisation.recorded() for organisation in found[:limit]]
    return Organisations(items=items, next=items[-1].ods_code if len(found) > limit else None)


@router.get("/people", dependencies=[*READS, Depends(looked("registered people"))])
async def list_people(
    tx: Reading,
    limit: Limit = 100,
    after: UUID | None = None,
    ods_code: CodeAsked = None,
    *,
    active: bool | None = None,
) -> People:
    """Registrations, also those that have ended."""
    found = await storage.people_after(tx, after, limit + 1, ods_code=ods_code, active=active)
    items = [person.recorded() for person in found[:limit]]
    return People(items=items, next=str(items[-1].person_id) if len(found) > limit else None)


def _told(verdict: Verdict[T], *, accept_valid: bool, preview: bool = False) -> Response:
    accepted = verdict.is_taken(accept_valid=accept_valid)
    counts: dict[str, int | bool] = dict(verdict.counts() if accepted else dict.fromkeys(Change, 0))
    if preview:
        counts["preview"] = True
    lists = {"left_out": _lines(verdict.left_out), "refused": _lines(verdict.refused)}
    status = HTTPStatus.OK if accepted else HTTPStatus.UNPROCESSABLE_ENTITY
    return JSONResponse({"accepted": accepted, **counts, **lists}, status)


def _lines(remarks: Sequence[BadRow | LeftOut]) -> list[dict[str, Any]]:
    by_line = sorted(remarks, key=lambda remark: remark.line)
    return [{"line": remark.line, "reason": remark.reason} for remark in by_line]
