"""The national team adds what was asked at a briefing, with its answer; and sees how many people come."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from services.kit.database import Transaction
from services.kit.web import Reading, Writing, actor_of, csrf_checked, page, see_other
from services.responses.domain.answering import AnswerOutcome, Settled, Wording
from services.responses.domain.forms import LONGEST_QUESTION
from services.responses.domain.questions import LONGEST_ANSWER
from services.responses.handlers import answer as answering
from services.responses.pages.desk import NationalTeam
from services.responses.pages.wording import advice_on
from services.responses.storage import attendances, questions

router = APIRouter(prefix="/questions/from-briefing", include_in_schema=False)
Text = Annotated[str, Form()]
NOTHING_DONE = Settled(AnswerOutcome.REPEATED)


@router.get("")
async def show_form(
    request: Request, tx: Reading, _: NationalTeam, reference: str = "", done: str = ""
) -> HTMLResponse:
    return await _page(request, tx, {"reference": reference}, done=done == "yes")


@router.post("", dependencies=[Depends(csrf_checked)])
async def add(
    request: Request,
    tx: Writing,
    visitor: NationalTeam,
    reference: Text = "",
    number: Text = "",
    question: Text = "",
    answer: Text = "",
) -> Response:
    wording = Wording(question, answer)
    by, who = visitor.person_id, actor_of(request)
    settled = await answering.add_from_briefing(tx, reference, number, wording, by, who=who)
    if settled.done:
        return see_other(f"/questions/from-briefing?reference={reference}&done=yes")
    typed = {"reference": reference, "number": number, "question": question, "answer": answer}
    return await _page(request, tx, typed, settled)


async def _page(
    request: Request,
    tx: Transaction,
    typed: dict[str, str],
    settled: Settled = NOTHING_DONE,
    *,
    done: bool = False,
) -> HTMLResponse:
    advice = advice_on(settled)
    return page(
        request,
        "responses/from_briefing.html",
        status_code=advice.status if advice else 200,
        errors={settled.field: advice.text} if advice else {},
        typed=typed,
        done=done,
        references=await questions.briefed(tx),
        coming=await attendances.coming(tx),
        longest={"question": LONGEST_QUESTION, "answer": LONGEST_ANSWER},
        back=("All questions", "/questions"),
    )
