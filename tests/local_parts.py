"""Real Kafka and PostgreSQL for the tests that need them, each started once per run and only when asked for.

Addresses in CASCADE_TEST_KAFKA and CASCADE_TEST_POSTGRES (a superuser's) are used instead, where given.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.local.kafka import start_kafka
from services.local.postgres import start_postgres

#: A thousand copies of a database are much faster made where no disk is; few of them live at a time.
IN_MEMORY = Path("/dev/shm")  # noqa: S108 — a folder of its own is made in it
ROOM_NEEDED = 2_000_000_000


@dataclass(frozen=True)
class LocalAddresses:
    kafka: str
    postgres: str


def _given(name: str) -> str | None:
    return os.environ.get(name)  # noqa: TID251 — says where the tests run; it is no setting of the product


@pytest.fixture(scope="session")
def kafka_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if given := _given("CASCADE_TEST_KAFKA"):
        yield given
        return
    kafka = start_kafka(tmp_path_factory.mktemp("kafka"))
    yield kafka.servers
    kafka.stop()


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    if given := _given("CASCADE_TEST_POSTGRES"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="cascade-tests-", dir=fastest_folder()) as home:
        postgres = start_postgres(Path(home))
        yield postgres.dsn
        postgres.stop()


def fastest_folder() -> Path | None:
    """In memory where there is room, else wherever temporary files go."""
    is_roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_NEEDED
    return IN_MEMORY if is_roomy and os.access(IN_MEMORY, os.W_OK) else None


@pytest.fixture(scope="session")
def local_parts(kafka_servers: str, postgres_dsn: str) -> LocalAddresses:
    return LocalAddresses(kafka_servers, postgres_dsn)
