"""What every test may ask for: real parts once a run, a database of its own, a clock that stands still."""

import pytest

from tests.browser import chromium
from tests.databases import common_settings, copies, database_address, template_database
from tests.demonstration import data_dir, demonstration, loaded_folder
from tests.fakes import FixedClock
from tests.local_parts import kafka_servers, postgres_dsn
from tests.visitors import visitors

__all__ = [
    "chromium",
    "common_settings",
    "copies",
    "data_dir",
    "database_address",
    "demonstration",
    "kafka_servers",
    "loaded_folder",
    "postgres_dsn",
    "template_database",
    "visitors",
]


@pytest.fixture
def clock() -> FixedClock:
    """Stands at builders.NOW."""
    return FixedClock()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that need the running demonstration come last, so that it does not run beside all others."""
    items.sort(key=lambda item: "demonstration" in getattr(item, "fixturenames", ()))
