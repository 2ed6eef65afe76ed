"""The steps an organisation's response took, in their order; the last one says where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.events.actions import Decision, ResponseStatus
from services.actions.domain.status import BEGUN, CLOSED, Command

#: Why an alert applies although nobody said so.
BY_ACTING = "An action was recorded, so the alert applies."
#: Why a request ends that nobody took back.
BY_ANSWER = "The answer to an action was changed, so what was to be signed no longer stands."


@dataclass(frozen=True, kw_only=True)
class Move:
    """One step: what happened, and the status it led to."""

    revision: int
    #: Of the alert, that was in force.
    version: int
    command: Command
    status: ResponseStatus
    reason: str | None = None
    approver: str | None = None
    #: The request for a sign-off that it made or ended.
    request_id: UUID | None = None
    #: A registration, or an assignment; None for an executive, and for what was heard.
    by: UUID | None = None
    by_name: str | None = None
    at: datetime
    nonce: str = ""

    @property
    def decision(self) -> Decision | None:
        """What it decides about the alert as a whole."""
        if self.command is Command.RECORD_ACTION:
            return Decision.REQUIRED if self.reason == BY_ACTING else None
        return _DECISIONS.get(self.command)


_DECISIONS = {
    Command.ASSESS: Decision.ASSESSING,
    Command.DECIDE_REQUIRED: Decision.REQUIRED,
    Command.DECIDE_NOT_REQUIRED: Decision.NOT_REQUIRED,
    Command.REOPEN: Decision.REOPENED,
}


def begun_at(moves: Sequence[Move]) -> datetime | None:
    """When the first action was recorded, or it was decided that the organisation has to act."""
    return next((move.at for move in moves if move.status in BEGUN), None)


def closed_at(moves: Sequence[Move]) -> datetime | None:
    """When it was decided that nothing has to be done, or was signed; None while it is open."""
    return moves[-1].at if moves and moves[-1].status in CLOSED else None
