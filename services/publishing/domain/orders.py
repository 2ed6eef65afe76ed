"""What somebody asks for with a proposal, and why it is refused."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from contracts.wording import nhs_numbers_in
from services.publishing.domain.checklist import KEYS, open_points
from services.publishing.domain.faults import Fault
from services.publishing.domain.mending import at_the_fields
from services.publishing.domain.people import CLOCK, Person
from services.publishing.domain.proposals import LEADS_TO, Proposal, State, Step

#: What a program with the API key may do; the rest asks for a person.
OF_PROGRAMS = (Step.EDITED, Step.CHECKED, Step.SUBMITTED, Step.COMMENTED)
#: What only the clock does.
OF_THE_CLOCK = (Step.ISSUED, Step.NOT_ISSUED)
#: Steps that do not change what others look at, so that a page may be older than them.
WHATEVER_REVISION = (Step.COMMENTED,)
LATEST_SCHEDULE = timedelta(days=366)
LONGEST_NOTE = 5_000
_DIGEST = re.compile("[0-9a-f]{64}")
NEEDS_ANOTHER = "Edit it; it then needs a new approval."


@dataclass(frozen=True)
class Refusal:
    """Why a step is not taken, and how to mend it."""

    why: str
    mend: str
    #: The box in which it is mended, if there is one.
    at: str = ""
    #: Somebody else changed it meanwhile.
    stale: bool = False
    #: It is not theirs to do, whatever its state.
    of_people: bool = False


@dataclass(frozen=True, kw_only=True)
class Order:
    """What somebody asks for; `revision` is that of the page they looked at, None where there was none."""

    step: Step
    by: Person
    revision: int | None = None
    fields: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    checklist: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    note: str = ""
    publish_at: datetime | None = None
    confirmation: str = ""
    #: The digest of the audience their page showed, and that of a changed one they say they have seen.
    audience: str = ""
    seen: str = ""


def refusals(proposal: Proposal, order: Order, now: datetime) -> Iterator[Refusal]:
    """All that stands against it, the first to be told."""
    yield from _of_everybody(proposal, order)
    yield from about_patients(_texts(order))
    yield from _ASKED.get(order.step, _nothing)(proposal, order, now)


def offered(proposal: Proposal, by: Person) -> frozenset[Step]:
    """The steps that somebody is offered on its page; what they enter may still be refused."""
    possible = {step for state, step in LEADS_TO if state is proposal.state}
    if not by.may_approve:
        possible -= {Step.RETURNED, Step.APPROVED}
    if proposal.was_edited_by(by):
        possible -= {Step.APPROVED}
    if not proposal.is_approved:
        possible -= {Step.ISSUED, Step.SCHEDULED}
    if proposal.publish_at is None:
        possible -= {Step.UNSCHEDULED}
    return frozenset(possible)


def waits_for(proposal: Proposal, person: Person) -> bool:
    """Whether it is this person's turn: to approve it, to mend it, or to issue it."""
    theirs = proposal.was_edited_by(person)
    return {
        State.SUBMITTED: person.may_approve and not theirs,
        State.RETURNED: theirs,
        State.APPROVED: proposal.publish_at is None and (theirs or person.may_approve),
    }.get(proposal.state, False)


def about_patients(texts: Iterable[str]) -> Iterator[Refusal]:
    """A text that holds an NHS number is never kept."""
    if any(nhs_numbers_in(text) for text in texts):
        yield Refusal(
            "The text holds a number that is a valid NHS number, so it is not kept",
            "Take it out. If it is another number, write it in another way.",
        )


def _of_everybody(proposal: Proposal, order: Order) -> Iterator[Refusal]:
    by_clock = order.by == CLOCK and order.step in OF_THE_CLOCK
    if order.by.is_program and not by_clock and order.step not in OF_PROGRAMS:
        yield Refusal(
            "A program cannot do this: a key belongs to no person",
            "Somebody of the national team who wrote nothing of it signs in and looks at it on the desk.",
            of_people=True,
        )
    if order.step not in WHATEVER_REVISION and order.revision not in (None, proposal.revision):
        yield Refusal(
            "Somebody changed this since you loaded the page",
            "Load it again and look at what changed.",
            stale=True,
        )
    if (proposal.state, order.step) not in LEADS_TO:
        yield Refusal(
            f"This is {_IN_WORDS[proposal.state]}, so it cannot be {_DONE[order.step]}",
            "Look at where it stands now.",
        )


