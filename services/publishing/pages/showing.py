"""What a draft's page shows, and how it differs from what others saw before."""

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

import templates
from contracts.events.alerts import AlertIssued
from services.kit.database import Transaction
from services.kit.web import page
from services.publishing.domain.checklist import CRITERIA, MESSAGE, open_points
from services.publishing.domain.differences import Difference, Document, differences
from services.publishing.domain.draft import Draft
from services.publishing.domain.mending import at_the_fields
from services.publishing.domain.orders import offered
from services.publishing.domain.people import Person
from services.publishing.domain.proposals import Happening, Kind, Proposal, last_shown
from services.publishing.handlers.audience import look, names_of_people
from services.publishing.handlers.propose import NOT_THERE, why_not_now
from services.publishing.pages.choices import in_words
from services.publishing.pages.desk import OF_EVERY_VERSION
from services.publishing.pages.forms import refuse
from services.publishing.storage import alerts, drafts, endings

#: What the sections of the page are called, and what differs in each.
Comparison = tuple[str, list[Difference]]


async def draft_page(
    request: Request,
    tx: Transaction,
    proposal: Proposal | None,
    me: Person,
    *,
    errors: dict[str, str] | None = None,
    status_code: int = HTTPStatus.OK,
) -> HTMLResponse:
    """The whole page. Raises Refused when there is no such draft."""
    if proposal is None:
        refuse(NOT_THERE)
    said = proposal.read(tx.now)
    history, seen = await drafts.history_of(tx, proposal.id), await look(tx, proposal)
    against = await why_not_now(tx, proposal)
    place = "must_respond" if proposal.kind is Kind.CORRECT else "reference"
    taken = {place: f"{against.why.rstrip('.')}. {against.mend}"} if against else {}
    return page(
        request,
        "publishing/draft.html",
        status_code=status_code,
        proposal=proposal,
        alert=said if isinstance(said, AlertIssued) else None,
        faults=(at_the_fields(said) if isinstance(said, tuple) else {}) | taken,
        offers=offered(proposal, me),
        theirs=proposal.was_edited_by(me),
        subjects=subjects(said) if isinstance(said, AlertIssued) else {},
        comparisons=await comparisons(tx, proposal, history),
        sections=(("Criteria for an alert", CRITERIA), ("The message", MESSAGE)),
        open_points=open_points(proposal.checklist),
        history=history,
        look=seen,
        people=await names_of_people(tx, seen),
        ended=await endings.find(tx, proposal.about or ""),
        now=tx.now,
        in_words=in_words,
        errors=errors,
    )


async def comparisons(tx: Transaction, proposal: Proposal, history: list[Happening]) -> list[Comparison]:
    """What an approver wants to see first: what changed since the version before, and since last shown."""
    now = _settled(proposal.draft.document, proposal, tx)
    found: list[Comparison] = []
    if proposal.kind.is_later_version and proposal.about:
        before = await alerts.find_alert(tx, proposal.about, proposal.version - 1)
        old = before.document.model_dump(mode="json") if before else {}
        without = (*OF_EVERY_VERSION, "change")
        found.append((f"Since version {proposal.version - 1}", differences(old, now, without=without)))
    if shown := last_shown(history, proposal):
        earlier = _settled(shown.document or {}, proposal, tx)
        found.append(("Since it was last submitted", differences(earlier, now, without=_unstated(proposal))))
    return found


def _settled(document: Document, proposal: Proposal, tx: Transaction) -> Document:
    """In its final form where it has one, so that only what is meant differs."""
    alert = Draft(document).as_alert(tx.now) if proposal.kind.is_of_an_alert else None
    return alert.model_dump(mode="json") if isinstance(alert, AlertIssued) else document


def _unstated(proposal: Proposal) -> tuple[str, ...]:
    """A time of issue that nobody typed is that of looking."""
    return () if proposal.draft.states_time_of_issue else ("issued_at",)


def subjects(alert: AlertIssued) -> dict[str, Any]:
    """The subject of each kind of mail; without a day to acknowledge by, distribution's rule completes it."""
    subject = templates.mail.get_template("alert-issued/subject.txt")
    known = alert.model_dump() | {"acknowledge_by": alert.deadlines.acknowledge_by}
    respond = not alert.audience.must_respond.is_empty()
    inform = not alert.audience.for_information.is_empty()
    dated = bool(respond and known["acknowledge_by"])
    return {
        **({"respond": subject.render(alert=known, must_respond=True)} if dated else {}),
        **({"inform": subject.render(alert=known, must_respond=False)} if inform else {}),
    }
