"""Distribution on a database of its own, with a key for links and a mail server that does as it is told."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from services.distribution import wiring
from services.distribution.config import Settings
from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.signing import new_private_key, public_key_of
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage
from tests.fakes import FixedClock

PRIVATE_KEY = new_private_key()


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    server = Sink()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def settings(common_settings: KitSettings, sink: Sink) -> Settings:
    own = {
        "link_private_key": SecretStr(PRIVATE_KEY),
        "link_public_keys": f"test:{public_key_of(PRIVATE_KEY)}",
        "instance": "one",
        "smtp": sink.address,
        "bounce_domain": "bounce.example",
        "webhook_key": SecretStr("a-webhook-key-for-tests-only"),
        "batch": 25,
    }
    return Settings.of(common_settings).model_copy(update=own)


@pytest.fixture
async def service(settings: Settings, clock: FixedClock) -> AsyncIterator[Service]:
    built = wiring.build(settings, clock)
    yield built
    await closed(built)


@pytest.fixture
async def successor(settings: Settings, clock: FixedClock) -> AsyncIterator[Service]:
    """The same instance after a restart."""
    built = wiring.build(settings, clock)
    yield built
    await closed(built)


@pytest.fixture
def stage(service: Service, clock: FixedClock) -> Stage:
    return Stage(service, clock)


async def closed(service: Service) -> None:
    if service.close:
        await service.close()
    await service.database.close()
