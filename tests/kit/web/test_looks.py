"""Who looked at what is about people stands in the audit, and a refusal shows nobody."""

from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends

from services.kit import audit
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.doors import Doors
from services.kit.service import Service
from services.kit.web import Reading, Refused, Writing, looked, scoped
from services.kit.web.frame import application
from services.oversight.tables import metadata
from tests.fakes import FixedClock
from tests.kit.web.conftest import API_KEY
from tests.kit.web.conftest import router as kits

router = APIRouter()


@router.get("/people/{code}", dependencies=[Depends(looked("people"))])
async def people(tx: Reading, code: str) -> str:
    if code == "no":
        raise Refused(404, "No such organisation")
    return f"the people of {code} at {tx.now}"


@router.post("/api/v1/things")
async def write(tx: Writing, caller: Annotated[str, Depends(scoped("probe:write"))]) -> str:
    return f"{caller} at {tx.now}"


@pytest.fixture
async def database(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Database]:
    database = Database(common_settings.database_of("oversight"), metadata, connections=3, clock=clock)
    yield database
    await database.close()


@pytest.fixture
async def client(
    common_settings: KitSettings, clock: FixedClock, database: Database
) -> AsyncIterator[httpx.AsyncClient]:
    service = Service(
        name="oversight",
        settings=common_settings,
        database=database,
        doors=Doors(),
        routers=(router, kits),
    )
    app = application([service], common_settings, clock=clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        yield client


async def noted(database: Database) -> list[tuple[str, str, str]]:
    async with database.reading() as tx:
        return [(row.who, row.what, row.about) async for row in audit.rows_of(tx)]


async def test_a_look_is_noted_with_who_looked(client: httpx.AsyncClient, database: Database) -> None:
    await client.get("/people/RH5")
    await client.post("/in")
    await client.get("/people/RH5")
    await client.get("/people/no")

    assert await noted(database) == [
        ("nobody", "looked at people", "RH5"),
        ("person/p1", "looked at people", "RH5"),
    ]


async def test_what_a_key_writes_is_noted(client: httpx.AsyncClient, database: Database) -> None:
    authorization = {"authorization": f"Bearer {API_KEY}"}
    await client.post("/api/v1/things", headers=authorization)
    await client.get("/api/v1/keys", headers=authorization)

    assert await noted(database) == [("key/settings", "wrote by the API", "POST /api/v1/things")]
