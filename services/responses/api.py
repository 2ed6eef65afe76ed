"""Questions for programs."""

from http import HTTPStatus
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict

from contracts.events.alerts import Reference
from services.access import KeyScope
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Writing, actor_of, scoped
from services.responses.domain.answering import AnswerOutcome, Settled
from services.responses.domain.questions import Question, QuestionState, Wanted
from services.responses.handlers import answer as answering
from services.responses.storage import questions

router = APIRouter(prefix="/api/v1/questions", tags=["questions"])
Answers = Annotated[str, Depends(scoped(KeyScope.QUESTIONS_ANSWER))]


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
    #: The action it is about; null for the alert as a whole.
    number: int | None
    blocks_completion: bool
    state: QuestionState
    answer: str | None
    answered_at: AwareDatetime | None
    #: In seconds.
    answered_after: int | None
    #: As all recipients see them, without who asked.
    published_question: str | None
    published_answer: str | None
    published_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    close_reason: str | None

    @classmethod
    def of(cls, question: Question) -> Self:
        told, after = question.publication, question.answered_after
        more = {
            "state": question.state,
            "answered_after": int(after.total_seconds()) if after is not None else None,
            "published_question": told.question if told else None,
            "published_answer": told.answer if told else None,
            "published_at": told.published_at if told else None,
        }
        return cls.model_validate(vars(question) | more)


class QuestionList(BaseModel):
    """Some questions in the order in which they were asked; `next` goes into `after`."""

    items: list[QuestionItem]
    next: UUID | None


class AnswerBody(BaseModel):
    """What is answered; it cannot be changed afterwards.

    With `publish`, question and answer go to all recipients, and neither may tell who asked.
    """

    answer: str
    publish: bool = False
    #: How the question reads for all; as it was asked, unless this is given.
    published_question: str | None = None


class CloseBody(BaseModel):
    """Why the question is closed; needed where it has no answer. Whoever asked reads it."""

    reason: str = ""


@router.get("", dependencies=[Depends(scoped(KeyScope.QUESTIONS_READ))])
async def list_questions(
    tx: Reading,
    reference: Reference | None = None,
    state: QuestionState | None = None,
    blocking: bool = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: UUID | None = None,
) -> QuestionList:
    """Questions of all organisations to the national team; with `blocking`, those that block completion."""
    wanted = Wanted(state, reference, blocking)
    found, more = await questions.page_of(tx, wanted, after=after, limit=limit)
    return QuestionList(items=[QuestionItem.of(question) for question in found], next=more)


FAULTS = {
    AnswerOutcome.UNKNOWN_QUESTION: (HTTPStatus.NOT_FOUND, "There is no such question"),
    AnswerOutcome.REPEATED: (HTTPStatus.CONFLICT, "The same was said before; the first time stands"),
    AnswerOutcome.ALREADY_ANSWERED: (HTTPStatus.CONFLICT, "The question was answered before"),
    AnswerOutcome.ALREADY_PUBLISHED: (HTTPStatus.CONFLICT, "The answer was published before"),
    AnswerOutcome.ALREADY_CLOSED: (HTTPStatus.CONFLICT, "The question was closed before"),
    AnswerOutcome.NOT_ANSWERED_YET: (HTTPStatus.CONFLICT, "The question has no answer yet"),
    AnswerOutcome.NO_REASON: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "A question without an answer is closed for a reason only",
    ),
    AnswerOutcome.TELLS_WHO_ASKED: (HTTPStatus.UNPROCESSABLE_ENTITY, "The text tells who asked"),
    AnswerOutcome.EMPTY: (HTTPStatus.UNPROCESSABLE_ENTITY, "The text is empty"),
    AnswerOutcome.TOO_LONG: (HTTPStatus.UNPROCESSABLE_ENTITY, "The text is too long"),
    AnswerOutcome.NOT_TEXT: (HTTPStatus.UNPROCESSABLE_ENTITY, "The text holds control characters"),
    AnswerOutcome.HOLDS_NHS_NUMBER: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The text holds what looks like an NHS number",
    ),
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such question."},
    409: {"description": "It was answered or closed before."},
}


@router.post("/{question_id}/answer", status_code=HTTPStatus.CREATED, responses=PROBLEMS)
async def answer_question(
    request: Request, question_id: UUID, body: AnswerBody, tx: Writing, caller: Answers
) -> QuestionItem:
    """Answer a question; the answer is mailed to who asked, and to all recipients when it is published."""
    wording = body.published_question if body.publish else None
    if body.publish and wording is None and (asked := await questions.question(tx, question_id)):
        wording = asked.question
    who = actor_of(request)
    settled = await answering.answer_question(tx, question_id, body.answer, caller, wording, who=who)
    return await _after(tx, question_id, settled, AnswerOutcome.ANSWERED)


@router.post("/{question_id}/close", status_code=HTTPStatus.CREATED, responses=PROBLEMS)
async def close_question(
    request: Request, question_id: UUID, body: CloseBody, tx: Writing, caller: Answers
) -> QuestionItem:
    """Close a question for good, answered or not."""
    who = actor_of(request)
    settled = await answering.close_question(tx, question_id, body.reason, caller, who=who)
    return await _after(tx, question_id, settled, AnswerOutcome.CLOSED)


async def _after(
    tx: Transaction, question_id: UUID, settled: Settled, expected: AnswerOutcome
) -> QuestionItem:
    """The question as it stands now, or the refusal."""
    question = await questions.question(tx, question_id)
    if settled.outcome is not expected or question is None:
        status, title = FAULTS[settled.outcome]
        field = f"{settled.field}: take out {', '.join(settled.tells)}" if settled.tells else settled.field
        raise Refused(status, title, troubles=(field,) if field else ())
    return QuestionItem.of(question)
