"""What a patient safety partner reads: plain words, dates and numbers, and nobody's name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.events.actions import ActionState, ActionWork, Decision, Progress
from contracts.events.alerts import Action, AlertIssued
from services.responses.domain.progress import Progressed

LONGEST_COMMENT = 2_000


class ActionTold(NamedTuple):
    """What an organisation said last of one action of one version."""

    version: int
    number: int
    state: ActionState
    work: ActionWork | None
    done_on: date | None
    due_on: date | None
    recorded_at: datetime


class Decided(NamedTuple):
    decision: Decision
    at: datetime


class SignedOff(NamedTuple):
    #: As SignOffSettled says it.
    outcome: str
    at: datetime


class Comment(NamedTuple):
    """What a partner said to the specialists of their organisation."""

    comment_id: UUID
    name: str
    comment: str
    commented_at: datetime


class Work(StrEnum):
    """How far one action is, as a word that a status tag knows."""

    DONE = "done"
    NOT_APPLICABLE = "not_applicable"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    OUTSTANDING = "outstanding"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True)
class ActionRead:
    """One action as the partner reads it."""

    action: Action
    work: Work
    words: str
    on: date | None = None


@dataclass(frozen=True)
class Told:
    """All that a partner is told about their organisation."""

    decision: str
    decided_at: datetime | None
    actions: tuple[ActionRead, ...]
    sign_off: str
    signed_off_at: datetime | None
    ask: tuple[str, ...]

    def count(self, *works: Work) -> int:
        return sum(read.work in works for read in self.actions)

    @property
    def settled(self) -> int:
        return self.count(Work.DONE, Work.NOT_APPLICABLE)


DECISIONS = {
    Decision.ASSESSING: "It is finding out whether the alert applies to it.",
    Decision.NOT_REQUIRED: "It decided that it does not have to do anything about this alert.",
    Decision.REQUIRED: "It decided that the alert applies to it and that it will act.",
    Decision.REOPENED: "It took its earlier answer back and is looking at the alert again.",
}
NOT_DECIDED = "It has not said yet what it will do."
WORKING = "It has begun to work on the actions."
SIGN_OFFS = {
    "signed": "An executive signed that all of this is done.",
    "sent_back": "An executive looked at the work and sent it back: more has to be done first.",
    "withdrawn": "The organisation asked for a sign-off and then took its request back.",
}
NOT_SIGNED = "No executive has signed it off yet."

_WORDS = {
    Work.DONE: "Your organisation says that this is done",
    Work.NOT_APPLICABLE: "Your organisation says that this does not apply to it",
    Work.IN_PROGRESS: "Being worked on",
    Work.BLOCKED: "The work cannot go on at present",
    Work.OUTSTANDING: "Not begun yet",
    Work.NOT_ANSWERED: "Nothing has been said about this yet",
}


def told(
    versions: Sequence[AlertIssued],
    alert: AlertIssued,
    progressed: Progressed,
    actions: Iterable[ActionTold],
    decided: Decided | None,
    signed_off: SignedOff | None,
) -> Told:
    """What is known now of the version `alert`; `versions` are all of them."""
    read = tuple(_read(action, _that_counts(versions, alert, action, actions)) for action in alert.actions)
    decision = DECISIONS[decided.decision] if decided else _undecided(progressed)
    if signed_off and decided and decided.decision is Decision.REOPENED and decided.at >= signed_off.at:
        signed_off = None
    return Told(
        decision=decision,
        decided_at=decided.at if decided else None,
        actions=read,
        sign_off=SIGN_OFFS[signed_off.outcome] if signed_off else NOT_SIGNED,
        signed_off_at=signed_off.at if signed_off else None,
        ask=tuple(_questions(read, decided, signed_off)),
    )


def _undecided(progressed: Progressed) -> str:
    return NOT_DECIDED if progressed.progress is Progress.NOT_STARTED else WORKING


def _that_counts(
    versions: Sequence[AlertIssued], alert: AlertIssued, action: Action, actions: Iterable[ActionTold]
) -> ActionTold | None:
    """An answer to an earlier version stands as long as the action has stayed the same."""
    same = {version.version for version in versions if action in version.actions} | {alert.version}
    fitting = [
        one
        for one in actions
        if one.number == action.number and one.version in same and one.version <= alert.version
    ]
    return max(fitting, key=lambda one: (one.version, one.recorded_at), default=None)


def _read(action: Action, told: ActionTold | None) -> ActionRead:
    work = _work_of(told)
    if told and work is Work.DONE and told.done_on:
        return ActionRead(action, work, f"{_WORDS[work]}, since", told.done_on)
    if told and told.due_on and work in (Work.IN_PROGRESS, Work.OUTSTANDING, Work.BLOCKED):
        return ActionRead(action, work, f"{_WORDS[work]}; planned to be done by", told.due_on)
    return ActionRead(action, work, _WORDS[work])


def _work_of(told: ActionTold | None) -> Work:
    if told is None:
        return Work.NOT_ANSWERED
    if told.state is not ActionState.OUTSTANDING:
        return Work(told.state.value)
    works = {ActionWork.IN_PROGRESS: Work.IN_PROGRESS, ActionWork.BLOCKED: Work.BLOCKED}
    return works.get(told.work or ActionWork.NOT_STARTED, Work.OUTSTANDING)


def _questions(
    actions: Iterable[ActionRead], decided: Decided | None, signed_off: SignedOff | None
) -> Iterable[str]:
    """What is worth asking at a committee, by how the organisation stands."""
    numbers = {work: [read.action.number for read in actions if read.work is work] for work in Work}
    if decided and decided.decision is Decision.NOT_REQUIRED:
        yield "Why does the alert not apply to us, and who agreed to that?"
    if blocked := numbers[Work.BLOCKED]:
        yield f"What stands in the way of {_named(blocked)}, and who can help?"
    if waiting := numbers[Work.OUTSTANDING] + numbers[Work.NOT_ANSWERED]:
        yield f"When will {_named(sorted(waiting))} begin, and are patients safe until then?"
    if numbers[Work.IN_PROGRESS]:
        yield f"Will {_named(numbers[Work.IN_PROGRESS])} be finished in time?"
    if numbers[Work.NOT_APPLICABLE]:
        yield f"How do we know that {_named(numbers[Work.NOT_APPLICABLE])} does not apply to us?"
    if numbers[Work.DONE]:
        yield f"How do we know that what was done for {_named(numbers[Work.DONE])} works in practice?"
    if signed_off and signed_off.outcome == "sent_back":
        yield "What was missing when the executive sent it back?"
    yield "How are patients and families told, if this has affected them?"


def _named(numbers: Sequence[int]) -> str:
    words = [str(number) for number in numbers]
    if len(words) == 1:
        return f"action {words[0]}"
    return f"actions {', '.join(words[:-1])} and {words[-1]}"
