"""Taking a step with a proposal: where it leads, what changes, and what the history says of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.publishing.domain.orders import Order, Refusal, about_patients, refusals, texts_of
from services.publishing.domain.people import Person
from services.publishing.domain.proposals import (
    LEADS_TO,
    Approval,
    Happening,
    Kind,
    Proposal,
    State,
    Step,
)

#: Those whose text is kept with the history.
SHOWN = (Step.SUBMITTED, Step.APPROVED, Step.ISSUED)
#: All that may be typed where only deadlines change.
OF_DEADLINES = ("acknowledge_by-", "underway_by-", "complete_by-", "change_")
#: Forms save themselves while somebody types; that is one line of the history for as long.
ONE_SITTING = timedelta(minutes=10)


@dataclass(frozen=True)
class Taken:
    """The proposal after the step, and what its history says; nothing when nothing changed."""

    proposal: Proposal
    history: tuple[Happening, ...] = ()


def begin(
    proposal_id: UUID,
    kind: Kind,
    fields: Mapping[str, Sequence[str]],
    by: Person,
    now: datetime,
    **about: Any,
) -> Taken | Refusal:
    """A new proposal; `about` names the alert and the version."""
    if refusal := next(about_patients(texts_of(fields)), None):
        return refusal
    proposal = Proposal(
        id=proposal_id,
        kind=kind,
        fields=fields,
        checklist={},
        editors=(by,),
        created_at=now,
        changed_at=now,
        since=now,
        **about,
    )
    return Taken(proposal, (Happening(step=Step.CREATED, by=by, at=now, digest=proposal.digest),))


def take(proposal: Proposal, order: Order, now: datetime) -> Taken | Refusal:
    """Take the step, or say why not."""
    if refusal := next(refusals(proposal, order, now), None):
        return refusal
    after = _EFFECTS.get(order.step, _nothing_else)(proposal, order, now)
    if after == proposal and order.step in (Step.EDITED, Step.CHECKED):
        return Taken(proposal)
    state = LEADS_TO[proposal.state, order.step]
    since = now if state is not proposal.state else proposal.since
    after = replace(after, state=state, since=since, changed_at=now, revision=proposal.revision + 1)
    if order.step is Step.COMMENTED:
        after = proposal
    return Taken(after, tuple(_history(proposal, after, order, now)))


def _edit(proposal: Proposal, order: Order, _: datetime) -> Proposal:
    edited = replace(proposal, fields=merged(proposal, order.fields))
    is_open = proposal.state in (State.DRAFT, State.RETURNED)
    # What others look at changes by other words only, not by a box that was sent empty.
    if edited.fields == proposal.fields or (edited.digest == proposal.digest and not is_open):
        return proposal
    return replace(_with_editor(edited, order.by), approval=None, publish_at=None)


def merged(proposal: Proposal, typed: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """The fields after an edit; where only deadlines change, nothing else can be typed."""
    if proposal.kind is not Kind.DEADLINES:
        return typed
    return {**proposal.fields, **{name: typed[name] for name in typed if name.startswith(OF_DEADLINES)}}


def _check(proposal: Proposal, order: Order, _: datetime) -> Proposal:
    checked = replace(proposal, checklist=order.checklist)
    return proposal if checked == proposal else _with_editor(checked, order.by)


def _with_editor(proposal: Proposal, by: Person) -> Proposal:
    """Whoever shares a name or a registration is one for every question, yet each is kept as they came."""
    known = any(by.ids == editor.ids and by.name == editor.name for editor in proposal.editors)
    return proposal if known else replace(proposal, editors=(*proposal.editors, by))


def _approve(proposal: Proposal, order: Order, now: datetime) -> Proposal:
    return replace(proposal, approval=Approval(digest=proposal.digest, by=order.by, at=now))


def _without_approval(proposal: Proposal, _: Order, __: datetime) -> Proposal:
    return replace(proposal, approval=None, publish_at=None)


def _schedule(proposal: Proposal, order: Order, _: datetime) -> Proposal:
    return replace(proposal, publish_at=order.publish_at)


def _unschedule(proposal: Proposal, _: Order, __: datetime) -> Proposal:
    return replace(proposal, publish_at=None)


def _nothing_else(proposal: Proposal, _: Order, __: datetime) -> Proposal:
    return proposal


def _history(before: Proposal, after: Proposal, order: Order, now: datetime) -> Iterator[Happening]:
    shown = after.draft.document if order.step in SHOWN else None
    yield Happening(
        step=order.step, by=order.by, at=now, note=order.note.strip(), digest=after.digest, document=shown
    )
    if before.approval and after.approval is None:
        yield Happening(step=Step.VOID, by=order.by, at=now, digest=before.approval.digest)


def worth_a_line(happening: Happening, last: Happening | None) -> bool:
    """Whether the history needs it; typing on goes with the line that says that somebody types."""
    return not (
        last is not None
        and happening.step is Step.EDITED is last.step
        and happening.by == last.by
        and happening.at - last.at < ONE_SITTING
    )


_EFFECTS: Mapping[Step, Callable[[Proposal, Order, datetime], Proposal]] = {
    Step.EDITED: _edit,
    Step.CHECKED: _check,
    Step.APPROVED: _approve,
    Step.RETURNED: _without_approval,
    Step.SCHEDULED: _schedule,
    Step.UNSCHEDULED: _unschedule,
    Step.NOT_ISSUED: _unschedule,
    Step.ISSUED: _unschedule,
    Step.DISCARDED: _without_approval,
}
