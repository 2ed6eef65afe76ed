"""What every test may ask for: real parts once a run, a database of its own, a clock that stands still."""

import pytest

from tests.databases import common_settings, database_address, template_database
from tests.demonstration import demonstration
from tests.fakes import FixedClock
from tests.local_parts import kafka_servers, postgres_dsn

__all__ = [
    "common_settings",
    "database_address",
    "demonstration",
    "kafka_servers",
    "postgres_dsn",
    "template_database",
]


@pytest.fixture
def clock() -> FixedClock:
    """Stands at builders.NOW."""
    return FixedClock()
