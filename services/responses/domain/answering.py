"""Whether the national team may answer, publish or close a question, and with these words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from contracts.events.alerts import AlertIssued
from services.responses.domain import forms
from services.responses.domain.anonymity import tells_who_asked
from services.responses.domain.forms import LONGEST_NOTE, LONGEST_QUESTION, Outcome
from services.responses.domain.questions import LONGEST_ANSWER, Question


class AnswerOutcome(StrEnum):
    """What became of what the national team did with a question."""

    ANSWERED = "answered"
    PUBLISHED = "published"
    CLOSED = "closed"
    #: The same person had said the same before; the first time stands.
    REPEATED = "repeated"
    UNKNOWN_QUESTION = "unknown_question"
    ALREADY_ANSWERED = "already_answered"
    ALREADY_PUBLISHED = "already_published"
    ALREADY_CLOSED = "already_closed"
    NOT_ANSWERED_YET = "not_answered_yet"
    #: It came with its answer, and nobody waits for it.
    FROM_BRIEFING = "from_briefing"
    NO_SUCH_ALERT = "no_such_alert"
    NO_SUCH_ACTION = "no_such_action"
    NO_REASON = "no_reason"
    TELLS_WHO_ASKED = "tells_who_asked"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    HOLDS_NHS_NUMBER = "holds_nhs_number"


DONE = frozenset(
    {AnswerOutcome.ANSWERED, AnswerOutcome.PUBLISHED, AnswerOutcome.CLOSED, AnswerOutcome.REPEATED}
)


@dataclass(frozen=True)
class Settled:
    """What became of it; `field` is the box that a refusal is about, `tells` what names the asker there."""

    outcome: AnswerOutcome
    field: str = ""
    tells: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return self.outcome in DONE


class Wording(NamedTuple):
    """What all recipients would read."""

    question: str
    answer: str


def answered(question: Question, answer: str, by: str, published_question: str | None) -> Settled:
    """What answering would come to; with `published_question` the answer is for all recipients too."""
    if question.answer is not None:
        same = (question.answer, question.answered_by) == (answer, by)
        is_repeated = same and (published_question is None) == (question.publication is None)
        return Settled(AnswerOutcome.REPEATED if is_repeated else AnswerOutcome.ALREADY_ANSWERED, "answer")
    if question.closed_at:
        return Settled(AnswerOutcome.ALREADY_CLOSED, "answer")
    if fault := _text_fault("answer", answer, LONGEST_ANSWER):
        return fault
    if published_question is not None:
        fault = _wording_fault(question, Wording(published_question, answer), answer_field="answer")
    return fault or Settled(AnswerOutcome.ANSWERED)


def published(question: Question, wording: Wording) -> Settled:
    """What publishing an answer that was private so far would come to."""
    if question.answer is None:
        return Settled(AnswerOutcome.NOT_ANSWERED_YET, "published_question")
    if question.publication:
        same = wording == (question.publication.question, question.publication.answer)
        outcome = AnswerOutcome.REPEATED if same else AnswerOutcome.ALREADY_PUBLISHED
        return Settled(outcome, "published_question")
    return _wording_fault(question, wording) or Settled(AnswerOutcome.PUBLISHED)


def closed(question: Question, reason: str) -> Settled:
    """What closing would come to; an open question is closed for a reason only."""
    if question.from_briefing:
        return Settled(AnswerOutcome.FROM_BRIEFING, "reason")
    if question.closed_at:
        same = reason == (question.close_reason or "")
        return Settled(AnswerOutcome.REPEATED if same else AnswerOutcome.ALREADY_CLOSED, "reason")
    if not reason:
        needed = question.answer is None
        return Settled(AnswerOutcome.NO_REASON, "reason") if needed else Settled(AnswerOutcome.CLOSED)
    return _text_fault("reason", reason, LONGEST_NOTE) or Settled(AnswerOutcome.CLOSED)


def from_briefing(alert: AlertIssued | None, number: str, wording: Wording) -> Settled:
    """What publishing a question that was asked at a briefing would come to, with its answer."""
    if alert is None:
        return Settled(AnswerOutcome.NO_SUCH_ALERT, "reference")
    if number and number not in {str(action.number) for action in alert.actions}:
        return Settled(AnswerOutcome.NO_SUCH_ACTION, "number")
    question = _text_fault("question", wording.question, LONGEST_QUESTION)
    answer = _text_fault("answer", wording.answer, LONGEST_ANSWER)
    return question or answer or Settled(AnswerOutcome.PUBLISHED)


def _wording_fault(
    question: Question, wording: Wording, answer_field: str = "published_answer"
) -> Settled | None:
    for field, text, longest in (
        ("published_question", wording.question, LONGEST_QUESTION),
        (answer_field, wording.answer, LONGEST_ANSWER),
    ):
        if fault := _text_fault(field, text, longest):
            return fault
        if tells := tells_who_asked(text, question):
            return Settled(AnswerOutcome.TELLS_WHO_ASKED, field, tells)
    return None


def _text_fault(field: str, text: str, longest: int) -> Settled | None:
    outcome = forms.text_outcome(text, longest)
    return None if outcome is Outcome.RECORDED else Settled(AnswerOutcome(outcome.value), field)
