"""One published answer, and what organisations tell each other under it."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.kit.database import Transaction
from services.kit.web import Reading, Refused, SettingsOf, Writing, form_tokens, page, see_other
from services.responses.config import Settings
from services.responses.domain.experience import LONGEST_EXPERIENCE
from services.responses.domain.forms import SAVED, Outcome
from services.responses.domain.links import Link
from services.responses.handlers import asked, share
from services.responses.handlers.asked import PublishedAnswer
from services.responses.pages.behind import LinkRoute, Text, frame, opened, patience, scope, sent
from services.responses.pages.wording import DONE, advice_in

router = APIRouter(
    prefix="/answer/{token}/published/{question_id}", include_in_schema=False, route_class=LinkRoute
)


@router.get("")
async def show_published(
    request: Request,
    token: str,
    question_id: UUID,
    tx: Reading,
    settings: Annotated[Settings, SettingsOf],
    done: str = "",
) -> HTMLResponse:
    link = await opened(request, tx, token, settings)
    return await _published_page(request, tx, token, link, question_id, done=DONE.get(done, ""))


@router.post("")
async def share_experience(
    request: Request,
    token: str,
    question_id: UUID,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    experience: Text = "",
    named: Text = "",
    page_nonce: Text = "",
    website: Text = "",
) -> Response:
    link = await opened(request, tx, token, settings)
    form = sent(request, token, page_nonce, website)
    question = (await _known(tx, link, question_id)).question
    outcome = await share.share(tx, link, form, question, experience, patience(settings), named=bool(named))
    if outcome in SAVED:
        return see_other(f"/answer/{token}/published/{question_id}?done=shared")
    return await _published_page(
        request, tx, token, link, question_id, outcome, typed=experience, named=bool(named)
    )


async def _published_page(
    request: Request,
    tx: Transaction,
    token: str,
    link: Link,
    question_id: UUID,
    outcome: Outcome = Outcome.RECORDED,
    **view: Any,
) -> HTMLResponse:
    advice = advice_in("experience", outcome)
    nonce = form_tokens(request).issue(scope(token), tx.now)
    return page(
        request,
        "responses/published.html",
        status_code=advice.status if advice else HTTPStatus.OK,
        errors={"experience": advice.text} if advice else {},
        link=link,
        published=await _known(tx, link, question_id),
        longest=LONGEST_EXPERIENCE,
        **frame(request, token, link, nonce),
        **view,
    )


async def _known(tx: Transaction, link: Link, question_id: UUID) -> PublishedAnswer:
    published = await asked.published_answer(tx, link, question_id)
    if published is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "There is no such published answer",
            "The address names an answer that was not published about this alert.",
            what_to_do="Go back to the alert: the questions already answered stand there.",
        )
    return published
