"""How sending is, and an operator's orders about it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from services.access import Permission
from services.distribution.config import Settings
from services.distribution.domain.sending import KIND_WORDS
from services.distribution.domain.steering import LONGEST_REASON, WHAT_WORDS, Order, Refusal, Scope, What
from services.distribution.handlers import heartbeats, steering
from services.distribution.storage import steering as kept
from services.kit.web import Reading, SettingsOf, Visitor, Writing, allowed, csrf_checked, page, see_other

router = APIRouter()
ALERTS_SHOWN = 20
ORDERS_SHOWN = 20
Watcher = Annotated[Visitor, Depends(allowed(Permission.WATCH_SENDING))]
Steers = Annotated[Visitor, Depends(allowed(Permission.STEER_SENDING))]
Own = Annotated[Settings, SettingsOf]
EMPTY = Order(What.PAUSE, Scope(), "")


@router.get("/sending")
async def sending(
    request: Request,
    tx: Reading,
    visitor: Watcher,
    settings: Own,
    reference: str = "",
    before: Annotated[int | None, Query(ge=1)] = None,
) -> HTMLResponse:
    asked = Order(What.PAUSE, Scope(reference), "")
    given = await kept.given(tx, before=before, limit=ORDERS_SHOWN + 1)
    return page(
        request,
        "distribution/sending.html",
        sending=await steering.overview(tx, ALERTS_SHOWN),
        heartbeat=await heartbeats.standing(tx, settings),
        given=given[:ORDERS_SHOWN],
        older=given[ORDERS_SHOWN - 1].id if len(given) > ORDERS_SHOWN else None,
        may_steer=visitor.holds(*Permission.STEER_SENDING.roles),
        **_form(asked),
    )


@router.get("/sending/live")
async def sending_live(request: Request, tx: Reading, _: Watcher, settings: Own) -> HTMLResponse:
    return page(
        request,
        "distribution/sending-live.html",
        sending=await steering.overview(tx, ALERTS_SHOWN),
        heartbeat=await heartbeats.standing(tx, settings),
    )


@router.post("/sending", dependencies=[Depends(csrf_checked)])
async def order(
    request: Request,
    tx: Writing,
    visitor: Steers,
    settings: Own,
    what: Annotated[str, Form()] = "",
    reference: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    confirmed: Annotated[str, Form()] = "",
) -> Response:
    known = what in {*What}
    asked = Order(What(what) if known else What.PAUSE, Scope(reference.strip(), kind), reason, confirmed)
    chosen = Refusal("what", "Choose what is to be done.")
    done = await steering.carry_out(tx, asked, UUID(visitor.person_id), visitor.name) if known else chosen
    if isinstance(done, Refusal):
        return await _again(request, tx, settings, asked if known else None, done)
    return see_other("/sending#orders")


async def _again(
    request: Request, tx: Writing, settings: Settings, asked: Order | None, refusal: Refusal
) -> HTMLResponse:
    """The page once more, with what was typed and what is wrong with it."""
    return page(
        request,
        "distribution/sending.html",
        status_code=422,
        sending=await steering.overview(tx, ALERTS_SHOWN),
        heartbeat=await heartbeats.standing(tx, settings),
        given=await kept.given(tx, before=None, limit=ORDERS_SHOWN),
        older=None,
        may_steer=True,
        **_form(asked or EMPTY, {refusal.field: refusal.words}),
    )


def _form(asked: Order, errors: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "asked": asked,
        "errors": errors or {},
        "whats": WHAT_WORDS,
        "kinds": KIND_WORDS,
        "longest_reason": LONGEST_REASON,
    }
