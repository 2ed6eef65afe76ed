"""The audit on the command line: taken away, checked, and every change by hand found."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url
from typer.testing import CliRunner, Result

from services.all import METADATA
from services.kit import audit
from services.kit.config import KitSettings
from services.kit.database import Database
from services.local.trail import cli
from tests.databases import TEMPLATE

Cascade = Callable[..., Result]
#: As a superuser would write into a row; each column is tried.
CHANGES = (
    "id = 9",
    "at = at + interval '1 microsecond'",
    "who = 'person/2'",
    "what = 'nothing'",
    "about = 'RX1'",
    """details = '{"n": 7}'""",
    "previous = repeat('0', 64)",
    "hash = repeat('0', 64)",
)


@pytest.fixture
def cascade(common_settings: KitSettings, monkeypatch: pytest.MonkeyPatch) -> Cascade:
    """Runs `cascade audit …` on a database in which three things were done in publishing."""
    monkeypatch.setenv("CASCADE_DATABASE", common_settings.database.get_secret_value())
    asyncio.run(_do_three_things(common_settings))
    return lambda *words: CliRunner().invoke(cli, list(words))


async def _do_three_things(settings: KitSettings) -> None:
    database = Database(settings.database_of("publishing"), METADATA["publishing"], connections=1)
    for number in range(3):
        async with database.transaction() as tx:
            audit.note(tx, "person/1", "issued an alert", "NatPSA/2025/006/NHSPS", n=number)
    await database.close()


@pytest.fixture
def change(common_settings: KitSettings, postgres_dsn: str) -> Callable[[str], None]:
    """Does as a superuser what no service may."""
    name = make_url(common_settings.database_of("publishing")).database
    assert name != TEMPLATE
    dsn = make_url(postgres_dsn).set(database=name).render_as_string(hide_password=False)

    async def run(statement: str) -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute("ALTER TABLE publishing.audit DISABLE TRIGGER ALL")
        await connection.execute(statement)
        await connection.close()

    return lambda statement: asyncio.run(run(statement))


def test_an_untouched_audit_holds_and_so_does_its_export(cascade: Cascade, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    file.write_text(cascade("export").output)
    in_database, in_file = cascade("verify", "--beside", str(file)), cascade("verify", str(file))

    assert (in_database.exit_code, in_file.exit_code) == (0, 0)
    assert "publishing: 3 rows hold" in in_database.output
    assert "oversight: 0 rows hold" in in_database.output
    assert in_file.output.startswith("publishing: 3 rows hold")


def test_a_change_of_any_column_by_hand_is_found(cascade: Cascade, change: Callable[[str], None]) -> None:
    for column in CHANGES:
        change("CREATE TABLE IF NOT EXISTS publishing.before AS TABLE publishing.audit")
        change(f"UPDATE publishing.audit SET {column} WHERE id = 2")
        answer = cascade("verify", "--service", "publishing")
        change("TRUNCATE publishing.audit; INSERT INTO publishing.audit TABLE publishing.before")

        assert answer.exit_code == 1, column
        assert "publishing: row 2: " in answer.output, column
    assert cascade("verify").exit_code == 0


def test_a_row_that_was_taken_away_is_found(
    cascade: Cascade, change: Callable[[str], None], tmp_path: Path
) -> None:
    file = tmp_path / "audit.jsonl"
    file.write_text(cascade("export", "--service", "publishing").output)
    change("DELETE FROM publishing.audit WHERE id = 3")
    alone, beside = cascade("verify"), cascade("verify", "--beside", str(file))
    change("DELETE FROM publishing.audit WHERE id = 1")

    assert alone.exit_code == 0, "the last row is missed by nothing but an export"
    assert "publishing: row 3: it was taken away since the export" in beside.output
    assert beside.exit_code == cascade("verify").exit_code == 1


def test_what_is_no_export_is_told(cascade: Cascade, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    file.write_text("nonsense\n")

    assert "line 1 is not a row of an audit" in " ".join(cascade("verify", str(file)).output.split())
    assert cascade("verify", str(tmp_path / "none")).exit_code == 2
    assert cascade("verify", "--service", "nonsense").exit_code == 2
