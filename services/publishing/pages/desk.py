"""The alerts the national team has issued, and those that others put on the topic."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse

from contracts.events.alerts import REFERENCE
from services.access import Permission
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Visitor, allowed, page, paths
from services.publishing import storage
from services.publishing.domain.issue import KnownAlert
from services.publishing.pages.choices import in_words

paths.register("reference", REFERENCE)
router = APIRouter()

NationalTeam = Annotated[Visitor, Depends(allowed(Permission.WRITE_ALERTS))]
ON_A_PAGE = 50


@router.get("/desk")
async def show_desk(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — asking for it is what keeps others out
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> HTMLResponse:
    alerts = await storage.list_alerts(tx, ON_A_PAGE + 1, after)
    shown = alerts[:ON_A_PAGE]
    return page(
        request,
        "publishing/desk.html",
        alerts=shown,
        refused=await storage.list_refused(tx, ON_A_PAGE),
        next=f"/desk?after={shown[-1].document.reference}" if len(alerts) > ON_A_PAGE else "",
    )


@router.get("/desk/alerts/{reference:reference}")
async def show_alert(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — as above
    reference: str,
) -> HTMLResponse:
    known = await _known(tx, reference)
    return page(request, "publishing/alert.html", known=known, alert=known.document, in_words=in_words)


@router.get("/desk/alerts/{reference:reference}.json")
async def show_document(
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — as above
    reference: str,
) -> JSONResponse:
    known = await _known(tx, reference)
    return JSONResponse(known.document.model_dump(mode="json"))


async def _known(tx: Transaction, reference: str) -> KnownAlert:
    known = await storage.newest_version(tx, reference)
    if known is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "This alert is not on the desk",
            f"No alert with the reference {reference} was issued or heard.",
            what_to_do="If it was issued just now, load this page again in a moment.",
            was_saved="",
        )
    return known
