"""How far an organisation is, counted."""

from datetime import timedelta

import pytest

from contracts.events.actions import ActionState, Progress
from services.actions.domain.progress import OrganisationProgress, advanced, progress
from tests.builders import NOW

O, D, N = ActionState.OUTSTANDING, ActionState.DONE, ActionState.NOT_APPLICABLE  # noqa: E741 — a table of states
LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("actions", "word", "counts"),
    [
        ((O,), Progress.NOT_STARTED, (0, 0, 1)),
        ((O, O), Progress.NOT_STARTED, (0, 0, 2)),
        ((D, O), Progress.IN_PROGRESS, (1, 0, 1)),
        ((N, O), Progress.IN_PROGRESS, (0, 1, 1)),
        ((D, N), Progress.COMPLETE, (1, 1, 0)),
        ((N, N), Progress.COMPLETE, (0, 2, 0)),
        ((D,), Progress.COMPLETE, (1, 0, 0)),
    ],
)
def test_an_organisation_is_complete_when_nothing_is_outstanding(
    actions: tuple[ActionState, ...], word: Progress, counts: tuple[int, int, int]
) -> None:
    tally = progress(actions)
    assert tally.progress is word
    assert (tally.done, tally.not_applicable, tally.outstanding) == counts
    assert tally.total == len(actions)


def test_nothing_has_begun_before_the_first_answer() -> None:
    assert advanced(None, 1, progress([O]), NOW) == OrganisationProgress(version=1, tally=progress([O]))


def test_the_first_action_stays_when_it_was() -> None:
    begun = advanced(None, 1, progress([D, O]), NOW)
    again = advanced(begun, 1, progress([D, N]), LATER)
    back = advanced(again, 1, progress([O, O]), LATER)
    assert [step.first_action_at for step in (begun, again, back)] == [NOW, NOW, NOW]


def test_completeness_has_a_moment_and_may_end() -> None:
    complete = advanced(None, 1, progress([D]), NOW)
    corrected = advanced(complete, 1, progress([N]), LATER)
    reopened = advanced(corrected, 2, progress([N, O]), LATER)
    assert [step.completed_at for step in (complete, corrected, reopened)] == [NOW, NOW, None]
    assert advanced(reopened, 2, progress([N, D]), LATER).completed_at == LATER
