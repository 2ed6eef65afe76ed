"""The form of an alert: saved as a draft whenever it is sent, and by itself while somebody types."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from contracts.attachments import MOST
from services.kit.database import Transaction
from services.kit.web import Reading, Writing, page, see_other
from services.publishing.domain import draft as forms
from services.publishing.domain.draft import Typed
from services.publishing.domain.mending import at_the_fields
from services.publishing.domain.orders import Order, Refusal
from services.publishing.domain.people import Person
from services.publishing.domain.proposals import Kind, Proposal, Step
from services.publishing.domain.steps import merged
from services.publishing.handlers import propose
from services.publishing.pages.choices import MEDIA_TYPES, offered
from services.publishing.pages.forms import FromForm, Revision, checked, refuse
from services.publishing.pages.visitors import NationalTeam, person_of
from services.publishing.storage import drafts
from templates.wording import time_of_day

router = APIRouter(prefix="/desk/drafts/{draft_id}")
MOST_ACTIONS = 200


@router.get("/edit")
async def show_form(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — asking for it is what keeps others out
    draft_id: UUID,
    room: Annotated[int, Query(ge=0, le=MOST_ACTIONS)] = 0,
    mend: str = "",
) -> HTMLResponse:
    proposal = await drafts.find(tx, draft_id)
    if proposal is None:
        refuse(propose.NOT_THERE)
    faults = proposal.read(tx.now) if mend else ()
    errors = at_the_fields(faults) if isinstance(faults, tuple) else {}
    typed = with_room(proposal.typed, room)
    return form(request, draft_id, proposal, typed, revision=proposal.revision, errors=errors)


@router.post("/save", dependencies=checked)
async def save(
    request: Request, tx: Writing, visitor: NationalTeam, draft_id: UUID, typed: FromForm, revision: Revision
) -> Response:
    saved = await _save(tx, draft_id, typed, revision, person_of(visitor))
    if isinstance(saved, Refusal):
        return await _kept_on_the_page(request, tx, draft_id, typed, revision, saved)
    return see_other(f"/desk/drafts/{draft_id}")


@router.post("/actions", dependencies=checked)
async def add_action(
    request: Request, tx: Writing, visitor: NationalTeam, draft_id: UUID, typed: FromForm, revision: Revision
) -> Response:
    saved = await _save(tx, draft_id, typed, revision, person_of(visitor))
    if isinstance(saved, Refusal):
        return await _kept_on_the_page(request, tx, draft_id, typed, revision, saved)
    filled = typed.actions()
    room = min(len(typed.places()) - len(filled) + 1, MOST_ACTIONS)
    return see_other(f"/desk/drafts/{draft_id}/edit?room={room}#action-{len(filled) + room}-text")


@router.post("/autosave", dependencies=checked)
async def autosave(
    tx: Writing, visitor: NationalTeam, draft_id: UUID, typed: FromForm, revision: Revision
) -> JSONResponse:
    """For the page's own script, which says on the page what is answered."""
    saved = await _save(tx, draft_id, typed, revision, person_of(visitor))
    if isinstance(saved, Refusal):
        return JSONResponse({"problem": f"{saved.why}. {saved.mend}"}, HTTPStatus.CONFLICT)
    return JSONResponse({"revision": saved.revision, "saved_at": time_of_day(tx.now)})


async def _save(
    tx: Transaction, draft_id: UUID, typed: Typed, revision: int, by: Person
) -> Proposal | Refusal:
    """A form that was never saved begins a draft under the id it was given when it was shown."""
    if revision == 0:
        return await propose.create(tx, draft_id, Kind.ALERT, typed.fields, by=by)
    return await propose.move(
        tx, draft_id, Order(step=Step.EDITED, by=by, revision=revision, fields=typed.fields)
    )


async def _kept_on_the_page(
    request: Request, tx: Transaction, draft_id: UUID, typed: Typed, revision: int, refusal: Refusal
) -> HTMLResponse:
    """What was typed stays on the page, and is as old as it was: a later save does not pass over others."""
    proposal = await drafts.find(tx, draft_id)
    whole = Typed(merged(proposal, typed.fields)) if proposal else typed
    errors = {"refused": f"{refusal.why}. {refusal.mend}"}
    return form(request, draft_id, proposal, with_room(whole), revision=revision, errors=errors)


def with_room(typed: Typed, room: int = 0) -> Typed:
    """The form with its actions in a row, and empty ones after them."""
    return forms.with_room(typed, typed.actions(), room)


def form(
    request: Request,
    draft_id: UUID,
    proposal: Proposal | None,
    typed: Typed,
    *,
    revision: int = 0,
    errors: dict[str, str] | None = None,
    **view: Any,
) -> HTMLResponse:
    """The form of a draft; of one that was never saved there is no proposal yet."""
    return page(
        request,
        _template(proposal),
        # A form that is only looked at shows what to mend, and nothing was refused.
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if errors and request.method == "POST" else HTTPStatus.OK,
        draft_id=draft_id,
        proposal=proposal,
        typed=typed,
        revision=revision,
        offered=offered,
        media_types=MEDIA_TYPES,
        attachment_places=range(1, min(len(typed.attachments()) + 1, MOST) + 1),
        errors=errors,
        **view,
    )


def _template(proposal: Proposal | None) -> str:
    if proposal and proposal.kind.is_ending:
        return "publishing/ending.html"
    is_correction = proposal is not None and proposal.kind is Kind.CORRECT
    return "publishing/correcting.html" if is_correction else "publishing/write.html"
