"""What an executive was asked to sign, behind their own link: shown by GET, signed or sent back by POST."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from contracts.links import LinkClaims, LinkPurpose
from services.actions.config import Settings
from services.actions.domain.deciding import Attempt
from services.actions.domain.recording import Doubt
from services.actions.domain.sign_off import Evidence, SignOffRequest, statement
from services.actions.domain.standing import Standing
from services.actions.handlers import prove
from services.actions.handlers.sign import Signed, sign
from services.actions.pages import response
from services.actions.pages.forms import Chosen
from services.actions.pages.ways_in import link_for, refuse_if_ended, scope_of, unreadable
from services.actions.storage.standing import standing as standing_of
from services.kit.database import Transaction
from services.kit.web import Reading, SettingsOf, Writing, form_tokens, page, see_other

router = APIRouter(prefix="/sign-off/{token}")
LONGEST_USER_AGENT = 300


def sign_link_of(request: Request, token: str, settings: Annotated[Settings, SettingsOf]) -> LinkClaims:
    """Dependency: what a genuine link says to an executive who is asked to sign. Raises Refused."""
    return link_for(request, token, settings, LinkPurpose.SIGN)


SignLink = Annotated[LinkClaims, Depends(sign_link_of)]


class Signing(Chosen):
    """The executive's form."""

    name: str = ""
    comment: str = ""


@router.get("")
async def show_request(request: Request, tx: Reading, link: SignLink, token: str) -> Response:
    """The alert, every answer, the evidence and who asks, or how the request ended; changes nothing."""
    return await _page(request, tx, link, token)


@router.post("")
async def settle_request(
    request: Request, tx: Writing, link: SignLink, token: str, filled: Annotated[Signing, Form()]
) -> Response:
    """Sign or send back, or show the form again with what was chosen and typed."""
    await _requested(tx, link)
    if doubt := response.doubted(request, tx, token, filled):
        return await _page(request, tx, link, token, filled=filled, doubt=doubt)
    attempt = await sign(tx, link, _signed(filled), _proof(request, token, filled))
    if attempt.outcome in response.SAVED:
        return see_other(f"/sign-off/{token}")
    return await _page(request, tx, link, token, filled=filled, attempt=attempt)


def _signed(filled: Signing) -> Signed:
    return Signed(
        choice=filled.choice,
        organisation=filled.organisation,
        name=filled.name,
        comment=filled.comment,
        nonce=filled.page_nonce,
    )


def _proof(request: Request, token: str, filled: Signing) -> Evidence:
    agent = "".join(filter(str.isprintable, request.headers.get("user-agent", "")))
    shown_at = form_tokens(request).shown_at(filled.page_nonce, scope_of(token))
    return Evidence(page_shown_at=shown_at, user_agent=agent[:LONGEST_USER_AGENT])


async def _requested(tx: Transaction, link: LinkClaims) -> tuple[Standing, SignOffRequest]:
    """The request that the link was made for; how it was settled can be read for ever. Raises Refused."""
    standing = await standing_of(tx, link.reference, link.ods_code)
    for request in standing.requests:
        if request.request_id == link.person_id:
            if request.settlement is None:
                refuse_if_ended(standing)
            return standing, request
    raise unreadable()


async def _page(
    request: Request,
    tx: Transaction,
    link: LinkClaims,
    token: str,
    *,
    attempt: Attempt | None = None,
    doubt: Doubt | None = None,
    filled: Signing | None = None,
) -> Response:
    standing, asked = await _requested(tx, link)
    view: dict[str, Any] = response.view_of(request, tx, token, standing)
    return page(
        request,
        "actions/executive.html",
        status_code=response.status_of(attempt, doubt),
        errors=response.errors_in(attempt, doubt),
        asked=asked,
        statement=statement(asked, link.reference, standing.label),
        options=await prove.options(tx, link, view["page_nonce"]),
        filled=filled,
        **view | {"back": None, "me": link.person_id},
    )
