"""Asking an executive to sign, and taking that back: shown by GET, done by POST."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from services.actions.domain.deciding import Attempt
from services.actions.domain.recording import Doubt
from services.actions.domain.sign_off import TypedRequest, offered
from services.actions.handlers.sign_off import TAKE_BACK, request_sign_off, take_back
from services.actions.pages import response
from services.actions.pages.forms import Chosen
from services.actions.pages.ways_in import Link, admitted
from services.actions.storage.sign_offs import executives_of
from services.kit.database import Transaction
from services.kit.web import Reading, Writing, page, see_other

router = APIRouter(prefix="/actions/{token}/sign-off")


class Asking(Chosen):
    """The form that asks an executive, or takes that back; `form` says which of the two it is."""

    form: str = ""
    executive_name: str = ""
    executive_title: str = ""
    executive_email: str = ""
    evidence: str = ""
    reason: str = ""

    @property
    def typed(self) -> TypedRequest:
        """What is the request's, without what is the form's."""
        return TypedRequest(**self.model_dump(exclude={*Chosen.model_fields, "form"}))


@router.get("")
async def show_sign_off(request: Request, tx: Reading, link: Link, token: str, done: str = "") -> Response:
    """What is left before sign-off, who is asked, and a form; changes nothing."""
    return await _page(request, tx, link, token, done=response.DONE.get(done, ""))


@router.post("")
async def ask_or_take_back(
    request: Request, tx: Writing, link: Link, token: str, filled: Annotated[Asking, Form()]
) -> Response:
    """Ask an executive or take that back, or show the form again with what was chosen and typed."""
    response.refuse_readers(await admitted(tx, link))
    if doubt := response.doubted(request, tx, token, filled):
        return await _page(request, tx, link, token, filled=filled, doubt=doubt)
    handle = take_back if filled.form == TAKE_BACK else request_sign_off
    attempt = await handle(tx, link, response.sent(filled), filled.typed)
    if attempt.outcome in response.SAVED:
        return see_other(f"/actions/{token}/sign-off?done={attempt.outcome.name.lower()}")
    return await _page(request, tx, link, token, filled=filled, attempt=attempt)


async def _page(
    request: Request,
    tx: Transaction,
    link: Link,
    token: str,
    *,
    attempt: Attempt | None = None,
    doubt: Doubt | None = None,
    **view: Any,
) -> Response:
    standing = await admitted(tx, link)
    return page(
        request,
        "actions/sign-off.html",
        status_code=response.status_of(attempt, doubt),
        attempt=attempt,
        errors=response.errors_in(attempt, doubt),
        leads=offered(await executives_of(tx, link.ods_code)),
        **response.view_of(request, tx, token, standing),
        **view,
    )
