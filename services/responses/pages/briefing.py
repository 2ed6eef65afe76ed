"""The briefing behind a person's own link: an entry for their calendar, and whether they come."""

from email.utils import parseaddr
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.invitations import invitation
from services.kit.web import Reading, Refused, SettingsOf, Writing, see_other
from services.responses.config import Settings
from services.responses.domain.briefings import is_one
from services.responses.domain.forms import SAVED
from services.responses.handlers import brief
from services.responses.pages.behind import KEEPS_CHOICE, LinkRoute, Text, Texts, opened, patience, sent
from services.responses.pages.links import alert_page

router = APIRouter(prefix="/answer/{token}", include_in_schema=False, route_class=LinkRoute)


@router.get("/briefing.ics")
async def calendar_entry(
    request: Request, token: str, tx: Reading, settings: Annotated[Settings, SettingsOf]
) -> Response:
    """The same entry as the mail's, as it is now; one that is off takes itself out of the calendar."""
    link = await opened(request, tx, token, settings)
    told = await brief.announced(tx, link)
    if told is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "This alert has no briefing",
            "The newest version of the alert announces no call.",
            what_to_do="Go back to the alert. Ask the national team there.",
        )
    is_withdrawn = told.is_off and not told.briefing.cancelled
    sender = parseaddr(settings.mail_from)[1]
    return Response(
        invitation(told.alert, told.briefing, sender, withdrawn=is_withdrawn),
        media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="briefing.ics"'},
    )


@router.post("/briefing")
async def note_attendance(
    request: Request,
    token: str,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    attendance: Texts = [],  # noqa: B006 — FastAPI copies it
    organisation: Texts = [],  # noqa: B006 — as above
    page_nonce: Text = "",
    website: Text = "",
) -> Response:
    link = await opened(request, tx, token, settings)
    form = sent(request, token, page_nonce, website)
    outcome = await brief.note(tx, link, form, attendance, organisation, patience(settings))
    if outcome in SAVED:
        return see_other(f"/answer/{token}?done=attendance#briefing")
    return await alert_page(
        request,
        tx,
        token,
        link,
        outcome,
        "briefing-organisation" if is_one(attendance) else "attendance",
        attending=attendance[0] if is_one(attendance) else "",
        from_organisation=organisation[0] if outcome in KEEPS_CHOICE and organisation else "",
    )


@router.get("/briefing")
async def back_to_alert(token: str) -> Response:
    """Whoever loads the address of the form again, after it was put back to them, sees the alert."""
    return see_other(f"/answer/{token}#briefing")
