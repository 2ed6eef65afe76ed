"""A server of its own: the roles of the one that all tests share would get other passwords."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.local.postgres import start_postgres
from tests.local_parts import fastest_folder


@pytest.fixture
def own_server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="cascade-tests-", dir=fastest_folder()) as home:
        postgres = start_postgres(Path(home))
        yield postgres.dsn
        postgres.stop()
