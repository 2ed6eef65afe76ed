"""What a page is given: a transaction that ends before its answer, and one that may only look."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import insert, select

from services.actions.tables import metadata
from services.kit.config import KitSettings
from services.kit.database import Database, Transaction
from services.kit.doors import Doors
from services.kit.service import Service
from services.kit.tables import table
from services.kit.web import Reading, Refused, SettingsOf, Writing
from services.kit.web.frame import application
from tests.builders import NOW
from tests.fakes import FixedClock

INBOX = table(metadata, "inbox")
router = APIRouter()


async def note(tx: Transaction) -> None:
    await tx.execute(insert(INBOX).values(source="/tests", event_id="1", heard_at=tx.now))


@router.post("/saved")
async def saved(tx: Writing) -> str:
    await note(tx)
    return "saved"


@router.post("/refused")
async def refused(tx: Writing) -> str:
    await note(tx)
    raise Refused(409, "Too late")


@router.post("/broken")
async def broken(tx: Writing) -> str:
    await note(tx)
    raise ValueError


@router.post("/refused-by-postgres")
async def twice(tx: Writing) -> str:
    await note(tx)
    await note(tx)
    return "never"


@router.get("/looked")
async def looked(tx: Reading) -> str:
    await note(tx)
    return "never"


@router.get("/settings")
async def settings(own: Annotated[KitSettings, SettingsOf]) -> str:
    return own.api_key.get_secret_value()


@router.get("/now")
async def now(tx: Reading) -> str:
    return tx.now.isoformat()


@pytest.fixture
async def database(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Database]:
    database = Database(common_settings.database_of("actions"), metadata, clock=clock)
    yield database
    await database.close()


@pytest.fixture
def app(common_settings: KitSettings, database: Database, clock: FixedClock) -> FastAPI:
    service = Service(
        name="actions", settings=common_settings, database=database, doors=Doors(), routers=(router,)
    )
    return application([service], common_settings, clock=clock)


async def is_noted(database: Database) -> bool:
    async with database.reading() as tx:
        return bool((await tx.execute(select(INBOX))).all())


async def test_what_a_form_saved_is_there(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.post("/saved")).status_code == 200
    assert await is_noted(database)


async def test_it_is_committed_before_the_answer_begins(app: FastAPI, database: Database) -> None:
    seen: list[bool] = []

    async def telling(scope: Any, receive: Any, send: Callable[[Any], Any]) -> None:
        async def send_and_look(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen.append(await is_noted(database))
            await send(message)

        await app(scope, receive, send_and_look)

    transport = httpx.ASGITransport(app=telling)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await client.post("/saved")

    assert seen == [True]


@pytest.mark.parametrize(
    ("path", "status"), [("/refused", 409), ("/broken", 500), ("/refused-by-postgres", 500)]
)
async def test_what_is_refused_or_fails_leaves_nothing_behind(
    client: httpx.AsyncClient, database: Database, path: str, status: int
) -> None:
    assert (await client.post(path)).status_code == status
    assert not await is_noted(database)


async def test_whoever_looks_can_change_nothing(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.get("/looked")).is_server_error
    assert not await is_noted(database)


async def test_a_request_has_the_instant_of_the_applications_clock(
    client: httpx.AsyncClient, clock: FixedClock
) -> None:
    assert (await client.get("/now")).json() == NOW.isoformat()
    later = clock.advance(hours=1)
    assert (await client.get("/now")).json() == later.isoformat()


async def test_a_page_has_the_settings_of_its_service(client: httpx.AsyncClient) -> None:
    assert (await client.get("/settings")).json() == "api-key-for-tests"
