"""Saying that a link is not one's own."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.kit.database import Transaction
from services.kit.web import Reading, SettingsOf, Writing, form_tokens, page, see_other
from services.responses.config import Settings
from services.responses.domain.doubts import MailedPage
from services.responses.domain.forms import SAVED, UNKEPT_TEXT, Outcome
from services.responses.domain.links import Link
from services.responses.handlers import disown as disowning
from services.responses.handlers import links
from services.responses.pages.behind import (
    KEEPS_CHOICE,
    LinkRoute,
    Text,
    Texts,
    frame,
    noted,
    opened,
    patience,
    scope,
    sent,
)
from services.responses.pages.wording import FORMS

router = APIRouter(prefix="/answer/{token}", include_in_schema=False, route_class=LinkRoute)


@router.get("/not-me")
async def show_not_me(
    request: Request, token: str, tx: Reading, settings: Annotated[Settings, SettingsOf]
) -> HTMLResponse:
    link = await opened(request, tx, token, settings)
    return noted(request, link, MailedPage.NOT_ME, await _not_me_page(request, tx, token, link))


@router.post("/not-me")
async def disown(
    request: Request,
    token: str,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    reason: Texts = [],  # noqa: B006 — FastAPI copies it
    note: Text = "",
    page_nonce: Text = "",
    website: Text = "",
) -> Response:
    link = await opened(request, tx, token, settings)
    form = sent(request, token, page_nonce, website)
    outcome = await disowning.disown(tx, link, form, reason, note, patience(settings))
    if outcome in SAVED:
        return see_other(f"/answer/{token}/not-me")
    kept = reason[0] if outcome in KEEPS_CHOICE | UNKEPT_TEXT and reason else ""
    return await _not_me_page(request, tx, token, link, outcome, chosen=kept, typed=note)


async def _not_me_page(
    request: Request,
    tx: Transaction,
    token: str,
    link: Link,
    outcome: Outcome = Outcome.RECORDED,
    **view: Any,
) -> HTMLResponse:
    nonce = form_tokens(request).issue(scope(token), tx.now)
    advice = FORMS.get(outcome)
    return page(
        request,
        "responses/not_me.html",
        status_code=advice.status if advice else 200,
        errors={"note" if outcome in UNKEPT_TEXT else "reason": advice.text} if advice else {},
        link=link,
        disowned=(await links.standing(tx, link)).disowned,
        **frame(request, token, link, nonce),
        **view,
    )
