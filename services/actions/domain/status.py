"""The organisation's response as a state machine: one table says what may follow what.

`TABLE` is data; `step` reads it to behave and drawing.py reads it to draw services/actions/README.md.
Acknowledging is never asked for: people act before they click, so everything is open from `waiting` on,
and recording an action says that the alert applies without anybody having to say so first.
What is heard (an acknowledgement, another version) is never refused: where no line fits, nothing changes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.events.actions import Progress, ResponseStatus

S = ResponseStatus


class Command(StrEnum):
    """What can happen to a response; those in `HEARD` come from the neighbours, the others from people."""

    ACKNOWLEDGE = "acknowledge"
    WITHDRAW_ACKNOWLEDGEMENT = "withdraw_acknowledgement"
    NEW_VERSION = "new_version"
    ASSESS = "assess"
    DECIDE_REQUIRED = "decide_required"
    DECIDE_NOT_REQUIRED = "decide_not_required"
    RECORD_ACTION = "record_action"
    REQUEST_SIGN_OFF = "request_sign_off"
    WITHDRAW_REQUEST = "withdraw_request"
    SIGN = "sign"
    SEND_BACK = "send_back"
    REOPEN = "reopen"


HEARD = frozenset({Command.ACKNOWLEDGE, Command.WITHDRAW_ACKNOWLEDGEMENT, Command.NEW_VERSION})


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a command brings with it, and what it meets."""

    #: Why, in the words of who commands; for a response that is sent back, the comment.
    reason: str | None = None
    approver: str | None = None
    executive: str | None = None
    evidence: str | None = None
    signed_name: str | None = None
    #: No action of the newest version is outstanding.
    actions_complete: bool = False
    #: A question of the organisation that blocks completion has no answer.
    question_blocks: bool = False
    #: The newest version has other actions than the one that the status was reached with.
    actions_differ: bool = False
    #: The request for a sign-off that is meant is the one that waits.
    request_waits: bool = False


class Condition(StrEnum):
    """What must hold beside the status; the value is the sentence for whoever is refused."""

    REASON = "Give a reason, so that others can follow it later."
    APPROVER = "Name who approved that nothing has to be done, with their role."
    COMPLETE = "Not every action is complete or not applicable yet."
    NO_QUESTION = "A question that your organisation marked as blocking has no answer yet."
    EXECUTIVE = "Name the executive who is to sign."
    EVIDENCE = "Say where the evidence is kept."
    REQUEST = "This request does not wait for a signature any more."
    NAME = "Enter your full name to sign."
    OTHER_ACTIONS = "The actions are the same as before, so what was answered stands."


_HOLDS: Mapping[Condition, Callable[[Given], bool]] = {
    Condition.REASON: lambda given: bool(given.reason),
    Condition.APPROVER: lambda given: bool(given.approver),
    Condition.COMPLETE: lambda given: given.actions_complete,
    Condition.NO_QUESTION: lambda given: not given.question_blocks,
    Condition.EXECUTIVE: lambda given: bool(given.executive),
    Condition.EVIDENCE: lambda given: bool(given.evidence),
    Condition.REQUEST: lambda given: given.request_waits,
    Condition.NAME: lambda given: bool(given.signed_name),
    Condition.OTHER_ACTIONS: lambda given: given.actions_differ,
}


@dataclass(frozen=True)
class Line:
    """One line of the table: what leads from where to where, and on which conditions."""

    command: Command
    origins: tuple[ResponseStatus, ...]
    target: ResponseStatus
    conditions: tuple[Condition, ...] = ()


_BEFORE = (S.WAITING, S.ACKNOWLEDGED)
_UNDECIDED = (*_BEFORE, S.ASSESSING)
_READY = (Condition.COMPLETE, Condition.NO_QUESTION)

