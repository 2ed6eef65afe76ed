"""What an answer to an action must hold."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from contracts.events.actions import ActionState, ActionWork, LateReason
from services.actions.domain import values
from services.actions.domain.lateness import is_late
from services.actions.domain.values import Trouble, Troubles


class Choice(StrEnum):
    """How far the action is, as the form offers it; the last one saves nothing."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    NOT_STARTED = "not_started"
    NOT_APPLICABLE = "not_applicable"
    LEAVE = "leave"


MEANS: dict[str, tuple[ActionState, ActionWork | None]] = {
    Choice.DONE: (ActionState.DONE, ActionWork.COMPLETE),
    Choice.IN_PROGRESS: (ActionState.OUTSTANDING, ActionWork.IN_PROGRESS),
    Choice.BLOCKED: (ActionState.OUTSTANDING, ActionWork.BLOCKED),
    Choice.NOT_STARTED: (ActionState.OUTSTANDING, ActionWork.NOT_STARTED),
    Choice.NOT_APPLICABLE: (ActionState.NOT_APPLICABLE, None),
}
#: In the words that trusts gave (domain.md §13).
LATE_WORDS = {
    LateReason.CLOSED_LATE: "Late closing",
    LateReason.NATIONAL_SOLUTION: "Waiting for national solution",
    LateReason.AUDIT_OUTSTANDING: "Audit outstanding",
    LateReason.SUPPLIER: "Supplier",
    LateReason.PLAN_IN_PROGRESS: "Plan in progress",
}


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A form as it was filled in; nobody has looked at it yet."""

    state: str = ""
    done_by: str = ""
    done_on_day: str = ""
    done_on_month: str = ""
    done_on_year: str = ""
    reason_not_applicable: str = ""
    reason_blocked: str = ""
    owner: str = ""
    due_on_day: str = ""
    due_on_month: str = ""
    due_on_year: str = ""
    late_because: str = ""
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An organisation's answer to one action, whole."""

    state: ActionState
    reason: str | None = None
    done_by: str | None = None
    done_on: date | None = None
    note: str | None = None
    #: None when the action does not apply, and in answers from before work had states.
    work: ActionWork | None = None
    owner: str | None = None
    due_on: date | None = None
    evidence: str | None = None
    late_because: LateReason | None = None

    @property
    def word(self) -> str:
        """For the mark on the card: done, not_applicable, blocked and so on."""
        coarse = self.work is None or self.state is not ActionState.OUTSTANDING
        return str(self.state if coarse else self.work)

    @property
    def late_words(self) -> str:
        """Empty when it is not late."""
        return LATE_WORDS[self.late_because] if self.late_because else ""

    @property
    def evidence_address(self) -> str | None:
        """Where a link to the evidence may lead, if it is one."""
        return values.address_in(self.evidence or "")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What an answer is measured against."""

    today: date
    #: The alert's, where it binds the organisation.
    complete_by: date | None = None
    #: The answer that counts now.
    before: Answer | None = None


def read_answer(typed: Typed, case: Case) -> Answer | Troubles:
    """The answer, or what is wrong field by field; of what belongs to one choice, only the chosen counts."""
    if typed.state == Choice.LEAVE:
        return {"state": Trouble.LEFT}
    if typed.state not in MEANS:
        return {"state": Trouble.NO_STATE}
    read = _shared(typed) | _of_choice(typed, case)
    if troubles := values.troubles_in(read):
        return troubles
    state, work = MEANS[typed.state]
    reason = read.pop("reason_not_applicable", None) or read.pop("reason_blocked", None)
    return _weighed(Answer(state=state, work=work, reason=reason, **read), typed, case)


def _shared(typed: Typed) -> dict[str, Any]:
    return {
        "owner": values.line(typed.owner),
        "due_on": values.day((typed.due_on_day, typed.due_on_month, typed.due_on_year)),
        "note": values.prose(typed.note),
        "evidence": values.evidence(typed.evidence),
    }


def _of_choice(typed: Typed, case: Case) -> dict[str, Any]:
    """What the chosen state asks for, over what all share."""
    if typed.state == Choice.DONE:
        return {
            "done_by": values.line(typed.done_by) or Trouble.NO_DONE_BY,
            "done_on": _done_on(typed, case.today),
        }
    if typed.state == Choice.NOT_APPLICABLE:
        reason = values.prose(typed.reason_not_applicable)
        return {"reason_not_applicable": reason or Trouble.NOT_APPLICABLE_WITHOUT_REASON}
    if typed.state == Choice.BLOCKED:
        return {"reason_blocked": values.prose(typed.reason_blocked) or Trouble.BLOCKED_WITHOUT_REASON}
    return {"owner": values.line(typed.owner) or Trouble.NO_OWNER}


def _done_on(typed: Typed, today: date) -> date | Trouble:
    done_on = values.day((typed.done_on_day, typed.done_on_month, typed.done_on_year)) or Trouble.NO_DAY
    return Trouble.DAY_AHEAD if not isinstance(done_on, Trouble) and done_on > today else done_on


def _weighed(answer: Answer, typed: Typed, case: Case) -> Answer | Troubles:
    """What depends on the whole answer: whether it goes back, and whether it is late."""
    before = case.before
    was_answered = before is not None and before.state is not ActionState.OUTSTANDING
    goes_back = was_answered and answer.state is ActionState.OUTSTANDING and not answer.reason
    if goes_back and before and answer.note in (None, before.note):
        return {"note": Trouble.BACK_WITHOUT_NOTE}
    if not is_late(answer.state, answer.due_on, answer.done_on, case.complete_by, case.today):
        return answer
    if typed.late_because not in set(LateReason):
        return {"late_because": Trouble.LATE_WITHOUT_REASON}
    return replace(answer, late_because=LateReason(typed.late_because))


def typed_of(answer: Answer) -> Typed:
    """How a form looks that says the same."""
    is_na = answer.state is ActionState.NOT_APPLICABLE
    reason = answer.reason or ""
    return Typed(
        state=_choice_of(answer),
        done_by=answer.done_by or "",
        **_parts("done_on", answer.done_on),
        reason_not_applicable=reason if is_na else "",
        reason_blocked="" if is_na else reason,
        owner=answer.owner or "",
        **_parts("due_on", answer.due_on),
        late_because=answer.late_because or "",
        note=answer.note or "",
        evidence=answer.evidence or "",
    )


def _choice_of(answer: Answer) -> str:
    """Empty for an answer from before work had states, which said no more than that it is outstanding."""
    return "" if answer.word == ActionState.OUTSTANDING else answer.word


def _parts(name: str, day: date | None) -> dict[str, str]:
    parts = ("day", "month", "year")
    return {f"{name}_{part}": str(getattr(day, part)) if day else "" for part in parts}
