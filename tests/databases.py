"""Template databases, each made once a run; each test gets a copy of one.

A service's tests get that service's schema, and all others every service's: what is not there is not copied.
The next copy is made while a test runs, so that hardly any test waits for its own.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from contracts.envelope import Event, Topic, read
from contracts.topics import TOPICS
from services.all import METADATA
from services.kit.config import KitSettings
from services.kit.database import Transaction
from services.kit.migrations import migrate
from services.kit.tables import table

TESTS = Path(__file__).parent
ROLES = TESTS.parent / "deploy" / "postgres" / "roles.sql"
TEMPLATE = "cascade_template"
PASSWORD = "only-for-tests"
#: This server is thrown away; tests of surviving a power cut have their own (tests/local, tests/system).
IN_A_HURRY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "scram_iterations": "1"}
_numbers = count(1)


class Copies:
    """One database is always being made ahead; a name is used once.

    All by one thread on one connection: to sign in takes longer than some tests.
    """

    def __init__(self, dsn: str, template: str) -> None:
        self._template = template
        self._maker = ThreadPoolExecutor(1)
        self._loop = asyncio.Runner()
        self._connection = self._maker.submit(self._loop.run, asyncpg.connect(dsn))
        self._next = self._begin()

    def take(self) -> str:
        """The name of a fresh copy."""
        name = self._next.result()
        self._next = self._begin()
        return name

    def drop(self, name: str) -> None:
        """Nobody waits for it either; what fails shows with the next copy."""
        self._maker.submit(self._run, f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self.drop(self._next.result())
        self._maker.submit(self._loop.run, self._connection.result().close())
        self._maker.submit(self._loop.close)
        self._maker.shutdown()

    def _begin(self) -> "Future[str]":
        return self._maker.submit(self._make, f"cascade_test_{next(_numbers)}")

    def _make(self, name: str) -> str:
        # Copying files costs half of logging every page, on a server that does not wait for the disk.
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        return name

    def _run(self, statement: str) -> None:
        self._loop.run(self._connection.result().execute(statement))


CopiesOf = Callable[[tuple[str, ...]], Copies]


@pytest.fixture(scope="session")
def template_database(postgres_dsn: str) -> str:
    """The server's address, once it does not care for its data."""
    settings = [f"ALTER SYSTEM SET {name} = {value}" for name, value in IN_A_HURRY.items()]
    asyncio.run(_run(postgres_dsn, *settings, "SELECT pg_reload_conf()"))
    return postgres_dsn


@pytest.fixture(scope="session")
def copies(template_database: str) -> Iterator[CopiesOf]:
    """Copies of the template with the schemas of these services; it is made for the first."""
    begun: list[Copies] = []

    @cache
    def copies_of(services: tuple[str, ...]) -> Copies:
        template = "_".join([TEMPLATE, *(services if len(services) == 1 else ())])
        asyncio.run(_make_template(template_database, template, services))
        begun.append(Copies(template_database, template))
        return begun[-1]

    yield copies_of
    for one in begun:
        one.close()


@pytest.fixture
def database_address(
    request: pytest.FixtureRequest, template_database: str, copies: CopiesOf
) -> Iterator[str]:
    """A database of this test's own; `{service}` in it stands for the role."""
    own = copies(_tested(request.path))
    name = own.take()
    url = make_url(template_database).set(database=name, username="SERVICE", password=PASSWORD)
    yield url.render_as_string(hide_password=False).replace("SERVICE", "{service}")
    own.drop(name)


def _tested(file: Path) -> tuple[str, ...]:
    folder = file.relative_to(TESTS).parts[0]
    return (folder,) if folder in METADATA else tuple(METADATA)


@pytest.fixture
def common_settings(database_address: str) -> KitSettings:
    """What every service needs, for this test's database."""
    return KitSettings(
        database=database_address, session_key="a-key-for-tests-only", api_key="api-key-for-tests"
    )


async def _make_template(dsn: str, name: str, services: tuple[str, ...]) -> None:
    await _run(dsn, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    inside = make_url(dsn).set(database=name)
    await _run(inside.render_as_string(hide_password=False), ROLES.read_text())
    for service in services:
        await _run(dsn, f"ALTER ROLE {service} PASSWORD '{PASSWORD}'")
        own = inside.set(username=service, password=PASSWORD)
        await migrate(own.render_as_string(hide_password=False), METADATA[service])


async def _run(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def events_said(tx: Transaction) -> AsyncIterator[Event[Any]]:
    """What stands in the outbox, oldest first; the tests' way to see what a handler said."""
    outbox = table(tx.metadata, "outbox")
    for row in await tx.execute(select(outbox).order_by(outbox.c.id)):
        yield read(_topic(row.headers["x-topic"]), row.payload)


def _topic(name: str) -> Topic:
    return next(topic for topic in TOPICS if topic.name == name)
