"""The national team's questions: what waits for an answer, and what was done with it."""

from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from services.access import Permission
from services.kit.database import Transaction
from services.kit.web import (
    Reading,
    Refused,
    Visitor,
    Writing,
    actor_of,
    allowed,
    csrf_checked,
    page,
    see_other,
)
from services.responses.domain.answering import AnswerOutcome, Settled, Wording
from services.responses.domain.forms import LONGEST_NOTE, LONGEST_QUESTION
from services.responses.domain.questions import LONGEST_ANSWER, Order, Question, QuestionState, Wanted
from services.responses.handlers import answer as answering
from services.responses.pages.wording import advice_on
from services.responses.storage import experiences, questions

ON_A_PAGE = 50
#: Whoever saw the preview goes back to their text.
CHANGE = "change"
NOTHING_DONE = Settled(AnswerOutcome.REPEATED)

router = APIRouter(prefix="/questions", include_in_schema=False)
NationalTeam = Annotated[Visitor, Depends(allowed(Permission.ANSWER_QUESTIONS))]
Text = Annotated[str, Form()]


@router.get("")
async def show_questions(
    request: Request,
    tx: Reading,
    _: NationalTeam,
    state: Literal["open", "answered", "closed", "all"] = "open",
    reference: str = "",
    blocking: str = "",
    after: UUID | None = None,
) -> HTMLResponse:
    wanted = Wanted(
        state=None if state == "all" else QuestionState(state),
        reference=reference or None,
        blocking=bool(blocking),
    )
    order = Order.BLOCKING_FIRST if state == "open" else Order.NEWEST_FIRST
    found, more = await questions.page_of(tx, wanted, order=order, after=after, limit=ON_A_PAGE)
    chosen = {"state": state, "reference": reference, "blocking": "yes" if blocking else ""}
    return page(
        request,
        "responses/questions.html",
        now=tx.now,
        questions=found,
        chosen=chosen,
        next_href=f"/questions?{_query(chosen | {'after': str(more)})}" if more else "",
        references=await questions.asked_about(tx),
        tally=await questions.tally(tx),
        experiences={state.value: count for state, count in (await experiences.counts(tx)).items()},
    )


def _query(chosen: dict[str, str]) -> str:
    return urlencode({name: value for name, value in chosen.items() if value})


@router.get("/{question_id}")
async def show_question(
    request: Request, question_id: UUID, tx: Reading, _: NationalTeam, done: str = ""
) -> HTMLResponse:
    return await _question_page(request, tx, question_id, done=done)


@router.post("/{question_id}", dependencies=[Depends(csrf_checked)])
async def answer(
    request: Request,
    question_id: UUID,
    tx: Writing,
    visitor: NationalTeam,
    answer: Text = "",
    publish: Text = "",
    published_question: Text = "",
    previewed: Text = "",
) -> Response:
    """What is published is shown first, exactly as all recipients will see it."""
    wording = published_question if publish == "yes" else None
    typed = {"answer": answer, "publish": publish, "published_question": published_question}
    if previewed == CHANGE:
        return await _question_page(request, tx, question_id, typed=typed)
    if wording is not None and previewed != "yes":
        question = await _known(tx, question_id)
        settled = answering.would_answer(question, answer, visitor.person_id, wording)
        if settled.outcome is AnswerOutcome.ANSWERED:
            return _preview(request, question, Wording(wording, answer), typed, "")
    else:
        by, who = visitor.person_id, actor_of(request)
        settled = await answering.answer_question(tx, question_id, answer, by, wording, who=who)
    if settled.done:
        return see_other(f"/questions/{question_id}?done={'published' if wording else 'answered'}")
    return await _question_page(request, tx, question_id, settled, typed=typed)


@router.post("/{question_id}/publish", dependencies=[Depends(csrf_checked)])
async def publish(
    request: Request,
    question_id: UUID,
    tx: Writing,
    visitor: NationalTeam,
    published_question: Text = "",
    published_answer: Text = "",
    previewed: Text = "",
) -> Response:
    wording = Wording(published_question, published_answer)
    typed = {"published_question": published_question, "published_answer": published_answer}
    if previewed == CHANGE:
        return await _question_page(request, tx, question_id, typed=typed)
    if previewed != "yes":
        question = await _known(tx, question_id)
        settled = answering.would_publish(question, wording)
        if settled.outcome is AnswerOutcome.PUBLISHED:
            return _preview(request, question, wording, typed, "/publish")
    else:
        by, who = visitor.person_id, actor_of(request)
        settled = await answering.publish_answer(tx, question_id, wording, by, who=who)
    if settled.done:
        return see_other(f"/questions/{question_id}?done=published")
    return await _question_page(request, tx, question_id, settled, typed=typed)


@router.post("/{question_id}/close", dependencies=[Depends(csrf_checked)])
async def close(
    request: Request, question_id: UUID, tx: Writing, visitor: NationalTeam, reason: Text = ""
) -> Response:
    by, who = visitor.person_id, actor_of(request)
    settled = await answering.close_question(tx, question_id, reason, by, who=who)
    if settled.done:
        return see_other(f"/questions/{question_id}?done=closed")
    return await _question_page(request, tx, question_id, settled, typed={"reason": reason})


@router.get("/{question_id}/publish")
@router.get("/{question_id}/close")
async def back_to_question(question_id: UUID, _: NationalTeam) -> Response:
    """Whoever loads the address of a form again, after it was put back to them, sees the question."""
    return see_other(f"/questions/{question_id}")


def _preview(
    request: Request, question: Question, wording: Wording, typed: dict[str, str], form: str
) -> HTMLResponse:
    return page(
        request,
        "responses/publication_preview.html",
        question=question,
        wording=wording,
        typed=typed,
        action=f"/questions/{question.question_id}{form}",
        back=("Back to the question", f"/questions/{question.question_id}"),
    )


async def _question_page(
    request: Request,
    tx: Transaction,
    question_id: UUID,
    settled: Settled = NOTHING_DONE,
    **view: Any,
) -> HTMLResponse:
    question = await _known(tx, question_id)
    advice = advice_on(settled)
    return page(
        request,
        "responses/question.html",
        status_code=advice.status if advice else HTTPStatus.OK,
        errors={settled.field: advice.text} if advice else {},
        question=question,
        longest={"answer": LONGEST_ANSWER, "question": LONGEST_QUESTION, "reason": LONGEST_NOTE},
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
