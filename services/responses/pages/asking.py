"""Asking on the page behind a person's own link, and what was asked before that is near."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from services.kit.database import Transaction
from services.kit.web import Reading, SettingsOf, Writing, form_tokens, page, see_other
from services.responses.config import Settings
from services.responses.domain.asking import WHOLE_ALERT, TypedQuestion
from services.responses.domain.forms import LONGEST_QUESTION, SAVED, Outcome
from services.responses.domain.links import Link
from services.responses.domain.similar import Candidate
from services.responses.handlers import ask as asking
from services.responses.pages.behind import LinkRoute, Text, frame, opened, patience, scope, sent
from services.responses.pages.links import alert_page

router = APIRouter(prefix="/answer/{token}", include_in_schema=False, route_class=LinkRoute)


@router.post("/questions")
async def ask(
    request: Request,
    token: str,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    question: Text = "",
    about: Text = WHOLE_ALERT,
    blocks: Text = "",
    anyway: Text = "",
    page_nonce: Text = "",
    homepage: Text = "",
) -> Response:
    link = await opened(request, tx, token, settings)
    form = sent(request, token, page_nonce, homepage)
    typed = TypedQuestion(question, about, blocks_completion=bool(blocks), anyway=bool(anyway))
    outcome = await asking.ask(tx, link, form, typed, patience(settings))
    if isinstance(outcome, list):
        return _near_page(request, tx, token, link, typed, outcome)
    if outcome in SAVED:
        word = "asked" if outcome is Outcome.RECORDED else "asked_before"
        return see_other(f"/answer/{token}?done={word}#questions")
    return await alert_page(request, tx, token, link, outcome, "question", typed_question=typed)


@router.get("/similar")
async def show_similar(
    request: Request,
    token: str,
    tx: Reading,
    settings: Annotated[Settings, SettingsOf],
    q: Annotated[str, Query(max_length=LONGEST_QUESTION)] = "",
) -> HTMLResponse:
    """A part of a page, which a script fetches while somebody is typing."""
    link = await opened(request, tx, token, settings)
    near = await asking.near_ones(tx, link, q) if link.may_answer else []
    return page(request, "responses/similar_found.html", near=near, here=f"/answer/{token}")


def _near_page(
    request: Request,
    tx: Transaction,
    token: str,
    link: Link,
    typed: TypedQuestion,
    near: list[Candidate],
) -> HTMLResponse:
    nonce = form_tokens(request).issue(scope(token), tx.now)
    view: dict[str, Any] = frame(request, token, link, nonce)
    return page(
        request,
        "responses/similar.html",
        link=link,
        typed_question=typed,
        near=near,
        longest_question=LONGEST_QUESTION,
        **view,
    )
