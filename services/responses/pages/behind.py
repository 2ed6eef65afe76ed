"""What all pages behind a person's own link share: opening it, reading its forms, the frame around them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Form, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.background import BackgroundTask

from contracts.links import LinkClaims
from services.kit.database import Database, Transaction
from services.kit.log import log
from services.kit.web import Refused, claims_behind, form_tokens, now_of
from services.kit.web.errors import answer
from services.responses.config import Settings
from services.responses.domain.doubts import Caution, MailedPage
from services.responses.domain.forms import Outcome, Patience, SentForm
from services.responses.domain.links import Link, LinkTrouble
from services.responses.handlers import links
from services.responses.pages.wording import LINKS
from services.responses.storage import evidence

LONGEST_USER_AGENT = 300
LONGEST_ADDRESS = 45
RETRY_SECONDS = "60"
#: What was chosen or written is put back after these: the person is right, only the page was not.
KEEPS_CHOICE = frozenset({Outcome.TOO_FAST, Outcome.TOO_OLD})

R = TypeVar("R", bound=Response)
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


def noted(request: Request, link: Link, which: MailedPage, response: R) -> R:
    """The page, and once it is sent a note that it was opened: showing it has changed nothing."""
    service = request.state.service
    most = service.settings.openings_a_minute
    note = BackgroundTask(_note, service.database, link.claims, which, user_agent(request), most)
    response.background = note
    return response


async def _note(database: Database, claims: LinkClaims, which: MailedPage, agent: str, most: int) -> None:
    try:
        async with database.transaction() as tx:
            await evidence.note_opening(tx, claims, which, agent, most)
    except Exception as error:  # noqa: BLE001 — the page was shown; nobody waits for the note
        log.warning("opening not noted", error=type(error).__name__)


def sent(request: Request, token: str, nonce: str, honeypot: str) -> SentForm:
    return SentForm(
        shown_at=form_tokens(request).shown_at(nonce, scope(token)),
        sent_at=now_of(request),
        nonce=nonce,
        honeypot=honeypot,
        user_agent=user_agent(request),
        address=request.client.host[:LONGEST_ADDRESS] if request.client else "",
    )


def user_agent(request: Request) -> str:
    """As a program introduces itself, in one line."""
    given = request.headers.get("user-agent", "")
    return "".join(filter(str.isprintable, given))[:LONGEST_USER_AGENT].strip()


def scope(token: str) -> str:
    return f"link:{token}"


def patience(settings: Settings) -> Patience:
    return Patience(
        shortest=timedelta(seconds=settings.shortest_read),
        longest=timedelta(hours=settings.longest_read),
        rest=timedelta(seconds=settings.rest),
    )


def caution(settings: Settings) -> Caution:
    return Caution(
        soon=timedelta(seconds=settings.soon),
        together=timedelta(seconds=settings.together),
        scanners=tuple(part.strip().lower() for part in settings.scanners.split(",") if part.strip()),
        pause=timedelta(minutes=settings.ask_again),
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
