"""One's own alerts after signing in, for when the link of a mail does not open. Nothing is changed here."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from contracts.events.alerts import REFERENCE
from services.access import Permission
from services.kit.web import Reading, Refused, Visitor, allowed, page, see_other, session_token
from services.kit.web.paths import register
from services.responses.domain.mine import HAVE_ALERTS, Held, WayIn, reference_in
from services.responses.handlers import mine
from services.responses.pages.wording import NO_WAY_IN, UNREADABLE_REFERENCE
from services.responses.storage import mine as stored

register("reference", REFERENCE)
router = APIRouter(prefix="/mine", include_in_schema=False)
Holder = Annotated[Visitor, Depends(allowed(Permission.OPEN_OWN_ALERTS))]


@router.get("")
async def show_mine(request: Request, tx: Reading, visitor: Holder, reference: str | None = None) -> Response:
    """The list; with a reference that was typed in, on to that alert."""
    named = reference_in(reference or "")
    if named:
        return see_other(f"/mine/{named}")
    people = await mine.registered(tx, _held(visitor))
    is_typed = reference is not None
    return page(
        request,
        "responses/mine.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if is_typed else HTTPStatus.OK,
        errors={"reference": UNREADABLE_REFERENCE} if is_typed else {},
        typed=reference or "",
        people=people,
        labels=await stored.labels_of(tx, people),
        alerts=await mine.alerts_of(tx, people),
        most=mine.MOST,
        now=tx.now,
    )


@router.get("/{reference:reference}")
async def open_alert(
    request: Request, reference: str, tx: Reading, visitor: Holder, organisation: str = ""
) -> Response:
    """To the page that the link of the mail leads to, by an address that is good in this session only."""
    ways = await mine.ways_in(tx, _held(visitor), reference)
    if isinstance(ways, mine.NoWayIn):
        refusal = NO_WAY_IN[ways]
        raise Refused(refusal.status, refusal.title, refusal.what_happened, what_to_do=refusal.what_to_do)
    chosen = [way for way in ways if way.organisation.ods_code == organisation] or ways
    if len(chosen) > 1:
        return _for_whom(request, reference, chosen)
    return see_other(f"/answer/{session_token(request, visitor, chosen[0].claims().packed())}")


def _for_whom(request: Request, reference: str, ways: list[WayIn]) -> HTMLResponse:
    back = ("My alerts", "/mine")
    return page(request, "responses/for_whom.html", reference=reference, ways=ways, back=back)


def _held(visitor: Visitor) -> list[Held]:
    """Sessions from before a grant named its registration know that of the first only."""
    return [
        Held.of(grant.person_id or visitor.person_id, grant.ods_code)
        for grant in visitor.grants
        if grant.role in HAVE_ALERTS and grant.ods_code
    ]
