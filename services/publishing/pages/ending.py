"""Asking for an alert's end: withdrawn, superseded or closed; it needs a second person as an alert does."""

from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.kit.web import Reading, Writing, page, see_other
from services.publishing.domain.draft import Typed
from services.publishing.domain.issue import KnownAlert
from services.publishing.domain.orders import Refusal
from services.publishing.domain.proposals import Kind
from services.publishing.handlers import propose
from services.publishing.pages.desk import living
from services.publishing.pages.forms import FromForm, checked
from services.publishing.pages.visitors import NationalTeam, person_of

router = APIRouter(prefix="/desk/alerts/{reference:reference}/end")
#: What can be chosen, by the kinds of proposal.
WAYS = {
    Kind.WITHDRAW: (
        "Withdraw it",
        "It should not have been sent, or does not hold any more: nobody has to act",
    ),
    Kind.SUPERSEDE: ("Supersede it", "Another alert, which was issued already, stands in its place"),
    Kind.CLOSE: ("Close it", "Nothing more is expected; what organisations answered stands"),
}


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
    if typed.one("way") not in set(WAYS):
        return _form(request, newest, typed, {"way": "Choose how the alert ends"})
    fields = {name: typed.ticked(name) for name in ("reason", "superseded_by")}
    kind, version = Kind(typed.one("way")), newest.document.version
    kept = {**fields, "title": [newest.document.title]}
    draft_id, by = uuid4(), person_of(visitor)
    asked = await propose.create(tx, draft_id, kind, kept, by=by, about=reference, version=version)
    if isinstance(asked, Refusal):
        return _form(request, newest, typed, {"reason": f"{asked.why}. {asked.mend}"})
    return see_other(f"/desk/drafts/{draft_id}")


def _form(request: Request, newest: KnownAlert, typed: Typed, errors: dict[str, str]) -> HTMLResponse:
    return page(
        request,
        "publishing/ending.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        alert=newest.document,
        ways=WAYS,
        typed=typed,
        errors=errors,
    )
