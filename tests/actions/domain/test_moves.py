"""The steps of a response, and what they decide."""

from datetime import timedelta

import pytest

from contracts.events.actions import Decision, ResponseStatus
from services.actions.domain.moves import BY_ACTING, BY_ANSWER, Move, begun_at, closed_at
from services.actions.domain.status import Command
from tests.builders import NOW, person_id

S = ResponseStatus
TARGETS = {
    Command.ASSESS: S.ASSESSING,
    Command.DECIDE_REQUIRED: S.ONGOING,
    Command.DECIDE_NOT_REQUIRED: S.NOT_REQUIRED,
    Command.RECORD_ACTION: S.ONGOING,
    Command.REQUEST_SIGN_OFF: S.AWAITING_SIGN_OFF,
    Command.SIGN: S.COMPLETED,
    Command.REOPEN: S.ONGOING,
}


def a_move(command: Command, revision: int = 1, **changes: object) -> Move:
    """Asha Verma did it, an hour later for each revision."""
    row = {
        "revision": revision,
        "version": 1,
        "command": command,
        "status": TARGETS[command],
        "by": person_id("Asha Verma"),
        "by_name": "Asha Verma",
        "at": NOW + timedelta(hours=revision),
        "reason": BY_ACTING if command is Command.RECORD_ACTION else None,
    }
    return Move(**(row | changes))  # type: ignore[arg-type]


def moves(*commands: Command) -> tuple[Move, ...]:
    """One after the other."""
    return tuple(a_move(command, number) for number, command in enumerate(commands, start=1))


@pytest.mark.parametrize(
    ("move", "decision"),
    [
        (a_move(Command.ASSESS), Decision.ASSESSING),
        (a_move(Command.DECIDE_REQUIRED), Decision.REQUIRED),
        (a_move(Command.DECIDE_NOT_REQUIRED), Decision.NOT_REQUIRED),
        (a_move(Command.REOPEN), Decision.REOPENED),
        (a_move(Command.RECORD_ACTION), Decision.REQUIRED),
        (a_move(Command.RECORD_ACTION, reason=BY_ANSWER), None),
        (a_move(Command.SIGN), None),
    ],
)
def test_a_first_answer_decides_as_much_as_a_decision(move: Move, decision: Decision | None) -> None:
    assert move.decision is decision


@pytest.mark.parametrize(
    ("commands", "begun", "closed"),
    [
        ((), None, None),
        ((Command.ASSESS, Command.DECIDE_NOT_REQUIRED), None, 2),
        ((Command.ASSESS, Command.DECIDE_REQUIRED), 2, None),
        ((Command.RECORD_ACTION, Command.REQUEST_SIGN_OFF, Command.SIGN), 1, 3),
        ((Command.RECORD_ACTION, Command.REQUEST_SIGN_OFF, Command.SIGN, Command.REOPEN), 1, None),
        ((Command.RECORD_ACTION, Command.DECIDE_NOT_REQUIRED), 1, 2),
    ],
)
def test_work_begins_once_and_closing_may_end(
    commands: tuple[Command, ...], begun: int | None, closed: int | None
) -> None:
    at = {number: NOW + timedelta(hours=number) for number in range(1, 5)}
    assert begun_at(moves(*commands)) == (at[begun] if begun else None)
    assert closed_at(moves(*commands)) == (at[closed] if closed else None)
