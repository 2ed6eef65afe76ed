"""One's own sessions: where one is signed in, and ending that."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from services.access import Permission
from services.directory import handlers
from services.kit.web import Reading, Visitor, Writing, access, allowed, csrf_checked, page, see_other

router = APIRouter()
Owner = Annotated[Visitor, Depends(allowed(Permission.SEE_OWN_SESSIONS))]


@router.get("/sessions")
async def show_sessions(request: Request, visitor: Owner, tx: Reading) -> Response:
    found = await handlers.own_sessions(tx, visitor.session_id)
    settings = request.app.state.settings
    return page(
        request,
        "directory/sessions.html",
        sessions=found,
        own=visitor.session_id,
        idle_minutes=settings.session_idle_minutes,
        hours=settings.session_hours,
    )


@router.post("/sessions/end", dependencies=[Depends(csrf_checked)])
async def end_session(visitor: Owner, tx: Writing, session_id: Annotated[str, Form()] = "") -> Response:
    """Whichever has ended meanwhile is what was wanted."""
    await handlers.end_own_session(tx, visitor.session_id, session_id)
    return see_other("/sessions")


@router.post("/sessions/end-all", dependencies=[Depends(csrf_checked)])
async def end_all_sessions(visitor: Owner, tx: Writing) -> Response:
    await handlers.end_all_sessions(tx, visitor.session_id)
    response = see_other("/")
    access.sign_out(response)
    return response
