"""`/api/v1/drafts`: a program writes and submits, and never approves."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field

from services.access import KeyScope
from services.kit.web import Reading, Refused, Writing, scoped
from services.publishing.api.alerts import alert_in
from services.publishing.domain.draft import typed_of
from services.publishing.domain.orders import Order, Refusal
from services.publishing.domain.people import PROGRAM
from services.publishing.domain.proposals import Kind, Proposal, State, Step
from services.publishing.handlers import propose
from services.publishing.storage import drafts

router = APIRouter(
    prefix="/api/v1/drafts", tags=["drafts"], dependencies=[Depends(scoped(KeyScope.DRAFTS_WRITE))]
)


class NewDraft(BaseModel):
    """A new alert to look at; without `issued_at` in it, it is issued when people say so."""

    document: dict[str, Any]
    #: By the keys of the points that hold, with a note.
    checklist: Annotated[dict[str, str], Field(max_length=100)] = {}


class ShownDraft(BaseModel):
    """Where a draft stands."""

    id: UUID
    kind: Kind
    state: State
    revision: int
    reference: str
    title: str
    editors: tuple[str, ...]
    publish_at: AwareDatetime | None
    changed_at: AwareDatetime


class ListOfDrafts(BaseModel):
    """All that are open; there are never many, so `next` is always null."""

    items: list[ShownDraft]
    next: str | None = None


@router.post("", status_code=HTTPStatus.CREATED)
async def create_draft(tx: Writing, new: NewDraft) -> ShownDraft:
    """Keep an alert as a draft. Nothing is issued."""
    stated = bool(new.document.get("issued_at"))
    alert = alert_in(new.document if stated else {**new.document, "issued_at": tx.now.isoformat()})
    fields = typed_of(alert, states_time_of_issue=stated).fields
    created = _done(await propose.create(tx, uuid4(), Kind.ALERT, fields, by=PROGRAM))
    if new.checklist:
        order = Order(step=Step.CHECKED, by=PROGRAM, checklist=new.checklist)
        created = _done(await propose.move(tx, created.id, order))
    return _shown(created)


@router.get("")
async def list_drafts(
    tx: Reading,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> ListOfDrafts:
    """Those that are neither issued nor discarded, the one that waits longest first."""
    return ListOfDrafts(items=[_shown(proposal) for proposal in await drafts.list_open(tx, limit)])


@router.get("/{draft_id}")
async def show_draft(tx: Reading, draft_id: UUID) -> ShownDraft:
    """Where it stands."""
    proposal = await drafts.find(tx, draft_id)
    if proposal is None:
        raise Refused(HTTPStatus.NOT_FOUND, "There is no such draft", was_saved="")
    return _shown(proposal)


@router.post("/{draft_id}/submit")
async def submit_draft(tx: Writing, draft_id: UUID) -> ShownDraft:
    """Ask a person of the national team to approve it."""
    return _shown(_done(await propose.move(tx, draft_id, Order(step=Step.SUBMITTED, by=PROGRAM))))


@router.post("/{draft_id}/approve")
async def approve_draft(tx: Writing, draft_id: UUID) -> ShownDraft:
    """Always refused: a key belongs to no person, and approving is a person's."""
    return _shown(_done(await propose.move(tx, draft_id, Order(step=Step.APPROVED, by=PROGRAM))))


def _done(outcome: Proposal | Refusal) -> Proposal:
    if isinstance(outcome, Proposal):
        return outcome
    if outcome == propose.NOT_THERE:
        raise Refused(HTTPStatus.NOT_FOUND, outcome.why, what_to_do=outcome.mend)
    if outcome.of_people:
        raise Refused(HTTPStatus.FORBIDDEN, outcome.why, what_to_do=outcome.mend)
    raise Refused(HTTPStatus.CONFLICT, outcome.why, what_to_do=outcome.mend)


def _shown(proposal: Proposal) -> ShownDraft:
    return ShownDraft(
        id=proposal.id,
        kind=proposal.kind,
        state=proposal.state,
        revision=proposal.revision,
        reference=proposal.reference,
        title=proposal.headline,
        editors=tuple(editor.name for editor in proposal.editors),
        publish_at=proposal.publish_at,
        changed_at=proposal.changed_at,
    )
