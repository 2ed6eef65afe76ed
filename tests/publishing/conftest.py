"""Publishing on a database of its own, and its pages and API without Kafka."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from contracts.events.register import Role
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service
from services.kit.web.frame import application
from services.publishing import wiring
from tests.fakes import FixedClock
from tests.publishing.desk_work import Desk
from tests.publishing.signed_in import sign_in


@pytest.fixture
async def publishing(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Service]:
    service = wiring.build(common_settings, clock)
    yield service
    await service.database.close()


@pytest.fixture
def database(publishing: Service) -> Database:
    return publishing.database


@pytest.fixture
def app(publishing: Service, common_settings: KitSettings, clock: FixedClock) -> FastAPI:
    return application([publishing], common_settings, clock=clock)


async def _client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        yield client


#: Each without a key and not signed in, and each with cookies of their own.
anybody = pytest.fixture(_client, name="anybody")
somebody = pytest.fixture(_client, name="somebody")


@pytest.fixture
def program(anybody: AsyncClient) -> AsyncClient:
    """Holds the key of the API."""
    anybody.headers["authorization"] = "Bearer api-key-for-tests"
    return anybody


@pytest.fixture
def author(anybody: AsyncClient) -> AsyncClient:
    """Of the national team, signed in."""
    sign_in(anybody, Role.NATIONAL_AUTHOR)
    return anybody


@pytest.fixture
def approver(somebody: AsyncClient) -> AsyncClient:
    """Another of the national team, signed in."""
    sign_in(somebody, Role.NATIONAL_APPROVER, who="Paul Approver")
    return somebody


@pytest.fixture
def desk(author: AsyncClient, approver: AsyncClient, database: Database) -> Desk:
    return Desk(author, approver, database)
