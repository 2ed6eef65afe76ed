"""Real Kafka and PostgreSQL for the tests that need them, each started once per run and only when asked for.

Addresses in CASCADE_TEST_KAFKA and CASCADE_TEST_POSTGRES (a superuser's) are used instead, where given.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from services.local.kafka import start_kafka
from services.local.postgres import start_postgres


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
def postgres_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if given := _given("CASCADE_TEST_POSTGRES"):
        yield given
        return
    postgres = start_postgres(tmp_path_factory.mktemp("postgres"))
    yield postgres.dsn
    postgres.stop()


@pytest.fixture(scope="session")
def local_parts(kafka_servers: str, postgres_dsn: str) -> LocalAddresses:
    return LocalAddresses(kafka_servers, postgres_dsn)
