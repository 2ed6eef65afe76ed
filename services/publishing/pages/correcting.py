"""Asking for a correction of whom an issued alert is for; it needs a second person as an alert does."""

from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.kit.web import Reading, Writing, page, see_other
from services.publishing.domain.correcting import PARTS
from services.publishing.domain.draft import Typed
from services.publishing.domain.issue import KnownAlert
from services.publishing.domain.orders import Refusal
from services.publishing.domain.proposals import Kind
from services.publishing.handlers import propose
from services.publishing.pages.desk import living
from services.publishing.pages.forms import FromForm, checked
from services.publishing.pages.visitors import NationalTeam, person_of

router = APIRouter(prefix="/desk/alerts/{reference:reference}/audience")


@router.get("")
async def show_form(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — asking for it is what keeps others out
    reference: str,
) -> HTMLResponse:
    return _form(request, await living(tx, reference), Typed({}), {})


@router.post("", dependencies=checked)
async def ask(
    request: Request, tx: Writing, visitor: NationalTeam, reference: str, typed: FromForm
) -> Response:
    """Keep the request as a draft. Nothing is said yet."""
    newest = await living(tx, reference)
    fields = {name: typed.ticked(name) for name in ("reason", *PARTS)}
    kept, version = {**fields, "title": [newest.document.title]}, newest.document.version
    draft_id, by = uuid4(), person_of(visitor)
    asked = await propose.create(tx, draft_id, Kind.CORRECT, kept, by=by, about=reference, version=version)
    if isinstance(asked, Refusal):
        return _form(request, newest, typed, {"reason": f"{asked.why}. {asked.mend}"})
    return see_other(f"/desk/drafts/{draft_id}")


def _form(request: Request, newest: KnownAlert, typed: Typed, errors: dict[str, str]) -> HTMLResponse:
    return page(
        request,
        "publishing/correcting.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        alert=newest.document,
        typed=typed,
        errors=errors,
    )
