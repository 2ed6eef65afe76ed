"""Plumbing is tested on one service's schema; which one does not matter."""

from collections.abc import AsyncIterator

import pytest

from services.actions.tables import metadata
from services.kit.config import KitSettings
from services.kit.database import Database
from tests.fakes import FixedClock


@pytest.fixture
async def database(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Database]:
    database = Database(common_settings.database_of("actions"), metadata, clock=clock)
    yield database
    await database.close()
