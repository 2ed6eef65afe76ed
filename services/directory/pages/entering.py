"""Letting somebody in who has proved who they are: a new session, and on to the page they asked for."""

from collections.abc import Sequence

from fastapi import Request, Response

from services.directory import handlers
from services.directory.domain import sign_in as rules
from services.directory.domain.people import Person
from services.directory.domain.sessions import Way
from services.kit.database import Transaction
from services.kit.web import Grant, Visitor, access, now_of, see_other, visitor_of


async def enter(
    request: Request, tx: Transaction, registered: Sequence[Person], way: Way, onward: str
) -> Response:
    """Whatever session the browser had before ends: nobody goes on in one that another may have planted."""
    before = visitor_of(request)
    agent = request.headers.get("user-agent", "")
    left = before.session_id if before else ""
    session_id = await handlers.begin_session(tx, registered, way, agent, left)
    response = see_other(onward if rules.is_safe(onward) else "/")
    access.sign_in(request, response, _visitor(request, session_id, registered))
    return response


def _visitor(request: Request, session_id: str, registered: Sequence[Person]) -> Visitor:
    first = registered[0]
    grants = tuple(
        Grant(role=each.role, ods_code=each.ods_code, person_id=str(each.person_id)) for each in registered
    )
    return Visitor(
        session_id=session_id,
        person_id=str(first.person_id),
        name=first.name,
        grants=grants,
        signed_in_at=now_of(request),
    )