def texts_of(fields: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """All that was typed, but for digests: some hold ten digits that could be an NHS number."""
    for name, values in fields.items():
        is_digest = name.endswith("-sha256")
        yield from (value for value in values if not (is_digest and _DIGEST.fullmatch(value.strip())))


def _texts(order: Order) -> Iterator[str]:
    yield order.note
    yield from order.checklist.values()
    yield from texts_of(order.fields)


def _asked_to_check(_: Proposal, order: Order, __: datetime) -> Iterator[Refusal]:
    if unknown := sorted(set(order.checklist) - set(KEYS)):
        yield Refusal(f"The checklist has no points called {', '.join(unknown)}", "Take them out.")


def _asked_to_submit(proposal: Proposal, _: Order, now: datetime) -> Iterator[Refusal]:
    if isinstance(faults := proposal.read(now), tuple):
        yield Refusal(
            f"It cannot be issued as it stands: {_counted(len(faults), 'fault')}", "Edit it and mend them."
        )
    missing = open_points(proposal.checklist) if proposal.kind.has_checklist else []
    if missing:
        yield Refusal(
            f"The checklist has {_counted(len(missing), 'open point')}: {missing[0].words}"
            f"{', and others' if len(missing) > 1 else ''}",
            "Go through the checklist and tick what holds.",
        )


def _asked_to_approve(proposal: Proposal, order: Order, now: datetime) -> Iterator[Refusal]:
    yield from _asked_of_approvers(proposal, order, now)
    if proposal.was_edited_by(order.by):
        yield Refusal(
            "You wrote part of this, so you cannot approve it",
            "Ask another approver, who changed nothing of it, to look at it.",
            of_people=True,
        )
    if isinstance(proposal.read(now), tuple):
        yield Refusal(
            "It cannot be issued any more as it stands", "Return it with a comment, so that it is mended."
        )


def _asked_of_approvers(_: Proposal, order: Order, __: datetime) -> Iterator[Refusal]:
    if not order.by.may_approve:
        yield Refusal(
            "Only a registered approver can do this",
            "Ask the national team's approver to look at it on the desk.",
            of_people=True,
        )


def _asked_to_return(proposal: Proposal, order: Order, now: datetime) -> Iterator[Refusal]:
    yield from _asked_of_approvers(proposal, order, now)
    yield from _asked_for_a_note(proposal, order, now)


def _asked_for_a_note(_: Proposal, order: Order, __: datetime) -> Iterator[Refusal]:
    if not order.note.strip():
        yield Refusal("There is no comment", "Say in a sentence what you mean.", at="note")
    if len(order.note) > LONGEST_NOTE:
        yield Refusal(f"The comment is longer than {LONGEST_NOTE:,} characters", "Shorten it.", at="note")


def _asked_to_issue(proposal: Proposal, order: Order, now: datetime) -> Iterator[Refusal]:
    yield from _asked_for_approval(proposal, order, now)
    if order.by == CLOCK and (proposal.publish_at is None or proposal.publish_at > now):
        yield Refusal("Its time has not come", "Wait for it, or issue it by hand.")
    if isinstance(faults := proposal.read(now), tuple):
        yield Refusal(f"It cannot be issued any more: {_first(faults)}", NEEDS_ANOTHER)


def _asked_for_approval(proposal: Proposal, order: Order, _: datetime) -> Iterator[Refusal]:
    if not proposal.is_approved:
        yield Refusal("Nobody else has approved this text", "Submit it, and have a second person look at it.")
    if order.by != CLOCK and order.confirmation.strip() != proposal.reference:
        yield Refusal(
            "The reference was not typed again, so nothing was issued",
            f"Type {proposal.reference} to confirm.",
            at="confirmation",
        )


def _asked_to_schedule(proposal: Proposal, order: Order, now: datetime) -> Iterator[Refusal]:
    yield from _asked_for_approval(proposal, order, now)
    at = order.publish_at
    if at is None:
        yield Refusal(
            "There is no day and time to issue it at", "Enter a day and time in the UK.", at="publish_at"
        )
    elif not now < at <= now + LATEST_SCHEDULE:
        yield Refusal(
            "The time to issue it at must lie ahead, within a year",
            "Enter a later time, or issue it now.",
            at="publish_at",
        )
    elif isinstance(faults := proposal.read(at), tuple):
        yield Refusal(
            f"It could not be issued at that time: {_first(faults)}",
            "Choose an earlier time, or edit it.",
            at="publish_at",
        )


def _asked_to_unschedule(proposal: Proposal, _: Order, __: datetime) -> Iterator[Refusal]:
    if proposal.publish_at is None:
        yield Refusal("No time is set, so there is nothing to cancel", "Look at where it stands now.")


def _nothing(_: Proposal, __: Order, ___: datetime) -> Iterator[Refusal]:
    yield from ()


def _first(faults: tuple[Fault, ...]) -> str:
    return next(iter(at_the_fields(faults).values()))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


_ASKED: Mapping[Step, Callable[[Proposal, Order, datetime], Iterator[Refusal]]] = {
    Step.CHECKED: _asked_to_check,
    Step.SUBMITTED: _asked_to_submit,
    Step.APPROVED: _asked_to_approve,
    Step.RETURNED: _asked_to_return,
    Step.COMMENTED: _asked_for_a_note,
    Step.SCHEDULED: _asked_to_schedule,
    Step.UNSCHEDULED: _asked_to_unschedule,
    Step.ISSUED: _asked_to_issue,
}
_IN_WORDS = {
    State.DRAFT: "a draft",
    State.SUBMITTED: "waiting for approval",
    State.RETURNED: "returned to its author",
    State.APPROVED: "approved",
    State.ISSUED: "issued",
    State.DISCARDED: "discarded",
}
_DONE = {step: step.value for step in Step} | {
    Step.EDITED: "changed",
    Step.CHECKED: "ticked",
    Step.COMMENTED: "commented on",
}
