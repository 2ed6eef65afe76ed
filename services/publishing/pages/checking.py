"""The checklist of a draft, which the author goes through before a second person looks."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.kit.web import Reading, Writing, page, see_other
from services.publishing.domain.checklist import CRITERIA, KEYS, MESSAGE
from services.publishing.domain.draft import Typed
from services.publishing.domain.orders import Order, Refusal
from services.publishing.domain.proposals import Proposal, Step
from services.publishing.handlers import propose
from services.publishing.pages.forms import FromForm, Revision, checked, refuse
from services.publishing.pages.visitors import NationalTeam, person_of
from services.publishing.storage import drafts

router = APIRouter(prefix="/desk/drafts/{draft_id}/checklist")


@router.get("")
async def show_checklist(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — asking for it is what keeps others out
    draft_id: UUID,
) -> HTMLResponse:
    proposal = await drafts.find(tx, draft_id)
    if proposal is None or not proposal.kind.has_checklist:
        refuse(propose.NOT_THERE)
    notes = {f"note-{key}": [note] for key, note in proposal.checklist.items()}
    return _form(request, proposal, Typed({"holds": list(proposal.checklist), **notes}), proposal.revision)


@router.post("", dependencies=checked)
async def save_checklist(
    request: Request, tx: Writing, visitor: NationalTeam, draft_id: UUID, typed: FromForm, revision: Revision
) -> Response:
    ticked = {key: typed.one(f"note-{key}") for key in typed.ticked("holds") if key in KEYS}
    order = Order(step=Step.CHECKED, by=person_of(visitor), revision=revision, checklist=ticked)
    saved = await propose.move(tx, draft_id, order)
    if isinstance(saved, Proposal):
        return see_other(f"/desk/drafts/{draft_id}")
    proposal = await drafts.find(tx, draft_id)
    if proposal is None:
        refuse(saved)
    return _form(request, proposal, typed, revision, saved)


def _form(
    request: Request, proposal: Proposal, typed: Typed, revision: int, refusal: Refusal | None = None
) -> HTMLResponse:
    return page(
        request,
        "publishing/checklist.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        proposal=proposal,
        typed=typed,
        revision=revision,
        sections=(("Criteria for an alert", CRITERIA), ("The message", MESSAGE)),
        errors={"refused": f"{refusal.why}. {refusal.mend}"} if refusal else None,
    )
