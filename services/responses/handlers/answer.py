"""Answering a question."""

from uuid import UUID

from contracts.events.responses import QuestionAnswered
from contracts.topics import RESPONSES
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import forms
from services.responses.domain.forms import Outcome
from services.responses.domain.questions import LONGEST_ANSWER, AnswerOutcome, Question
from services.responses.storage import questions


async def answer_question(tx: Transaction, question_id: UUID, text: str, answered_by: str) -> AnswerOutcome:
    """Answer once; distribution mails the answer to who asked."""
    answer = forms.one_text(text)
    if (fault := forms.text_outcome(answer, LONGEST_ANSWER)) is not Outcome.RECORDED:
        return AnswerOutcome(fault.value)
    question = await questions.question(tx, question_id)
    if question is None:
        return AnswerOutcome.UNKNOWN_QUESTION
    if not await questions.add_answer(tx, question_id, answer, answered_by):
        return AnswerOutcome.ALREADY_ANSWERED
    await _say_answered(tx, question, answer)
    return AnswerOutcome.ANSWERED


async def _say_answered(tx: Transaction, question: Question, answer: str) -> None:
    said = QuestionAnswered(
        question_id=question.question_id,
        reference=question.reference,
        version=question.version,
        ods_code=question.ods_code,
        person_id=question.person_id,
        question=question.question,
        answer=answer,
        answered_at=tx.now,
    )
    await outbox.say(tx, RESPONSES, said)
