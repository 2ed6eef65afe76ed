"""Acknowledging on the page behind a person's own link, confirming it, and taking it back."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.kit.database import Transaction
from services.kit.web import Reading, SettingsOf, Writing, form_tokens, page, see_other
from services.responses.config import Settings
from services.responses.domain import withdrawals
from services.responses.domain.forms import LONGEST_REASON, SAVED, UNKEPT_TEXT, Outcome
from services.responses.domain.links import Link
from services.responses.handlers import acknowledge as acknowledging
from services.responses.handlers import links
from services.responses.handlers import withdraw as withdrawing
from services.responses.pages.behind import (
    KEEPS_CHOICE,
    LinkRoute,
    Text,
    Texts,
    caution,
    frame,
    opened,
    patience,
    scope,
    sent,
)
from services.responses.pages.links import alert_page
from services.responses.pages.wording import FORMS
from services.responses.storage import answers

router = APIRouter(prefix="/answer/{token}", include_in_schema=False, route_class=LinkRoute)


@router.post("/acknowledge")
@router.post("/confirm")
async def acknowledge(
    request: Request,
    token: str,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    organisation: Texts = [],  # noqa: B006 — FastAPI copies it
    page_nonce: Text = "",
    website: Text = "",
) -> Response:
    """Who confirms says the same once more; it is judged by what holds now."""
    link = await opened(request, tx, token, settings)
    form = sent(request, token, page_nonce, website)
    outcome = await acknowledging.acknowledge(
        tx, link, form, organisation, patience(settings), caution(settings)
    )
    if outcome is Outcome.DOUBTED:
        return see_other(f"/answer/{token}")
    if outcome in SAVED:
        word = "acknowledged" if outcome is Outcome.RECORDED else "acknowledged_before"
        return see_other(f"/answer/{token}?done={word}")
    kept = organisation[0] if outcome in KEEPS_CHOICE and organisation else ""
    return await alert_page(request, tx, token, link, outcome, "organisation", chosen=kept)


@router.get("/take-back")
async def show_take_back(
    request: Request, token: str, tx: Reading, settings: Annotated[Settings, SettingsOf]
) -> HTMLResponse:
    link = await opened(request, tx, token, settings)
    return await _take_back_page(request, tx, token, link)


@router.post("/take-back")
async def take_back(
    request: Request,
    token: str,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    organisation: Texts = [],  # noqa: B006 — FastAPI copies it
    reason: Text = "",
    page_nonce: Text = "",
    website: Text = "",
) -> Response:
    link = await opened(request, tx, token, settings)
    form = sent(request, token, page_nonce, website)
    outcome = await withdrawing.withdraw(tx, link, form, organisation, reason, patience(settings))
    if outcome in SAVED:
        return see_other(f"/answer/{token}?done=taken_back")
    kept = organisation[0] if outcome in KEEPS_CHOICE | UNKEPT_TEXT and organisation else ""
    return await _take_back_page(request, tx, token, link, outcome, chosen=kept, typed=reason)


async def _take_back_page(
    request: Request,
    tx: Transaction,
    token: str,
    link: Link,
    outcome: Outcome = Outcome.RECORDED,
    **view: Any,
) -> HTMLResponse:
    nonce = form_tokens(request).issue(scope(token), tx.now)
    advice = FORMS.get(outcome)
    given = await answers.acknowledged(tx, link.claims)
    return page(
        request,
        "responses/take_back.html",
        status_code=advice.status if advice else 200,
        errors={"reason" if outcome in UNKEPT_TEXT else "organisation": advice.text} if advice else {},
        link=link,
        mine=withdrawals.mine_of(given, link.person.person_id),
        choices=await links.offered_choices(tx, link, nonce),
        longest_reason=LONGEST_REASON,
        **frame(request, token, link, nonce),
        **view,
    )
