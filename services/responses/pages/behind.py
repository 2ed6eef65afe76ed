"""What all pages behind a person's own link share: opening it, reading its forms, the frame around them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from services.kit.database import Transaction
from services.kit.web import Refused, claims_behind, form_tokens, now_of
from services.kit.web.errors import answer
from services.responses.config import Settings
from services.responses.domain.forms import Outcome, Patience, SentForm
from services.responses.domain.links import Link, LinkTrouble
from services.responses.handlers import links
from services.responses.pages.wording import LINKS

LONGEST_USER_AGENT = 300
RETRY_SECONDS = "60"
#: What was chosen or written is put back after these: the person is right, only the page was not.
KEEPS_CHOICE = frozenset({Outcome.TOO_FAST, Outcome.TOO_OLD})

Text = Annotated[str, Form()]
Texts = Annotated[list[str], Form()]


class _NotHeardYet(Refused):
    """The link is good, but what it names has not arrived."""


class LinkRoute(APIRoute):
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


async def opened(request: Request, tx: Transaction, token: str, settings: Settings) -> Link:
    """The link, or the refusal that its reader is shown."""
    link = await links.open_link(tx, claims_behind(request, token, settings.link_public_keys))
    if isinstance(link, Link):
        return link
    refusal = LINKS[link]
    kind = _NotHeardYet if link is LinkTrouble.NOT_HEARD_YET else Refused
    raise kind(refusal.status, refusal.title, refusal.what_happened, what_to_do=refusal.what_to_do)


def sent(request: Request, token: str, nonce: str, honeypot: str) -> SentForm:
    agent = request.headers.get("user-agent", "")
    return SentForm(
        shown_at=form_tokens(request).shown_at(nonce, scope(token)),
        sent_at=now_of(request),
        nonce=nonce,
        honeypot=honeypot,
        user_agent="".join(filter(str.isprintable, agent))[:LONGEST_USER_AGENT],
    )


def scope(token: str) -> str:
    return f"link:{token}"


def patience(settings: Settings) -> Patience:
    return Patience(
        shortest=timedelta(seconds=settings.shortest_read),
        longest=timedelta(hours=settings.longest_read),
        rest=timedelta(seconds=settings.rest),
    )


def frame(request: Request, token: str, link: Link, nonce: str) -> dict[str, Any]:
    """What every page's frame needs; an exercise is marked as one whatever the site's banner is."""
    settings = request.app.state.settings
    status = link.alert.status.value
    return {
        "here": f"/answer/{token}",
        "actions_href": f"/actions/{token}",
        "page_nonce": nonce,
        "banner": settings.banner if status == "actual" else status,
        "attribution": link.alert.attribution,
    }
