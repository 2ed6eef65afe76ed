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


#: Those of a group run in one process, one after the other; all that need the demonstration share one.
DEMONSTRATION = "demonstration"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two for everything, each with parts of its own; a few tests are done sooner without."""
    return 2 if config.args == config.getini("testpaths") else 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The demonstration's tests take longest, so they are begun first where another process does the rest.

    In a single process they come last, so that it does not run beside all others.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    is_shared = hasattr(config, "workerinput")
    items.sort(key=lambda item: (_group(item) == DEMONSTRATION) != is_shared)


def _group(item: pytest.Item) -> str:
    needs_it = DEMONSTRATION in getattr(item, "fixturenames", ())
    return DEMONSTRATION if needs_it else item.nodeid.partition("::")[0]
