"""When a form becomes a record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.events.actions import ActionState
from services.actions.domain.answers import Answer
from services.actions.domain.recording import Doubt, Outcome, Record, doubt, weigh
from tests.builders import NOW, person_id

DONE = Answer(state=ActionState.DONE, done_by="Asha Verma")
LATER = Answer(state=ActionState.OUTSTANDING, reason="It came back.")
FIRST = Record(
    number=1,
    revision=1,
    version=1,
    answer=DONE,
    recorded_by=person_id("Asha Verma"),
    recorded_by_name="Asha Verma",
    recorded_at=NOW,
    nonce="a",
)
SECOND = replace(FIRST, revision=2, answer=LATER, nonce="b")


@pytest.mark.parametrize(
    ("records", "answer", "revision", "nonce", "outcome"),
    [
        ((), DONE, 0, "a", Outcome.RECORDED),
        ((), DONE, 1, "a", Outcome.STALE),
        ((FIRST,), DONE, 0, "a", Outcome.REPEATED),
        ((FIRST, SECOND), DONE, 0, "a", Outcome.REPEATED),
        ((FIRST,), LATER, 0, "a", Outcome.STALE),
        ((FIRST,), LATER, 0, "b", Outcome.STALE),
        ((FIRST,), LATER, 1, "b", Outcome.RECORDED),
        ((FIRST,), DONE, 1, "c", Outcome.UNCHANGED),
        ((FIRST,), DONE, 0, "c", Outcome.UNCHANGED),
        ((FIRST, SECOND), DONE, 2, "c", Outcome.RECORDED),
        ((FIRST, SECOND), DONE, 1, "c", Outcome.STALE),
    ],
)
def test_nothing_is_overwritten_or_recorded_twice(
    records: tuple[Record, ...], answer: Answer, revision: int, nonce: str, outcome: Outcome
) -> None:
    assert weigh(answer, records, revision=revision, nonce=nonce) is outcome


@pytest.mark.parametrize(
    ("waited", "trap", "why"),
    [
        (timedelta(seconds=1.9), "", Doubt.TOO_QUICK),
        (timedelta(seconds=-5), "", Doubt.TOO_QUICK),
        (timedelta(seconds=2), "", None),
        (timedelta(hours=24), "", None),
        (timedelta(hours=24, seconds=1), "", Doubt.TOO_OLD),
        (timedelta(seconds=30), "https://spam.example", Doubt.MACHINE),
        (None, "", Doubt.NOT_SHOWN),
    ],
)
def test_a_form_counts_when_a_person_can_have_filled_it_in(
    waited: timedelta | None, trap: str, why: Doubt | None
) -> None:
    assert doubt(NOW - waited if waited is not None else None, trap, NOW) is why


def test_the_same_answer_to_other_words_is_recorded_anew() -> None:
    assert weigh(DONE, (FIRST,), revision=1, nonce="c", holds=False) is Outcome.RECORDED
    assert weigh(DONE, (FIRST,), revision=0, nonce="a", holds=False) is Outcome.REPEATED
