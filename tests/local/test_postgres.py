import asyncio
import os
import stat
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.local import postgres
from services.local.errors import FolderInUseError, MissingPartError, StartError
from services.local.folder import claim
from services.local.postgres import start_postgres


def ask(dsn: str, *statements: str) -> Any:
    async def run() -> Any:
        connection = await asyncpg.connect(dsn)
        try:
            return [await connection.fetchval(statement) for statement in statements][-1]
        finally:
            await connection.close()

    return asyncio.run(run())


def test_data_and_password_survive_a_restart(tmp_path: Path) -> None:
    told: list[str] = []
    first = start_postgres(tmp_path, progress=told.append)
    ask(first.dsn, "CREATE TABLE alert (reference text)", "INSERT INTO alert VALUES ('NatPSA/2025/006')")
    first.stop()
    second = start_postgres(tmp_path, progress=told.append)
    assert ask(second.dsn, "SELECT reference FROM alert") == "NatPSA/2025/006"
    second.stop()
    assert told == ["Creating the PostgreSQL database (once)"]
    assert stat.S_IMODE((tmp_path / "password").stat().st_mode) == 0o600


def test_a_second_start_on_the_same_folder_is_refused_and_does_no_harm(tmp_path: Path) -> None:
    running = start_postgres(tmp_path)
    with pytest.raises(FolderInUseError, match="in use by process"):
        start_postgres(tmp_path)
    assert ask(running.dsn, "SELECT 1") == 1
    running.stop()


def test_a_kill_at_the_worst_moments_does_not_keep_it_from_starting(tmp_path: Path) -> None:
    (tmp_path / "data.new").mkdir()
    (tmp_path / "data.new" / "half").touch()
    first = start_postgres(tmp_path)
    first.child.launcher.kill()
    first.stop()
    claim(tmp_path).release()
    # The number of a dead postmaster may belong to somebody else by now.
    (tmp_path / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n0\n1\n\n\n\nready\n")
    second = start_postgres(tmp_path)
    assert ask(second.dsn, "SELECT 1") == 1
    second.stop()


def test_commits_are_durable_and_passwords_are_asked_for(tmp_path: Path) -> None:
    # Not the server that all tests share: that one is thrown away, and does not wait for the disk.
    running = start_postgres(tmp_path)
    assert ask(running.dsn, "SHOW fsync") == "on"
    assert ask(running.dsn, "SHOW full_page_writes") == "on"
    assert ask(running.dsn, "SHOW synchronous_commit") == "on"
    assert ask(running.dsn, "SHOW timezone") == "UTC"
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(running.dsn.replace("postgres:", "postgres:not-"), "SELECT 1")
    running.stop()


def test_data_of_another_version_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(MissingPartError, match="written by PostgreSQL 16, and this is 18"):
        start_postgres(tmp_path)


def test_broken_data_is_told_with_the_end_of_the_log_and_leaves_the_folder_free(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "PG_VERSION").write_text("18\n")
    for _ in range(2):
        with pytest.raises(StartError, match="PostgreSQL did not start"):
            start_postgres(tmp_path)


def test_the_binaries_are_of_the_version_we_say() -> None:
    assert (postgres.find_binaries() / "initdb").exists()
