"""Publishing on a database of its own, and its pages and API without Kafka."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from contracts.events.register import Role
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service
from services.kit.web.frame import application
from services.publishing import wiring
from tests.fakes import FixedClock
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
async def anybody(
    publishing: Service, common_settings: KitSettings, clock: FixedClock
) -> AsyncIterator[AsyncClient]:
    """Without a key and not signed in."""
    app = application([publishing], common_settings, clock=clock)
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        yield client


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
