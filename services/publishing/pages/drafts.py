"""A draft's own page: where it stands, what it says, who did what, and the steps that can be taken."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.deadlines import LONDON
from services.kit.database import Transaction
from services.kit.web import Reading, Visitor, Writing, see_other
from services.publishing.domain.orders import Order, Refusal
from services.publishing.domain.people import Person
from services.publishing.domain.proposals import State, Step
from services.publishing.handlers import propose
from services.publishing.pages.forms import Digest, Note, Revision, checked, refuse
from services.publishing.pages.showing import draft_page
from services.publishing.pages.visitors import Approver, NationalTeam, person_of
from services.publishing.storage import drafts

router = APIRouter(prefix="/desk/drafts/{draft_id}")


@router.get("")
async def show_draft(request: Request, tx: Reading, visitor: NationalTeam, draft_id: UUID) -> HTMLResponse:
    return await draft_page(request, tx, await drafts.find(tx, draft_id), person_of(visitor))


@router.post("/submit", dependencies=checked)
async def submit(
    request: Request, tx: Writing, visitor: NationalTeam, draft_id: UUID, revision: Revision, note: Note = ""
) -> Response:
    return await _step(request, tx, draft_id, _order(Step.SUBMITTED, visitor, revision, note))


@router.post("/approve", dependencies=checked)
async def approve(
    request: Request,
    tx: Writing,
    visitor: Approver,
    draft_id: UUID,
    revision: Revision,
    note: Note = "",
    audience: Digest = "",
) -> Response:
    order = replace(_order(Step.APPROVED, visitor, revision, note), audience=audience)
    return await _step(request, tx, draft_id, order)


@router.post("/return", dependencies=checked)
async def give_back(
    request: Request, tx: Writing, visitor: Approver, draft_id: UUID, revision: Revision, note: Note = ""
) -> Response:
    return await _step(request, tx, draft_id, _order(Step.RETURNED, visitor, revision, note))


@router.post("/comment", dependencies=checked)
async def comment(
    request: Request, tx: Writing, visitor: NationalTeam, draft_id: UUID, revision: Revision, note: Note = ""
) -> Response:
    return await _step(request, tx, draft_id, _order(Step.COMMENTED, visitor, revision, note))


@router.post("/discard", dependencies=checked)
async def discard(
    request: Request, tx: Writing, visitor: NationalTeam, draft_id: UUID, revision: Revision, note: Note = ""
) -> Response:
    return await _step(request, tx, draft_id, _order(Step.DISCARDED, visitor, revision, note))


@router.post("/unschedule", dependencies=checked)
async def unschedule(
    request: Request, tx: Writing, visitor: NationalTeam, draft_id: UUID, revision: Revision
) -> Response:
    return await _step(request, tx, draft_id, _order(Step.UNSCHEDULED, visitor, revision))


@router.post("/schedule", dependencies=checked)
async def schedule(
    request: Request,
    tx: Writing,
    visitor: NationalTeam,
    draft_id: UUID,
    revision: Revision,
    confirmation: Annotated[str, Form()] = "",
    publish_at: Annotated[str, Form()] = "",
    seen: Digest = "",
) -> Response:
    order = Order(
        step=Step.SCHEDULED,
        by=person_of(visitor),
        revision=revision,
        confirmation=confirmation,
        publish_at=_in_london(publish_at),
        note=f"For {publish_at.replace('T', ' ')} UK time",
        seen=seen,
    )
    return await _step(request, tx, draft_id, order)


@router.post("/issue", dependencies=checked)
async def issue(
    request: Request,
    tx: Writing,
    visitor: NationalTeam,
    draft_id: UUID,
    revision: Revision,
    confirmation: Annotated[str, Form()] = "",
    seen: Digest = "",
) -> Response:
    by = person_of(visitor)
    order = Order(step=Step.ISSUED, by=by, revision=revision, confirmation=confirmation, seen=seen)
    issued = await propose.issue(tx, draft_id, order)
    if isinstance(issued, Refusal):
        return await _refused(request, tx, draft_id, issued, by)
    return see_other(f"/desk/alerts/{issued.reference}")


@router.get("/{step}")
async def begin_again(visitor: NationalTeam, draft_id: UUID, step: str) -> RedirectResponse:  # noqa: ARG001 — whichever step was loaded again
    return see_other(f"/desk/drafts/{draft_id}")


def _order(step: Step, visitor: Visitor, revision: int, note: str = "") -> Order:
    return Order(step=step, by=person_of(visitor), revision=revision, note=note)


async def _step(request: Request, tx: Transaction, draft_id: UUID, order: Order) -> Response:
    moved = await propose.move(tx, draft_id, order)
    if isinstance(moved, Refusal):
        return await _refused(request, tx, draft_id, moved, order.by)
    return see_other("/desk" if moved.state is State.DISCARDED else f"/desk/drafts/{draft_id}")


async def _refused(
    request: Request, tx: Transaction, draft_id: UUID, refusal: Refusal, by: Person
) -> Response:
    """What can be mended on the page is told there; a form that was sent twice leads to what it issued."""
    proposal = await drafts.find(tx, draft_id)
    if proposal and proposal.state is State.ISSUED:
        return see_other(f"/desk/alerts/{proposal.reference}")
    if not refusal.at:
        refuse(refusal)
    errors = {refusal.at: f"{refusal.why}. {refusal.mend}"}
    return await draft_page(
        request, tx, proposal, by, errors=errors, status_code=HTTPStatus.UNPROCESSABLE_ENTITY
    )


def _in_london(typed: str) -> datetime | None:
    """A day and time as people in the UK say it; None for what is none."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=LONDON)
    except ValueError:
        return None
