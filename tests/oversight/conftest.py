"""Oversight on a database of its own, its consumers without Kafka, its pages without a server."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.signing import Signer, new_private_key, public_key_of
from services.kit.web.frame import application
from services.oversight import wiring
from tests.fakes import FixedClock
from tests.oversight.stage import Stage

KEY = new_private_key()


@pytest.fixture
def common_settings(common_settings: KitSettings) -> KitSettings:
    """With the key that links are checked with, which the stage signs by."""
    return common_settings.model_copy(update={"link_public_keys": f"k:{public_key_of(KEY)}"})


@pytest.fixture
async def oversight(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Service]:
    service = wiring.build(common_settings, clock)
    yield service
    await service.database.close()


@pytest.fixture
async def stage(oversight: Service, common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Stage]:
    app = application([oversight], common_settings, clock=clock)
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        yield Stage(oversight, client, common_settings, clock, Signer.of("k", KEY))
