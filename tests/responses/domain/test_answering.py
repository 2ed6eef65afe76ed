from typing import Any

import pytest

from services.responses.domain.answering import AnswerOutcome, Settled, Wording, answered, closed, published
from services.responses.domain.questions import Publication, Question
from tests.builders import NOW
from tests.responses.domain.test_questions import a_question

NHS_NUMBER = "943 476 5919"
FINE = Wording("Does this apply to community teams?", "Yes.")


def an_answered(**changes: Any) -> Question:
    return a_question(**{"answer": "Yes.", "answered_at": NOW, "answered_by": "nell"} | changes)


def a_published(**changes: Any) -> Question:
    return an_answered(publication=Publication(*FINE, NOW), **changes)


A_CLOSED = a_question(closed_at=NOW, close_reason="Asked twice.")


@pytest.mark.parametrize(
    ("question", "answer", "published_question", "outcome", "field"),
    [
        (a_question(), "Yes.", None, AnswerOutcome.ANSWERED, ""),
        (a_question(), "Yes.", "Do teams count?", AnswerOutcome.ANSWERED, ""),
        (a_question(), "", None, AnswerOutcome.EMPTY, "answer"),
        (a_question(), "x" * 10_001, None, AnswerOutcome.TOO_LONG, "answer"),
        (a_question(), "nul\x00", None, AnswerOutcome.NOT_TEXT, "answer"),
        (a_question(), NHS_NUMBER, None, AnswerOutcome.HOLDS_NHS_NUMBER, "answer"),
        (a_question(), "Yes.", "", AnswerOutcome.EMPTY, "published_question"),
        (a_question(), "Yes.", "x" * 3_001, AnswerOutcome.TOO_LONG, "published_question"),
        (a_question(), "Yes.", NHS_NUMBER, AnswerOutcome.HOLDS_NHS_NUMBER, "published_question"),
        (a_question(), "Yes.", "Asks RH5", AnswerOutcome.TELLS_WHO_ASKED, "published_question"),
        (a_question(), "Yes, RH5.", "Who?", AnswerOutcome.TELLS_WHO_ASKED, "answer"),
        (a_question(), "Yes, RH5.", None, AnswerOutcome.ANSWERED, ""),
        (an_answered(), "No.", None, AnswerOutcome.ALREADY_ANSWERED, "answer"),
        (an_answered(answered_by="mo"), "Yes.", None, AnswerOutcome.ALREADY_ANSWERED, "answer"),
        (an_answered(), "Yes.", None, AnswerOutcome.REPEATED, "answer"),
        (an_answered(), "Yes.", "Who?", AnswerOutcome.ALREADY_ANSWERED, "answer"),
        (a_published(), "Yes.", "Who?", AnswerOutcome.REPEATED, "answer"),
        (A_CLOSED, "Yes.", None, AnswerOutcome.ALREADY_CLOSED, "answer"),
    ],
)
def test_a_question_is_answered_once_in_words_that_can_be_kept(
    question: Question, answer: str, published_question: str | None, outcome: AnswerOutcome, field: str
) -> None:
    settled = answered(question, answer, "nell", published_question)
    assert (settled.outcome, settled.field) == (outcome, field)


@pytest.mark.parametrize(
    ("question", "wording", "outcome", "field"),
    [
        (an_answered(), FINE, AnswerOutcome.PUBLISHED, ""),
        (an_answered(closed_at=NOW), FINE, AnswerOutcome.PUBLISHED, ""),
        (a_question(), FINE, AnswerOutcome.NOT_ANSWERED_YET, "published_question"),
        (a_published(), FINE, AnswerOutcome.REPEATED, "published_question"),
        (a_published(), Wording("Other?", "Yes."), AnswerOutcome.ALREADY_PUBLISHED, "published_question"),
        (an_answered(), Wording("", "Yes."), AnswerOutcome.EMPTY, "published_question"),
        (an_answered(), Wording("Who?", ""), AnswerOutcome.EMPTY, "published_answer"),
        (an_answered(), Wording("Who?", "Ask Asha."), AnswerOutcome.TELLS_WHO_ASKED, "published_answer"),
    ],
)
def test_an_answer_is_published_once_and_without_who_asked(
    question: Question, wording: Wording, outcome: AnswerOutcome, field: str
) -> None:
    settled = published(question, wording)
    assert (settled.outcome, settled.field) == (outcome, field)


@pytest.mark.parametrize(
    ("question", "reason", "outcome"),
    [
        (a_question(), "Asked twice.", AnswerOutcome.CLOSED),
        (a_question(), "", AnswerOutcome.NO_REASON),
        (an_answered(), "", AnswerOutcome.CLOSED),
        (a_question(), "x" * 1_001, AnswerOutcome.TOO_LONG),
        (a_question(), NHS_NUMBER, AnswerOutcome.HOLDS_NHS_NUMBER),
        (A_CLOSED, "Asked twice.", AnswerOutcome.REPEATED),
        (A_CLOSED, "Another reason.", AnswerOutcome.ALREADY_CLOSED),
    ],
)
def test_a_question_is_closed_once_and_one_without_an_answer_for_a_reason(
    question: Question, reason: str, outcome: AnswerOutcome
) -> None:
    assert closed(question, reason).outcome is outcome


def test_a_refusal_says_which_words_tell_who_asked() -> None:
    told = answered(a_question(), "Yes.", "nell", "Asha Verma of RH5 asks")
    assert told == Settled(AnswerOutcome.TELLS_WHO_ASKED, "published_question", ("Asha Verma", "RH5"))
    assert not told.done
