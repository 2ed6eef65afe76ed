"""What every process shows beside its services' pages, and what readiness means."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request

from services.actions.tables import metadata
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.doors import Doors
from services.kit.jobs import Job
from services.kit.service import Service
from services.kit.web import Visitor
from services.kit.web.frame import application
from tests.fakes import FixedClock
from tests.kit.web.conftest import ASHA, service_named

Living = tuple[FastAPI, list[str]]


@pytest.fixture
async def living(common_settings: KitSettings, kafka_servers: str) -> AsyncIterator[Living]:
    """A process to be started, and what it did besides."""
    did: list[str] = []

    async def tick() -> bool:
        did.append("ticked")
        return False

    async def close() -> None:
        did.append("closed")

    @asynccontextmanager
    async def beside() -> AsyncIterator[None]:
        did.append("stood beside")
        yield
        did.append("stepped aside")

    settings = common_settings.model_copy(update={"kafka": kafka_servers})
    database = Database(settings.database_of("actions"), metadata)
    service = Service(
        name="actions",
        settings=settings,
        database=database,
        doors=Doors(),
        jobs=(Job(name="a-job-for-the-test", every=3600, tick=tick),),
        beside=(beside,),
        close=close,
    )
    yield application([service], settings), did
    await database.close()


async def test_the_process_says_that_it_lives(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_without_database_and_kafka_it_is_not_ready_and_says_what_is_away(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database of probe": False, "kafka": False})


async def test_a_started_process_is_ready_works_and_closes_what_it_opened(living: Living) -> None:
    app, did = living
    async with app.router.lifespan_context(app), _client(app) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, {"database of actions": True, "kafka": True})
        assert sorted(did) == ["stood beside", "ticked"]

    assert did[2:] == ["stepped aside", "closed"]


async def test_ready_is_only_who_has_everything(living: Living) -> None:
    """The database answers, Kafka was never reached."""
    app, _ = living
    async with _client(app) as client:
        answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database of actions": True, "kafka": False})


async def test_prometheus_is_told_of_our_counts(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain")
    assert "# TYPE cascade_mails_total counter" in answer.text


async def test_programs_find_the_api_described_and_nothing_else(client: httpx.AsyncClient) -> None:
    described = (await client.get("/api/openapi.json")).json()

    assert "/api/v1/keys" in described["paths"]
    assert {"/healthz", "/readyz", "/metrics"}.isdisjoint(described["paths"])
    assert (await client.get("/docs")).status_code == 404


async def test_pages_find_their_style(client: httpx.AsyncClient) -> None:
    for path in ("/static/cascade.css", "/static/nhsuk/nhsuk-frontend.min.css"):
        assert (await client.get(path)).headers["content-type"].startswith("text/css")


async def test_the_links_of_the_header_are_made_for_who_looks_and_where(
    settings: KitSettings, clock: FixedClock
) -> None:
    def navigation(visitor: Visitor | None, path: str) -> list[tuple[str, str, bool]]:
        return [(f"{visitor.name if visitor else 'Nobody'} at {path}", "/somewhere", False)]

    app = application([service_named("probe", settings)], settings, clock=clock, navigation=navigation)
    async with _client(app) as client:
        assert "Nobody at /refused" in (await client.get("/refused")).text
        client.cookies.update((await client.post("/in")).cookies)
        assert f"{ASHA.name} at /refused" in (await client.get("/refused")).text


async def test_each_service_of_a_process_works_on_its_own(settings: KitSettings, clock: FixedClock) -> None:
    def named(name: str) -> Service:
        router = APIRouter()

        @router.get(f"/{name}")
        async def mine(request: Request) -> str:
            return str(request.state.service.name)

        return replace(service_named(name, settings), routers=(router,))

    async with _client(application([named("one"), named("two")], settings, clock=clock)) as client:
        assert [(await client.get(f"/{name}")).json() for name in ("one", "two")] == ["one", "two"]


def _client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")
