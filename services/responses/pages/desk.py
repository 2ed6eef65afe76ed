"""The national team's questions: what waits for an answer, and what was answered."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from contracts.events.register import Role
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Visitor, Writing, allowed, csrf_checked, page, see_other
from services.responses.domain.questions import LONGEST_ANSWER, AnswerOutcome, Question, QuestionState
from services.responses.handlers import answer as answering
from services.responses.pages.wording import ANSWERS
from services.responses.storage import questions

OPEN_ON_A_PAGE = 50
ANSWERED_ON_A_PAGE = 20

router = APIRouter(prefix="/questions", include_in_schema=False)
NationalTeam = Annotated[Visitor, Depends(allowed(Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER))]


@router.get("")
async def show_questions(
    request: Request,
    tx: Reading,
    _: NationalTeam,
    after: UUID | None = None,
    answered_after: UUID | None = None,
) -> HTMLResponse:
    waiting, more_waiting = await questions.page_of(
        tx, state=QuestionState.OPEN, after=after, limit=OPEN_ON_A_PAGE
    )
    answered, more_answered = await questions.page_of(
        tx, state=QuestionState.ANSWERED, after=answered_after, limit=ANSWERED_ON_A_PAGE, newest_first=True
    )
    return page(
        request,
        "responses/questions.html",
        now=tx.now,
        waiting=waiting,
        waiting_next=f"/questions?after={more_waiting}" if more_waiting else "",
        answered=answered,
        answered_next=f"/questions?answered_after={more_answered}#answered" if more_answered else "",
        counts={state.value: count for state, count in (await questions.counts(tx)).items()},
    )


@router.get("/{question_id}")
async def show_question(
    request: Request, question_id: UUID, tx: Reading, _: NationalTeam, done: str = ""
) -> HTMLResponse:
    return await _question_page(request, tx, question_id, done=bool(done))


@router.post("/{question_id}", dependencies=[Depends(csrf_checked)])
async def answer(
    request: Request,
    question_id: UUID,
    tx: Writing,
    visitor: NationalTeam,
    answer: Annotated[str, Form()] = "",
) -> Response:
    outcome = await answering.answer_question(tx, question_id, answer, visitor.person_id)
    if outcome is AnswerOutcome.ANSWERED:
        return see_other(f"/questions/{question_id}?done=answered")
    return await _question_page(request, tx, question_id, outcome, typed=answer)


async def _question_page(
    request: Request,
    tx: Transaction,
    question_id: UUID,
    outcome: AnswerOutcome = AnswerOutcome.ANSWERED,
    **view: Any,
) -> HTMLResponse:
    advice = ANSWERS.get(outcome)
    return page(
        request,
        "responses/question.html",
        status_code=advice.status if advice else HTTPStatus.OK,
        errors={"answer": advice.text} if advice else {},
        question=await _known(tx, question_id),
        longest_answer=LONGEST_ANSWER,
        now=tx.now,
        back=("All questions", "/questions"),
        **view,
    )


async def _known(tx: Transaction, question_id: UUID) -> Question:
    question = await questions.question(tx, question_id)
    if question is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "There is no such question",
            "The address names a question that this service does not have.",
            what_to_do="Go to the list of all questions.",
        )
    return question
