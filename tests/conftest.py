"""What every test may ask for: real parts once a run, a database of its own, a clock that stands still."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.browser import chromium
from tests.databases import common_settings, copies, database_address, template_database
from tests.demonstration import (
    SHARED,
    data_dir,
    demonstration,
    loaded_folder,
    share_a_folder,
    shared_folder,
)
from tests.fakes import FixedClock
from tests.local_parts import kafka_servers, postgres_dsn
from tests.remembered import remembered_routes, remembered_statements
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
    "remembered_routes",
    "remembered_statements",
    "shared_folder",
    "template_database",
    "visitors",
]


@pytest.fixture
def clock() -> FixedClock:
    """Stands at builders.NOW."""
    return FixedClock()


#: Where the tests are that need the running demonstration; one process runs them all, for it is one.
DEMONSTRATED = ("tests/accessibility/", "tests/system/")
#: Starts and kills its own.
ALONE = "tests/system/test_demo.py"


class ByFile(LoadScopeScheduling):  # type: ignore[misc] # it has no types
    """Deals out whole files, and all that need the demonstration together."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = nodeid.partition("::")[0]
        return "demonstration" if file.startswith(DEMONSTRATED) and file != ALONE else file


def pytest_configure(config: pytest.Config) -> None:
    share_a_folder(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A process of the run is about to be started."""
    node.workerinput["shared_folder"] = node.config.stash[SHARED]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two for everything, each with parts of its own; a few tests are done sooner without."""
    return 2 if config.args == config.getini("testpaths") else 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The demonstration's tests take longest, so they are begun first where another process does the rest.

    Those that start others come in the middle: not while it is loaded, nor at the end, when one process
    would be at work on them and the other have nothing to do. In a single process the demonstration's tests
    come last, so that it does not run beside all others.
    """
    with_it = [item for item in items if "demonstration" in getattr(item, "fixturenames", ())]
    alone = [item for item in items if item.nodeid.startswith(ALONE)]
    placed = {*with_it, *alone}
    rest = [item for item in items if item not in placed]
    half = len(rest) // 2
    is_shared = hasattr(config, "workerinput")
    others = [*rest[:half], *alone, *rest[half:]]
    items[:] = [*with_it, *others] if is_shared else [*others, *with_it]
