"""What people do with a proposal on the desk; each step is one transaction that holds the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from services.kit import audit
from services.kit.database import Transaction
from services.publishing.domain.audience import Look, unseen
from services.publishing.domain.issue import Outcome, why_not_issued
from services.publishing.domain.orders import NEEDS_ANOTHER, Order, Refusal
from services.publishing.domain.people import CLOCK, Person
from services.publishing.domain.proposals import Kind, Proposal, State, Step
from services.publishing.domain.steps import Taken, begin, take, worth_a_line
from services.publishing.handlers.audience import KEPT_AT, keep, look
from services.publishing.handlers.correct import correct_audience, why_not
from services.publishing.handlers.issue import end_alert, issue_alert
from services.publishing.storage import alerts, drafts

NOT_THERE = Refusal("There is no such draft", "Look at the desk for those there are.")
STALE = Refusal(
    "Somebody changed this since you loaded the page", "Load it again and look at what changed.", stale=True
)
TAKEN = Refusal(
    "Its reference is on the desk already",
    "A new alert needs a reference of its own; the next version of an alert is begun on the alert's page.",
)


async def create(
    tx: Transaction,
    draft_id: UUID,
    kind: Kind,
    fields: Mapping[str, Sequence[str]],
    *,
    by: Person,
    about: str | None = None,
    version: int = 1,
) -> Proposal | Refusal:
    """Begin a proposal under an id that nobody has used yet."""
    begun = begin(draft_id, kind, fields, by, tx.now, about=about, version=version)
    if isinstance(begun, Refusal):
        return begun
    if not await drafts.add(tx, begun.proposal):
        return STALE
    await drafts.add_history(tx, draft_id, begun.history)
    return begun.proposal


async def move(tx: Transaction, draft_id: UUID, order: Order) -> Proposal | Refusal:
    """Take a step with a draft; to issue it is `issue`."""
    proposal = await drafts.hold(tx, draft_id)
    if proposal is None:
        return NOT_THERE
    if order.step is Step.SUBMITTED and (refusal := await why_not_now(tx, proposal)):
        return refusal
    seen = await look(tx, proposal) if order.step in KEPT_AT else None
    taken = _take(tx, proposal, order, seen)
    if isinstance(taken, Refusal):
        return taken
    audit.note(tx, order.by.actor, f"draft {order.step.value}", f"draft/{draft_id}")
    await keep(tx, proposal, order.step, seen, order.by)
    return await _keep(tx, taken)


async def why_not_now(tx: Transaction, proposal: Proposal) -> Refusal | None:
    """What stands against it beside its own faults: what else is on the desk, and who is in the register."""
    if proposal.state is State.ISSUED:
        return None
    if proposal.kind is Kind.ALERT and await alerts.newest_version(tx, proposal.reference):
        return TAKEN
    said = proposal.read(tx.now)
    if isinstance(said, AudienceCorrected) and (reason := await why_not(tx, said)):
        return Refusal(reason, "Edit the request or discard it.")
    return None


async def issue(tx: Transaction, draft_id: UUID, order: Order) -> Proposal | Refusal:
    """Say what was approved; when that cannot be, the draft stays as it is."""
    proposal = await drafts.hold(tx, draft_id)
    return await _issue(tx, proposal, order) if proposal else NOT_THERE


async def issue_due(tx: Transaction) -> Proposal | None:
    """Issue the next draft whose set time has come, or note why it cannot be; None when none is due."""
    due = await drafts.hold_due(tx)
    if due is None:
        return None
    issued = await _issue(tx, due, Order(step=Step.ISSUED, by=CLOCK))
    if isinstance(issued, Proposal):
        return issued
    failed = take(due, Order(step=Step.NOT_ISSUED, by=CLOCK, note=issued.why), tx.now)
    return await _keep(tx, failed) if isinstance(failed, Taken) else due


async def _issue(tx: Transaction, proposal: Proposal, order: Order) -> Proposal | Refusal:
    seen = await look(tx, proposal)
    taken = _take(tx, proposal, order, seen)
    if isinstance(taken, Refusal):
        return taken
    # Whoever approved it stands behind what the clock issues.
    by = proposal.approval.by if proposal.approval and order.by == CLOCK else order.by
    if refusal := await _carry_out(tx, proposal, by.actor):
        return refusal
    await keep(tx, proposal, Step.ISSUED, seen, order.by)
    return await _keep(tx, taken)


def _take(tx: Transaction, proposal: Proposal, order: Order, seen: Look | None) -> Taken | Refusal:
    """Who has not seen whom it goes to takes no step that reaches them; the history says what changed."""
    if seen and seen.since_approval and order.step is Step.ISSUED:
        order = replace(order, note=seen.since_approval.in_words())
    taken = take(proposal, order, tx.now)
    if isinstance(taken, Refusal) or seen is None:
        return taken
    return unseen(seen, order) or taken


async def _carry_out(tx: Transaction, proposal: Proposal, by: str) -> Refusal | None:
    said = proposal.read(tx.now)
    if isinstance(said, tuple):
        return Refusal("It cannot be issued any more as it stands", NEEDS_ANOTHER)
    if isinstance(said, AlertIssued):
        issued = await issue_alert(tx, said, by=by)
        if issued.outcome is Outcome.ISSUED:
            return None
        return Refusal(*why_not_issued(issued.outcome, said, issued.newest))
    if isinstance(said, AlertEnded):
        reason = await end_alert(tx, said, by=by)
    else:
        reason = await correct_audience(tx, said, by=by)
    return Refusal(reason, "Nothing was said. Look at the alert on the desk.") if reason else None


async def _keep(tx: Transaction, taken: Taken) -> Proposal:
    if not taken.history:
        return taken.proposal
    proposal = taken.proposal
    await drafts.keep(tx, proposal)
    last = await drafts.last_happening(tx, proposal.id)
    await drafts.add_history(tx, proposal.id, [line for line in taken.history if worth_a_line(line, last)])
    return proposal