TABLE: tuple[Line, ...] = (
    Line(Command.ACKNOWLEDGE, (S.WAITING,), S.ACKNOWLEDGED),
    Line(Command.WITHDRAW_ACKNOWLEDGEMENT, (S.ACKNOWLEDGED,), S.WAITING),
    Line(Command.ASSESS, _BEFORE, S.ASSESSING),
    Line(Command.DECIDE_REQUIRED, _UNDECIDED, S.ONGOING),
    # Whoever has begun may still find out that the alert does not apply.
    Line(
        Command.DECIDE_NOT_REQUIRED,
        (*_UNDECIDED, S.ONGOING),
        S.NOT_REQUIRED,
        (Condition.REASON, Condition.APPROVER),
    ),
    Line(Command.RECORD_ACTION, (*_UNDECIDED, S.ONGOING), S.ONGOING),
    Line(
        Command.REQUEST_SIGN_OFF,
        (S.ONGOING,),
        S.AWAITING_SIGN_OFF,
        (*_READY, Condition.EXECUTIVE, Condition.EVIDENCE),
    ),
    # An executive signs what they were shown; another answer needs another request.
    Line(Command.RECORD_ACTION, (S.AWAITING_SIGN_OFF,), S.ONGOING),
    Line(Command.WITHDRAW_REQUEST, (S.AWAITING_SIGN_OFF,), S.ONGOING, (Condition.REASON,)),
    Line(Command.SEND_BACK, (S.AWAITING_SIGN_OFF,), S.ONGOING, (Condition.REQUEST, Condition.REASON)),
    Line(Command.SIGN, (S.AWAITING_SIGN_OFF,), S.COMPLETED, (Condition.REQUEST, *_READY, Condition.NAME)),
    Line(Command.REOPEN, (S.NOT_REQUIRED,), S.ASSESSING, (Condition.REASON,)),
    Line(Command.REOPEN, (S.COMPLETED,), S.ONGOING, (Condition.REASON,)),
    # Each version is acknowledged anew; what was decided and done stands while the actions are the same.
    Line(Command.NEW_VERSION, (S.ACKNOWLEDGED,), S.WAITING),
    Line(Command.NEW_VERSION, (S.NOT_REQUIRED,), S.ASSESSING, (Condition.OTHER_ACTIONS,)),
    Line(Command.NEW_VERSION, (S.AWAITING_SIGN_OFF, S.COMPLETED), S.ONGOING, (Condition.OTHER_ACTIONS,)),
)

#: Where the response stands, and what to do first; said to whoever commands what does not fit there.
_STANDS: Mapping[ResponseStatus, str] = {
    S.WAITING: "Nothing is decided yet. Decide first whether your organisation has to act.",
    S.ACKNOWLEDGED: "Nothing is decided yet. Decide first whether your organisation has to act.",
    S.ASSESSING: "Your organisation is assessing whether it has to act. Decide that first.",
    S.NOT_REQUIRED: "Your organisation decided that nothing has to be done. Re-open it first, with a reason.",
    S.ONGOING: "Your organisation decided that it has to act, and that stands.",
    S.AWAITING_SIGN_OFF: "An executive is asked to sign. Take the request back first.",
    S.COMPLETED: "Your organisation's response is completed. Re-open it first, with a reason.",
}
#: Where the command itself says better why it does not fit.
_INSTEAD: Mapping[Command, str] = {
    Command.REOPEN: "The response is open already, so there is nothing to re-open.",
    Command.WITHDRAW_REQUEST: "No executive is asked to sign at present, so there is nothing to take back.",
    Command.SIGN: Condition.REQUEST.value,
    Command.SEND_BACK: Condition.REQUEST.value,
}


@dataclass(frozen=True)
class Refusal:
    """Why nothing changed; `unmet` is None when the command does not fit the status at all."""

    sentence: str
    unmet: Condition | None = None


def step(status: ResponseStatus, command: Command, given: Given) -> ResponseStatus | Refusal:
    """The status that follows, or why there is none."""
    line = line_for(status, command)
    if command in HEARD:
        return line.target if line and not list(_unmet(line, given)) else status
    if line is None:
        return Refusal(_INSTEAD.get(command, _STANDS[status]))
    condition = next(_unmet(line, given), None)
    return Refusal(condition.value, condition) if condition else line.target


def line_for(status: ResponseStatus, command: Command) -> Line | None:
    """The one line that says what a command does there; None where it does not fit."""
    return next((line for line in TABLE if line.command is command and status in line.origins), None)


def commands_at(status: ResponseStatus) -> frozenset[Command]:
    """What people may do there, conditions aside."""
    return frozenset(line.command for line in TABLE if status in line.origins) - HEARD


def _unmet(line: Line, given: Given) -> Iterator[Condition]:
    return (condition for condition in line.conditions if not _HOLDS[condition](given))


def progress_at(status: ResponseStatus) -> Progress:
    """What a status means to those who only count: closed by a decision or a signature, begun, or neither."""
    if status in CLOSED:
        return Progress.COMPLETE
    return Progress.IN_PROGRESS if status in BEGUN else Progress.NOT_STARTED


CLOSED = frozenset({S.NOT_REQUIRED, S.COMPLETED})
BEGUN = frozenset({S.ONGOING, S.AWAITING_SIGN_OFF})
