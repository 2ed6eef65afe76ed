"""How far an organisation is, counted, and what its status means to those who count."""

from datetime import timedelta

import pytest

from contracts.events.actions import ActionState, Progress, ResponseStatus
from services.actions.domain.progress import advanced, counted
from services.actions.domain.status import Command
from tests.actions.domain.test_moves import a_move, moves
from tests.builders import NOW

O, D, N = ActionState.OUTSTANDING, ActionState.DONE, ActionState.NOT_APPLICABLE  # noqa: E741 — a table of states
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("actions", "counts"),
    [((O,), (0, 0, 1)), ((D, O), (1, 0, 1)), ((N, O), (0, 1, 1)), ((D, N), (1, 1, 0)), ((), (0, 0, 0))],
)
def test_the_actions_are_counted_by_their_state(
    actions: tuple[ActionState, ...], counts: tuple[int, int, int]
) -> None:
    tally = counted(actions)
    assert (tally.done, tally.not_applicable, tally.outstanding) == counts
    assert tally.total == len(actions)


def test_answers_alone_complete_nothing() -> None:
    acting = advanced(None, 1, counted([D, N]), moves(Command.RECORD_ACTION))
    assert (acting.status, acting.progress) == (ResponseStatus.ONGOING, Progress.IN_PROGRESS)
    assert acting.completed_at is None


def test_the_first_action_stays_when_it_was() -> None:
    begun = advanced(None, 1, counted([D]), moves(Command.DECIDE_REQUIRED))
    later = advanced(begun, 2, counted([O]), moves(Command.ASSESS, Command.ASSESS, Command.RECORD_ACTION))
    assert [step.first_action_at for step in (begun, later)] == [NOW + HOUR, NOW + HOUR]


def test_completeness_has_a_moment_and_may_end() -> None:
    way = moves(Command.RECORD_ACTION, Command.REQUEST_SIGN_OFF, Command.SIGN, Command.REOPEN)
    complete, reopened = (advanced(None, 1, counted([D]), way[:number]) for number in (3, 4))
    assert (complete.progress, complete.completed_at) == (Progress.COMPLETE, NOW + 3 * HOUR)
    assert (reopened.progress, reopened.completed_at) == (Progress.IN_PROGRESS, None)


def test_nothing_required_is_complete_without_ever_having_begun() -> None:
    closed = advanced(None, 1, counted([O, O]), [a_move(Command.DECIDE_NOT_REQUIRED)])
    assert closed.progress is Progress.COMPLETE
    assert (closed.first_action_at, closed.completed_at) == (None, NOW + HOUR)
