"""Distribution on a database of its own, with a key to sign links and a mail server that does as it is told."""

from collections.abc import AsyncIterator

import pytest

from services.distribution import wiring
from services.distribution.config import Settings
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service
from services.kit.signing import new_private_key, public_key_of
from tests.distribution.sink import Sink
from tests.fakes import FixedClock

PRIVATE_KEY = new_private_key()


@pytest.fixture
def settings(common_settings: KitSettings, sink: Sink) -> Settings:
    """The register need not be silent: in a test it is heard and frozen at the same instant."""
    return Settings.of(common_settings).model_copy(
        update={
            "link_private_key": type(common_settings.link_private_key)(PRIVATE_KEY),
            "link_public_keys": f"test:{public_key_of(PRIVATE_KEY)}",
            "register_quiet_seconds": 0.0,
            "instance": "one",
            "smtp": sink.address,
        }
    )


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    server = Sink()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def service(settings: Settings, clock: FixedClock) -> AsyncIterator[Service]:
    built = wiring.build(settings, clock)
    yield built
    if built.close:
        await built.close()
    await built.database.close()


@pytest.fixture
def database(service: Service) -> Database:
    return service.database
