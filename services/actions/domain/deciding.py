"""What somebody wants done with a response, and what comes of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contracts.events.actions import ResponseStatus
from services.actions.domain.fields import Fields
from services.actions.domain.moves import BY_ACTING, BY_ANSWER, Move
from services.actions.domain.standing import Standing
from services.actions.domain.status import Command, Given, Refusal, commands_at, step

#: These follow from what was acknowledged, and are not kept beside it.
_NOT_KEPT = frozenset({ResponseStatus.WAITING, ResponseStatus.ACKNOWLEDGED})


@dataclass(frozen=True, kw_only=True)
class Order:
    """A command with all that came with it; whoever gives it may be right or not."""

    command: Command
    by: UUID | None = None
    by_name: str | None = None
    nonce: str = ""
    reason: str | None = None
    approver: str | None = None
    executive: str | None = None
    evidence: str | None = None
    signed_name: str | None = None
    #: The request for a sign-off that is made, or meant.
    request_id: UUID | None = None


class Outcome(StrEnum):
    """What became of a form, in words for whoever sent it."""

    RECORDED = "It is recorded."
    REPEATED = "It was recorded before. Sending it again has changed nothing."
    STALE = "A colleague recorded something after your page was loaded. Nothing of yours was saved yet."
    REFUSED = "It does not fit what stands now. Nothing was saved."
    INVALID = "There is a problem. Nothing was saved yet."
    #: The choice was one that machines make, or none.
    NOT_CHOSEN = "Nothing was chosen. Nothing was saved."


@dataclass(frozen=True)
class Attempt:
    """What became of a form, and what is wrong with it: the sentence by the field it belongs to."""

    outcome: Outcome
    troubles: dict[str, str] = field(default_factory=dict)


def moved(standing: Standing, order: Order, now: datetime) -> Move | Refusal | None:
    """The step that follows, why there is none, or None where the status stays as it is."""
    after = step(standing.status, order.command, given(standing, order))
    if isinstance(after, Refusal):
        return after
    if after in _NOT_KEPT or after is standing.status:
        return None
    return Move(
        revision=standing.revision + 1,
        version=standing.alert.version,
        command=order.command,
        status=after,
        reason=_reason(standing, order),
        approver=order.approver,
        request_id=order.request_id,
        by=order.by,
        by_name=order.by_name,
        at=now,
        nonce=order.nonce,
    )


def given(standing: Standing, order: Order) -> Given:
    """What the table asks about."""
    waiting = standing.waiting_request
    return Given(
        reason=order.reason,
        approver=order.approver,
        executive=order.executive,
        evidence=order.evidence,
        signed_name=order.signed_name,
        actions_complete=standing.tally.outstanding == 0,
        question_blocks=bool(standing.blocking),
        actions_differ=standing.has_other_actions(),
        request_waits=waiting is not None and waiting.request_id == order.request_id,
    )


def _reason(standing: Standing, order: Order) -> str | None:
    """Acting says why by itself."""
    if order.command is not Command.RECORD_ACTION:
        return order.reason
    return BY_ANSWER if standing.waiting_request else BY_ACTING


def may_act(standing: Standing) -> bool:
    """Whether an action can be recorded now; what is closed has to be re-opened first."""
    return Command.RECORD_ACTION in commands_at(standing.status)


def is_repeated(standing: Standing, order: Order) -> bool:
    """Whether the very same form was recorded before; a nonce stands for one page."""
    return any(
        (move.nonce, move.command, move.reason, move.approver)
        == (order.nonce, order.command, order.reason, order.approver)
        for move in standing.moves
        if order.nonce
    )


def weighed(standing: Standing, order: Order, revision: int, now: datetime) -> Move | Attempt:
    """`revision` is what the form was shown with: nothing is overwritten that its sender did not see."""
    if is_repeated(standing, order):
        return Attempt(Outcome.REPEATED)
    if revision != standing.revision:
        return Attempt(Outcome.STALE)
    after = moved(standing, order, now)
    if isinstance(after, Move):
        return after
    return Attempt(Outcome.REFUSED, {"choice": after.sentence} if after else {})


#: What the form offers, by the word that it sends.
COMMANDS = {
    "assessing": Command.ASSESS,
    "required": Command.DECIDE_REQUIRED,
    "not_required": Command.DECIDE_NOT_REQUIRED,
    "reopened": Command.REOPEN,
}


@dataclass(frozen=True, kw_only=True)
class TypedDecision:
    """The form's texts as they came in; only those of the chosen decision count."""

    reason_not_required: str = ""
    approver_name: str = ""
    approver_role: str = ""
    reason_reopened: str = ""


def read_order(
    choice: str, typed: TypedDecision, by: UUID, by_name: str | None, nonce: str
) -> Order | dict[str, str]:
    """The decision, or what is wrong with its texts field by field."""
    fields, command = Fields(), COMMANDS[choice]
    reason, approver = "", ""
    if command is Command.DECIDE_NOT_REQUIRED:
        reason = fields.prose(
            "reason_not_required", typed.reason_not_required, "Say why nothing has to be done"
        )
        name = fields.line("approver_name", typed.approver_name, "Enter the name of who approved it")
        role = fields.line("approver_role", typed.approver_role, "Enter the role of who approved it")
        approver = f"{name}, {role}"
    if command is Command.REOPEN:
        reason = fields.prose("reason_reopened", typed.reason_reopened, "Say why it is re-opened")
    if fields.troubles:
        return fields.troubles
    return Order(
        command=command,
        by=by,
        by_name=by_name,
        nonce=nonce,
        reason=reason or None,
        approver=approver or None,
    )
