"""The page behind a person's own link. A GET or HEAD changes nothing."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from contracts.events.register import Role
from services.kit.database import Transaction
from services.kit.web import Reading, SettingsOf, form_tokens, page, see_other
from services.responses.config import Settings
from services.responses.domain.briefings import ATTENDANCE_WORDS
from services.responses.domain.doubts import MailedPage
from services.responses.domain.forms import LONGEST_QUESTION, Outcome
from services.responses.domain.links import Link
from services.responses.handlers import asked, brief, links
from services.responses.pages.behind import (
    LinkRoute,
    frame,
    noted,
    opened,
    scope,
)
from services.responses.pages.partner import partner_page
from services.responses.pages.wording import DONE, DOUBTS, FORMS

router = APIRouter(prefix="/answer/{token}", include_in_schema=False, route_class=LinkRoute)


@router.get("")
async def show_alert(
    request: Request,
    token: str,
    tx: Reading,
    settings: Annotated[Settings, SettingsOf],
    done: str = "",
) -> HTMLResponse:
    link = await opened(request, tx, token, settings)
    shown = await alert_page(request, tx, token, link, done=DONE.get(done, ""))
    return noted(request, link, MailedPage.ALERT, shown)


@router.get("/acknowledge")
@router.get("/confirm")
@router.get("/questions")
@router.get("/comments")
async def back_to_alert(token: str) -> Response:
    """Whoever loads the address of a form again, after it was put back to them, sees the alert."""
    return see_other(f"/answer/{token}")


async def alert_page(
    request: Request,
    tx: Transaction,
    token: str,
    link: Link,
    outcome: Outcome = Outcome.RECORDED,
    field: str = "",
    **view: Any,
) -> HTMLResponse:
    """The alert as the link's person sees it; `field` is what `outcome` is about."""
    if link.person.role is Role.PARTNER:
        return await partner_page(request, tx, token, link, outcome, done=view.get("done", ""))
    nonce = form_tokens(request).issue(scope(token), tx.now)
    advice = FORMS.get(outcome)
    standing = await links.standing(tx, link)
    return page(
        request,
        "responses/alert.html",
        status_code=advice.status if advice else 200,
        errors={field: advice.text} if advice else {},
        link=link,
        standing=standing,
        doubts=[DOUBTS[doubt] for doubt in standing.doubted.doubts] if standing.doubted else [],
        choices=await links.offered_choices(tx, link, nonce),
        asked=await asked.asked_about(tx, link),
        briefing=await brief.shown(tx, link),
        attendances=ATTENDANCE_WORDS,
        longest_question=LONGEST_QUESTION,
        now=tx.now,
        **frame(request, token, link, nonce),
        **view,
    )
