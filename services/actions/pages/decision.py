"""Whether the organisation has to act, and what it answered on CAS: shown by GET, recorded by POST."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from services.actions.domain.cas import STATUSES
from services.actions.domain.deciding import Attempt, TypedDecision
from services.actions.domain.recording import Doubt
from services.actions.domain.status import commands_at
from services.actions.handlers.cas import SentCas, record_cas
from services.actions.handlers.decide import decide
from services.actions.pages import response
from services.actions.pages.forms import Chosen, PageForm
from services.actions.pages.ways_in import Link, admitted
from services.kit.database import Transaction
from services.kit.web import Reading, Writing, page, see_other

router = APIRouter(prefix="/actions/{token}")


class Deciding(Chosen):
    """The form that decides."""

    reason_not_required: str = ""
    approver_name: str = ""
    approver_role: str = ""
    reason_reopened: str = ""

    @property
    def typed(self) -> TypedDecision:
        """What is the decision's, without what is the form's."""
        return TypedDecision(**self.model_dump(exclude={*Chosen.model_fields}))


class Cas(PageForm):
    """The form about CAS."""

    cas_status: str = ""
    answered_on_day: str = ""
    answered_on_month: str = ""
    answered_on_year: str = ""

    @property
    def sent(self) -> SentCas:
        """As the handler takes it."""
        day = (self.answered_on_day, self.answered_on_month, self.answered_on_year)
        return SentCas(cas_status=self.cas_status, answered_on=day, nonce=self.page_nonce)


@router.get("/decision")
async def show_decision(request: Request, tx: Reading, link: Link, token: str, done: str = "") -> Response:
    """What was decided, and a form to decide; changes nothing."""
    return await _page(request, tx, link, token, "actions/decision.html", done=response.DONE.get(done, ""))


@router.post("/decision")
async def record_decision(
    request: Request, tx: Writing, link: Link, token: str, filled: Annotated[Deciding, Form()]
) -> Response:
    """Record a decision, or show the form again with what was chosen and typed."""
    response.refuse_readers(await admitted(tx, link))
    if doubt := response.doubted(request, tx, token, filled):
        return await _page(request, tx, link, token, "actions/decision.html", filled=filled, doubt=doubt)
    attempt = await decide(tx, link, response.sent(filled), filled.typed)
    if attempt.outcome in response.SAVED:
        return see_other(f"/actions/{token}/decision?done={attempt.outcome.name.lower()}")
    return await _page(request, tx, link, token, "actions/decision.html", filled=filled, attempt=attempt)


@router.get("/cas")
async def show_cas(request: Request, tx: Reading, link: Link, token: str, done: str = "") -> Response:
    """What was written down of CAS, and a form to write down; changes nothing."""
    return await _page(request, tx, link, token, "actions/cas.html", done=response.DONE.get(done, ""))


@router.post("/cas")
async def write_down_cas(
    request: Request, tx: Writing, link: Link, token: str, filled: Annotated[Cas, Form()]
) -> Response:
    """Write it down, or show the form again with what was typed."""
    response.refuse_readers(await admitted(tx, link))
    if doubt := response.doubted(request, tx, token, filled):
        return await _page(request, tx, link, token, "actions/cas.html", filled=filled, doubt=doubt)
    attempt = await record_cas(tx, link, filled.sent)
    if attempt.outcome in response.SAVED:
        return see_other(f"/actions/{token}/cas?done={attempt.outcome.name.lower()}")
    return await _page(request, tx, link, token, "actions/cas.html", filled=filled, attempt=attempt)


async def _page(
    request: Request,
    tx: Transaction,
    link: Link,
    token: str,
    name: str,
    *,
    attempt: Attempt | None = None,
    doubt: Doubt | None = None,
    **view: Any,
) -> Response:
    standing = await admitted(tx, link)
    first = "cas_status" if name == "actions/cas.html" else "choice"
    return page(
        request,
        name,
        status_code=response.status_of(attempt, doubt),
        attempt=attempt,
        errors=response.errors_in(attempt, doubt, first),
        commands=commands_at(standing.status),
        cas_statuses=STATUSES,
        **response.view_of(request, tx, token, standing),
        **view,
    )
