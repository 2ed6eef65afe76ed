"""A browser and a program before the service's doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import html5lib
import httpx
from fastapi import Request, Response

from contracts.events.register import Role
from services.kit.service import Service
from services.kit.web.access import Grant, Visitor, sign_in
from services.kit.web.frame import application
from tests.builders import person_id
from tests.fakes import FixedClock


@asynccontextmanager
async def browser(service: Service, clock: FixedClock, *roles: Role) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in with these roles; without any, nobody is."""
    app = application([service], service.settings, clock=clock)

    @app.get("/for-tests/sign-in")
    async def enter(request: Request) -> Response:
        response, grants = Response(), tuple(Grant(role=role) for role in roles)
        visitor = Visitor(
            person_id=str(person_id("Nia Jones")), name="Nia Jones", grants=grants, signed_in_at=clock.now
        )
        sign_in(request, response, visitor)
        return response

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        if roles:
            await client.get("/for-tests/sign-in")
        yield client


def checked(answer: httpx.Response, status: int = 200) -> str:
    assert answer.status_code == status, answer.text
    html5lib.HTMLParser(strict=True).parse(answer.text)
    return answer.text
