"""The audit over the whole story of an alert: it holds, and shows whatever is changed by hand."""

import asyncio
import copy
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner

from services.all import METADATA, NAMES
from services.kit import audit
from services.kit.audit import AuditRow, Chain
from services.kit.config import KitSettings
from services.kit.database import Database, Transaction
from services.kit.tables import table
from services.local import trail
from tests.builders import NOW
from tests.demonstration import Demonstration
from tests.system.story import FIRST, SECOND, Story

#: What differs from whatever stood there, for each column.
BY_HAND = {
    "id": "-id",
    "at": "at + interval '1 microsecond'",
    "who": "who || '.'",
    "what": "what || '.'",
    "about": "about || '.'",
    "details": """details || '{"by hand": true}'""",
    "previous": "translate(previous, '0123456789abcdef', '123456789abcdef0')",
    "hash": "translate(hash, '0123456789abcdef', '123456789abcdef0')",
}
#: As the audit of responses calls it.
ACKNOWLEDGED = ("acknowledged an alert", "confirmed an acknowledgement")
Audits = dict[str, list[AuditRow]]


@pytest.fixture
def settings(demonstration: Demonstration) -> KitSettings:
    """Those of the running demonstration, as far as its database."""
    address = demonstration.ready["postgres"].replace("//publishing:", "//{service}:")
    return KitSettings(database=address)


@pytest.fixture
def audits(settings: KitSettings, story: Story) -> Audits:  # noqa: ARG001 — once it was played
    return {name: asyncio.run(trail.rows_of(settings, name)) for name in NAMES}


@pytest.fixture
def copied(audits: Audits, common_settings: KitSettings) -> KitSettings:
    """A database in which the same rows stand, to be changed."""
    asyncio.run(put(audits, common_settings))
    return common_settings


def verified(settings: KitSettings, monkeypatch: pytest.MonkeyPatch, *options: str) -> tuple[int, str]:
    """How `cascade audit verify` ends on a database, and what it says."""
    monkeypatch.setenv("CASCADE_DATABASE", settings.database.get_secret_value())
    result = CliRunner().invoke(trail.cli, ["verify", *options])
    return result.exit_code, result.output


def test_the_story_stands_in_the_audit_which_holds(
    audits: Audits, settings: KitSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeds = [(row.what, row.about) for row in audits["publishing"]]
    assert deeds.count(("issued an alert", FIRST)) == 3
    assert ("ended an alert", FIRST) in deeds
    assert ("ended an alert", SECOND) in deeds
    assert "signed in" in {row.what for row in audits["directory"]}
    ended, said = verified(settings, monkeypatch)
    assert ended == 0, said
    assert [line.partition(":")[0] for line in said.splitlines()] == [*NAMES]


def test_every_acknowledgement_that_is_kept_is_one_that_the_audit_knows(
    audits: Audits, settings: KitSettings, story: Story
) -> None:
    rows = [row for row in audits["responses"] if row.what in ACKNOWLEDGED]
    assert f"{FIRST} {story.specialist.ods_code}" in {row.about for row in rows}
    noted = {(row.details["acknowledgement_id"], row.who, row.about) for row in rows}
    assert asyncio.run(acknowledgements(settings)) == noted


async def acknowledgements(settings: KitSettings) -> set[tuple[str, str, str]]:
    """Those that somebody gave, by id, link and subject; the others follow from them."""
    given = table(METADATA["responses"], "acknowledgements").c
    database = Database(settings.database_of("responses"), METADATA["responses"], connections=1)
    async with database.reading() as tx:
        found = await tx.execute(select(*given).where(given.carried_from.is_(None)))
        kept = {
            (str(row.acknowledgement_id), f"link/{row.person_id}", f"{row.reference} {row.ods_code}")
            for row in found
        }
    await database.close()
    return kept


def test_every_column_of_the_table_is_tried() -> None:
    assert set(BY_HAND) == {column.name for column in table(METADATA["publishing"], "audit").columns}


def test_the_command_finds_a_change_of_any_column(
    audits: Audits, copied: KitSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the last row of all, behind which none is sealed."""
    assert verified(copied, monkeypatch)[0] == 0
    last = audits["publishing"][-1].id
    for column in BY_HAND:
        asyncio.run(as_changed(copied, "publishing", column, only=last))
        ended, said = verified(copied, monkeypatch, "--service", "publishing")
        asyncio.run(put({"publishing": audits["publishing"]}, copied))
        assert (ended, said.startswith("publishing: row ")) == (1, True), column
    assert verified(copied, monkeypatch)[0] == 0


@pytest.mark.parametrize("service", NAMES)
def test_a_change_of_any_column_of_any_row_breaks_the_chain(
    copied: KitSettings, audits: Audits, service: str
) -> None:
    rows = audits[service]
    for column in BY_HAND:
        changed = asyncio.run(as_changed(copied, service, column))
        tried = zip(rows, broken(service, rows, changed), strict=True)
        assert [row.id for row, trouble in tried if not trouble] == [], f"{column} of these rows"


def broken(service: str, rows: list[AuditRow], changed: dict[int, AuditRow]) -> Iterator[str]:
    """For each row, what the chain says when that one alone was changed; the next row is seen with it."""
    chain = Chain(service)
    for number, row in enumerate(rows):
        tried = copy.copy(chain)
        for one in (changed[row.id], *rows[number + 1 : number + 2]):
            tried.add(one)
        yield tried.broken
        chain.add(row)
    assert chain.broken == ""


async def put(audits: Audits, settings: KitSettings) -> None:
    """In place of the rows that stand there."""
    for service, rows in audits.items():
        async with as_owner(settings, service) as connection:
            await connection.execute(text(f"TRUNCATE {service}.audit"))
            said = [{name: value for name, value in vars(row).items() if name != "service"} for row in rows]
            if said:
                await connection.execute(insert(table(METADATA[service], "audit")), said)
            await connection.commit()


async def as_changed(
    settings: KitSettings, service: str, column: str, *, only: int | None = None
) -> dict[int, AuditRow]:
    """What stands in every row once the column was changed in all; of `only` one it stays so."""
    async with as_owner(settings, service) as connection:
        chosen = f" WHERE id = {only}" if only else ""
        await connection.execute(text(f"UPDATE {service}.audit SET {column} = {BY_HAND[column]}{chosen}"))
        tx = Transaction(connection=connection, service=service, metadata=METADATA[service], now=NOW)
        rows = {abs(row.id): row async for row in audit.rows_of(tx)}
        if only:
            await connection.commit()
        return rows


@asynccontextmanager
async def as_owner(settings: KitSettings, service: str) -> AsyncIterator[AsyncConnection]:
    """As whoever can take the trigger away; what is not committed never was."""
    database = Database(settings.database_of(service), METADATA[service], connections=1)
    async with database.engine.connect() as connection:
        await connection.execute(text(f"ALTER TABLE {service}.audit DISABLE TRIGGER USER"))
        yield connection
    await database.close()
