"""What a patient safety partner sees behind their own link: plain words, and no names of staff."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from contracts.events.register import Role
from services.kit.database import Transaction
from services.kit.web import Refused, SettingsOf, Writing, form_tokens, page, see_other
from services.responses.config import Settings
from services.responses.domain.forms import SAVED, Outcome
from services.responses.domain.glossary import GLOSSARY
from services.responses.domain.links import Link
from services.responses.domain.partner import LONGEST_COMMENT
from services.responses.handlers import comment as commenting
from services.responses.pages.behind import LinkRoute, Text, frame, opened, patience, scope, sent
from services.responses.pages.wording import advice_in

router = APIRouter(prefix="/answer/{token}", include_in_schema=False, route_class=LinkRoute)


@router.post("/comments")
async def comment(
    request: Request,
    token: str,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    comment: Text = "",
    page_nonce: Text = "",
    website: Text = "",
) -> Response:
    link = await opened(request, tx, token, settings)
    if link.person.role is not Role.PARTNER:
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "This box is for patient safety partners",
            "The link is genuine, but the person it was made for is not registered as a partner.",
            what_to_do="Go back to the alert. Ask the national team there.",
        )
    form = sent(request, token, page_nonce, website)
    outcome = await commenting.comment(tx, link, form, comment, patience(settings))
    if outcome in SAVED:
        return see_other(f"/answer/{token}?done=commented")
    return await partner_page(request, tx, token, link, outcome, typed=comment)


async def partner_page(
    request: Request,
    tx: Transaction,
    token: str,
    link: Link,
    outcome: Outcome = Outcome.RECORDED,
    **view: Any,
) -> HTMLResponse:
    """The alert in plain words, how far the organisation is, and a box for what the partner wants to say."""
    nonce = form_tokens(request).issue(scope(token), tx.now)
    advice = advice_in("comment", outcome)
    return page(
        request,
        "responses/partner.html",
        status_code=advice.status if advice else HTTPStatus.OK,
        errors={"comment": advice.text} if advice else {},
        link=link,
        page=await commenting.partners_page(tx, link),
        glossary=GLOSSARY,
        longest=LONGEST_COMMENT,
        **frame(request, token, link, nonce),
        **view,
    )
