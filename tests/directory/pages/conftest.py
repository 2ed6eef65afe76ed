"""Browsers of people who have signed in."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from fastapi import Response
from starlette.requests import Request

from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.web.access import COOKIE, Grant, Visitor, sign_in
from services.kit.web.frame import application
from tests.directory.surroundings import ASHA, AUDITOR, AUTHOR, LEAD, fill, the
from tests.fakes import FixedClock

SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def signed_in(
    anybody: httpx.AsyncClient, database: Database, settings: KitSettings, clock: FixedClock
) -> SignIn:
    """Gives the browser of one of the people of the small register, by name."""
    async with database.transaction() as tx:
        await fill(tx, ASHA, AUTHOR, AUDITOR, LEAD)

    async def as_person(name: str) -> httpx.AsyncClient:
        async with database.reading() as tx:
            person = await the(tx, name)
        visitor = Visitor(
            person_id=str(person.person_id),
            name=person.name,
            grants=(Grant(role=person.role, ods_code=person.ods_code),),
            signed_in_at=clock.now,
        )
        anybody.cookies.set(COOKIE, _cookie(visitor, settings, clock), domain="test.local")
        return anybody

    return as_person


def _cookie(visitor: Visitor, settings: KitSettings, clock: FixedClock) -> str:
    response = Response()
    request = Request({"type": "http", "app": application([], settings, clock=clock), "headers": []})
    sign_in(request, response, visitor)
    return response.headers["set-cookie"].partition("=")[2].partition(";")[0]
