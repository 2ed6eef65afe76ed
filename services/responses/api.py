"""Questions for programs."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

from contracts.events.alerts import Reference
from services.kit.web import KeyHolder, Reading, Refused, Writing
from services.responses.domain.questions import LONGEST_ANSWER, AnswerOutcome, QuestionState
from services.responses.handlers import answer as answering
from services.responses.storage import questions

router = APIRouter(prefix="/api/v1/questions", tags=["questions"])


class QuestionItem(BaseModel):
    """One question, with its answer where there is one."""

    model_config = ConfigDict(from_attributes=True)

    question_id: UUID
    reference: str
    version: int
    ods_code: str
    organisation_name: str
    person_id: UUID
    question: str
    asked_at: AwareDatetime
    state: QuestionState
    answer: str | None
    answered_at: AwareDatetime | None


class QuestionList(BaseModel):
    """Some questions in the order in which they were asked; `next` goes into `after`."""

    items: list[QuestionItem]
    next: UUID | None


class AnswerBody(BaseModel):
    """What is answered; it cannot be changed afterwards."""

    answer: str


@router.get("")
async def list_questions(
    tx: Reading,
    _: KeyHolder,
    reference: Reference | None = None,
    state: QuestionState | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: UUID | None = None,
) -> QuestionList:
    """Questions of all organisations to the national team."""
    found, more = await questions.page_of(tx, state=state, reference=reference, after=after, limit=limit)
    return QuestionList(items=[QuestionItem.model_validate(question) for question in found], next=more)


FAULTS = {
    AnswerOutcome.ALREADY_ANSWERED: (HTTPStatus.CONFLICT, "The question was answered before"),
    AnswerOutcome.EMPTY: (HTTPStatus.UNPROCESSABLE_ENTITY, "The answer is empty"),
    AnswerOutcome.TOO_LONG: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"The answer has more than {LONGEST_ANSWER:,} characters",
    ),
    AnswerOutcome.NOT_TEXT: (HTTPStatus.UNPROCESSABLE_ENTITY, "The answer holds control characters"),
    AnswerOutcome.HOLDS_NHS_NUMBER: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The answer holds what looks like an NHS number",
    ),
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such question."},
    409: {"description": "It was answered before."},
}


@router.post("/{question_id}/answer", status_code=HTTPStatus.CREATED, responses=PROBLEMS)
async def answer_question(
    question_id: UUID, body: AnswerBody, tx: Writing, caller: KeyHolder
) -> QuestionItem:
    """Answer a question; the answer is mailed to who asked."""
    outcome = await answering.answer_question(tx, question_id, body.answer, caller)
    question = await questions.question(tx, question_id)
    if question is None:
        raise Refused(HTTPStatus.NOT_FOUND, "There is no such question")
    if outcome is not AnswerOutcome.ANSWERED:
        raise Refused(*FAULTS[outcome])
    return QuestionItem.model_validate(question)
