"""An application with one service that has nothing but a few pages; no database is touched."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Annotated, Any, cast

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Response
from fastapi.requests import Request
from sqlalchemy import Executable, Row

from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.doors import Doors
from services.kit.keys import KnownKey
from services.kit.service import Service
from services.kit.tables import service_metadata
from services.kit.web import Refused, Visitor, allowed, csrf_checked, scoped, visitor_of
from services.kit.web.access import Grant, sign_in
from services.kit.web.frame import application
from tests.builders import NOW
from tests.fakes import FixedClock

API_KEY = "api-key-for-tests"


@dataclass(frozen=True)
class For:
    """A permission that one role has."""

    role: str

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.role,)


class Told(Database):
    """What a service was told of sessions and keys; nobody can reach the rest of it."""

    def __init__(self, name: str) -> None:
        super().__init__("postgresql://nobody@127.0.0.1:1/nothing", service_metadata(name))
        self.ended: set[str] = set()
        self.known: dict[str, KnownKey] = {}

    async def glance(self, statement: Executable) -> Sequence[Row[Any]]:
        """Looks for what was asked by its value, whichever table it is in."""
        asked = set(statement.compile().params.values())  # type: ignore[attr-defined]
        rows = [SimpleNamespace(ended_at=NOW) for _ in self.ended & asked]
        rows += [SimpleNamespace(**vars(self.known[one])) for one in self.known.keys() & asked]
        return cast("Sequence[Row[Any]]", rows)


ASHA = Visitor(
    session_id="s1",
    person_id="p1",
    name="Asha Verma",
    grants=(Grant(role="regional_lead", ods_code="Y58"),),
    signed_in_at=FixedClock().now,
)
router = APIRouter()


@router.get("/who")
async def who(request: Request) -> str:
    visitor = visitor_of(request)
    return visitor.name if visitor else "nobody"


@router.post("/in")
async def come_in(request: Request) -> Response:
    response = Response()
    sign_in(request, response, ASHA)
    return response


@router.get("/leads")
async def leads(visitor: Annotated[Visitor, Depends(allowed(For("regional_lead")))]) -> str:
    return visitor.name


@router.get("/nation")
async def nation(visitor: Annotated[Visitor, Depends(allowed(For("national_author")))]) -> str:
    return visitor.name


@router.post("/forms", dependencies=[Depends(csrf_checked)])
async def forms() -> str:
    return "saved"


@router.get("/refused")
@router.get("/api/v1/refused", name="of the API")
async def refused() -> str:
    raise Refused(
        409, "<b>Too late</b>", "A colleague was faster.", what_to_do="Load it again.", troubles=("a",)
    )


@router.get("/broken")
@router.get("/api/v1/broken", name="of the API")
async def broken() -> str:
    raise ValueError("a secret that nobody should read")


@router.get("/api/v1/keys")
async def keys(caller: Annotated[str, Depends(scoped("probe:read"))], limit: int = 1) -> str:
    return f"{caller} {limit}"


@pytest.fixture
def settings() -> KitSettings:
    return KitSettings(session_key="a-key-for-tests-only", api_key=API_KEY)


def service_named(name: str, settings: KitSettings) -> Service:
    """One that nothing was told yet."""
    return Service(name=name, settings=settings, database=Told(name), doors=Doors(), routers=(router,))


@pytest.fixture
def probe(settings: KitSettings) -> Service:
    return service_named("probe", settings)


@pytest.fixture
def told(probe: Service) -> Told:
    assert isinstance(probe.database, Told)
    return probe.database


@pytest.fixture
def app(probe: Service, settings: KitSettings, clock: FixedClock) -> FastAPI:
    return application([probe], settings, clock=clock)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
