"""Acknowledging on the page behind a person's own link."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.kit.web import SettingsOf, Writing, see_other
from services.responses.config import Settings
from services.responses.domain.forms import SAVED, Outcome
from services.responses.handlers import acknowledge as acknowledging
from services.responses.pages.behind import KEEPS_CHOICE, LinkRoute, Text, Texts, opened, patience, sent
from services.responses.pages.links import alert_page

router = APIRouter(prefix="/answer/{token}", include_in_schema=False, route_class=LinkRoute)


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
    link = await opened(request, tx, token, settings)
    form = sent(request, token, page_nonce, website)
    outcome = await acknowledging.acknowledge(tx, link, form, organisation, patience(settings))
    if outcome in SAVED:
        word = "acknowledged" if outcome is Outcome.RECORDED else "acknowledged_before"
        return see_other(f"/answer/{token}?done={word}")
    kept = organisation[0] if outcome in KEEPS_CHOICE and organisation else ""
    return await alert_page(request, tx, token, link, outcome, "organisation", chosen=kept)
