"""The page behind a person's own link, and its three forms. A GET or HEAD changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute

from services.kit.database import Transaction
from services.kit.web import (
    Reading,
    Refused,
    SettingsOf,
    Writing,
    claims_behind,
    form_tokens,
    now_of,
    page,
    see_other,
)
from services.kit.web.errors import answer
from services.responses.config import Settings
from services.responses.domain.forms import LONGEST_QUESTION, SAVED, UNKEPT_TEXT, Outcome, Patience, SentForm
from services.responses.domain.links import Link, LinkTrouble
from services.responses.handlers import acknowledge as acknowledging
from services.responses.handlers import ask as asking
from services.responses.handlers import disown as disowning
from services.responses.handlers import links
from services.responses.pages.wording import DONE, FORMS, LINKS

LONGEST_USER_AGENT = 300
RETRY_SECONDS = "60"
#: What was chosen or written is put back after these: the person is right, only the page was not.
KEEPS_CHOICE = frozenset({Outcome.TOO_FAST, Outcome.TOO_OLD})

Text = Annotated[str, Form()]
Texts = Annotated[list[str], Form()]


class _NotHeardYet(Refused):
    """The link is good, but what it names has not arrived."""


class _LinkRoute(APIRoute):
    """Tells programs when to come back, where the alert has not arrived yet."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def handle_early(request: Request) -> Response:
            try:
                return await handle(request)
            except _NotHeardYet as refusal:
                response = answer(request, refusal)
                response.headers["retry-after"] = RETRY_SECONDS
                return response

        return handle_early


router = APIRouter(prefix="/answer/{token}", include_in_schema=False, route_class=_LinkRoute)


@router.get("")
async def show_alert(
    request: Request,
    token: str,
    tx: Reading,
    settings: Annotated[Settings, SettingsOf],
    done: str = "",
) -> HTMLResponse:
    link = await _opened(request, tx, token, settings)
    return await _alert_page(request, tx, token, link, done=DONE.get(done, ""))


@router.get("/acknowledge")
@router.get("/questions")
async def back_to_alert(token: str) -> Response:
    """Whoever loads the address of a form again, after it was put back to them, sees the alert."""
    return see_other(f"/answer/{token}")


@router.post("/acknowledge")
async def acknowledge(
    request: Request,
    token: str,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    organisation: Texts = [],  # noqa: B006 — FastAPI copies it
    page_nonce: Text = "",
    website: Text = "",
) -> Response:
    link = await _opened(request, tx, token, settings)
    form = _sent(request, token, page_nonce, website)
    outcome = await acknowledging.acknowledge(tx, link, form, organisation, _patience(settings))
    if outcome in SAVED:
        word = "acknowledged" if outcome is Outcome.RECORDED else "acknowledged_before"
        return see_other(f"/answer/{token}?done={word}")
    kept = organisation[0] if outcome in KEEPS_CHOICE and organisation else ""
    return await _alert_page(request, tx, token, link, outcome, "organisation", chosen=kept)


@router.post("/questions")
async def ask(
    request: Request,
    token: str,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    question: Text = "",
    page_nonce: Text = "",
    homepage: Text = "",
) -> Response:
    link = await _opened(request, tx, token, settings)
    form = _sent(request, token, page_nonce, homepage)
    outcome = await asking.ask(tx, link, form, question, _patience(settings))
    if outcome in SAVED:
        return see_other(f"/answer/{token}?done=asked")
    return await _alert_page(request, tx, token, link, outcome, "question", typed=question)


@router.get("/not-me")
async def show_not_me(
    request: Request, token: str, tx: Reading, settings: Annotated[Settings, SettingsOf]
) -> HTMLResponse:
    link = await _opened(request, tx, token, settings)
    return await _not_me_page(request, tx, token, link)


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
    link = await _opened(request, tx, token, settings)
    form = _sent(request, token, page_nonce, website)
    outcome = await disowning.disown(tx, link, form, reason, note, _patience(settings))
    if outcome in SAVED:
        return see_other(f"/answer/{token}/not-me")
    kept = reason[0] if outcome in KEEPS_CHOICE | UNKEPT_TEXT and reason else ""
    return await _not_me_page(request, tx, token, link, outcome, chosen=kept, typed=note)


async def _opened(request: Request, tx: Transaction, token: str, settings: Settings) -> Link:
    """The link, or the refusal that its reader is shown."""
    link = await links.open_link(tx, claims_behind(request, token, settings.link_public_keys))
    if isinstance(link, Link):
        return link
    refusal = LINKS[link]
    kind = _NotHeardYet if link is LinkTrouble.NOT_HEARD_YET else Refused
    raise kind(refusal.status, refusal.title, refusal.what_happened, what_to_do=refusal.what_to_do)


def _sent(request: Request, token: str, nonce: str, honeypot: str) -> SentForm:
    agent = request.headers.get("user-agent", "")
    return SentForm(
        shown_at=form_tokens(request).shown_at(nonce, _scope(token)),
        sent_at=now_of(request),
        nonce=nonce,
        honeypot=honeypot,
        user_agent="".join(filter(str.isprintable, agent))[:LONGEST_USER_AGENT],
    )


def _scope(token: str) -> str:
    return f"link:{token}"


def _patience(settings: Settings) -> Patience:
    return Patience(
        shortest=timedelta(seconds=settings.shortest_read),
        longest=timedelta(hours=settings.longest_read),
        rest=timedelta(seconds=settings.rest),
    )


async def _alert_page(
    request: Request,
    tx: Transaction,
    token: str,
    link: Link,
    outcome: Outcome = Outcome.RECORDED,
    field: str = "",
    **view: Any,
) -> HTMLResponse:
    """The alert as the link's person sees it; `field` is what `outcome` is about."""
    nonce = form_tokens(request).issue(_scope(token), tx.now)
    advice = FORMS.get(outcome)
    return page(
        request,
        "responses/alert.html",
        status_code=advice.status if advice else 200,
        errors={field: advice.text} if advice else {},
        link=link,
        standing=await links.standing(tx, link),
        choices=await links.offered_choices(tx, link, nonce),
        longest_question=LONGEST_QUESTION,
        **_of_link(request, token, link, nonce),
        **view,
    )


async def _not_me_page(
    request: Request,
    tx: Transaction,
    token: str,
    link: Link,
    outcome: Outcome = Outcome.RECORDED,
    **view: Any,
) -> HTMLResponse:
    nonce = form_tokens(request).issue(_scope(token), tx.now)
    advice = FORMS.get(outcome)
    return page(
        request,
        "responses/not_me.html",
        status_code=advice.status if advice else 200,
        errors={"note" if outcome in UNKEPT_TEXT else "reason": advice.text} if advice else {},
        link=link,
        disowned=(await links.standing(tx, link)).disowned,
        **_of_link(request, token, link, nonce),
        **view,
    )


def _of_link(request: Request, token: str, link: Link, nonce: str) -> dict[str, Any]:
    """What both pages' frames need; an exercise is marked as one whatever the site's banner is."""
    settings = request.app.state.settings
    status = link.alert.status.value
    return {
        "here": f"/answer/{token}",
        "actions_href": f"/actions/{token}",
        "page_nonce": nonce,
        "banner": settings.banner if status == "actual" else status,
        "attribution": link.alert.attribution,
    }
