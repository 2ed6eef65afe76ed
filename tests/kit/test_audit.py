"""The audit is added to only; whatever was changed by hand breaks its chain."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.kit import audit
from services.kit.audit import AuditRow, Chain
from services.kit.config import KitSettings
from services.kit.database import Database
from services.oversight.tables import metadata
from tests.builders import NOW
from tests.fakes import FixedClock


def a_chain(*said: str) -> list[AuditRow]:
    """Rows as they would have been written."""
    rows: list[AuditRow] = []
    for number, what in enumerate(said, start=1):
        previous = rows[-1].hash if rows else audit.NOTHING
        row = AuditRow(
            service="oversight",
            id=number,
            at=NOW,
            who="person/1",
            what=what,
            about="RH5",
            details={"route": "/x"},
            previous=previous,
            hash="",
        )
        rows.append(replace(row, hash=audit.seal(row)))
    return rows


def broken(rows: list[AuditRow]) -> str:
    chain = Chain("oversight")
    for row in rows:
        chain.add(row)
    return chain.broken


CHAIN = a_chain("looked", "looked again", "exported")


def test_an_untouched_chain_holds() -> None:
    assert broken(CHAIN) == broken([]) == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"at": NOW + timedelta(microseconds=1)},
        {"who": "person/2"},
        {"what": "looked away"},
        {"about": "RX1"},
        {"details": {"route": "/y"}},
        {"id": 7},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
        {"service": "actions"},
    ],
)
def test_a_change_of_any_column_shows_at_its_row(changed: dict[str, Any]) -> None:
    assert broken([CHAIN[0], replace(CHAIN[1], **changed), CHAIN[2]]).startswith("oversight: row 2: ")


def test_a_row_that_was_sealed_anew_breaks_the_one_behind_it() -> None:
    forged = replace(CHAIN[1], what="nothing")
    forged = replace(forged, hash=audit.seal(forged))

    assert broken([CHAIN[0], forged, CHAIN[2]]) == "oversight: row 3: it is not sealed with the row before"


def test_a_row_taken_out_or_put_in_shows() -> None:
    assert broken([CHAIN[0], CHAIN[2]]).startswith("oversight: row 2: its number is 3")
    assert broken([CHAIN[0], CHAIN[0], *CHAIN[1:]]).startswith("oversight: row 2: its number is 1")


def test_what_was_taken_away_at_the_end_shows_beside_an_older_export() -> None:
    assert broken(CHAIN[:2]) == ""
    assert audit.broken_beside(CHAIN[:2], CHAIN) == ""
    assert audit.broken_beside(CHAIN, CHAIN[:2]).startswith("oversight: row 3: it was taken away")
    anew = a_chain("looked", "something else", "exported")
    assert audit.broken_beside(CHAIN, anew).startswith("oversight: row 2: it is not what was exported")


def test_an_export_is_read_as_it_was_written() -> None:
    assert list(audit.read_lines(row.line() for row in CHAIN)) == CHAIN
    for bad in ("", "[]", "{}", json.dumps({"at": 1})):
        with pytest.raises(ValueError, match="line 2 is not a row"):
            list(audit.read_lines([CHAIN[0].line(), bad]))


@pytest.fixture
async def database(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Database]:
    database = Database(common_settings.database_of("oversight"), metadata, connections=4, clock=clock)
    yield database
    await database.close()


async def kept(database: Database) -> list[AuditRow]:
    async with database.reading() as tx:
        return [row async for row in audit.rows_of(tx)]


async def test_what_is_noted_is_sealed_in_the_order_it_was_committed(
    database: Database, clock: FixedClock
) -> None:
    for number in range(3):
        clock.advance(microseconds=1)
        async with database.transaction() as tx:
            audit.note(tx, "person/1", "did this", f"thing/{number}", count=number, listed=["a", "é"])
            audit.note(tx, "person/1", "did that", f"thing/{number}")

    rows = await kept(database)
    assert [row.id for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[4].details == {"count": 2, "listed": ["a", "é"]}
    assert broken(rows) == ""


async def fail_after_noting(database: Database) -> None:
    async with database.transaction() as tx:
        audit.note(tx, "person/1", "did this", "thing/1")
        raise ValueError("no")


async def test_a_deed_that_fails_leaves_no_row(database: Database) -> None:
    with pytest.raises(ValueError, match="no"):
        await fail_after_noting(database)
    async with database.reading() as tx:
        with pytest.raises(TypeError):
            audit.note(tx, "person/1", "did this", "thing/1")

    assert await kept(database) == []


TOUCHES = ("UPDATE oversight.audit SET who = ''", "DELETE FROM oversight.audit", "TRUNCATE oversight.audit")


@pytest.mark.parametrize("statement", TOUCHES)
async def test_the_service_itself_cannot_change_a_row(database: Database, statement: str) -> None:
    async with database.transaction() as tx:
        audit.note(tx, "person/1", "did this", "thing/1")
    with pytest.raises(DBAPIError, match="added only"):
        async with database.transaction() as tx:
            await tx.execute(text(statement))

    assert len(await kept(database)) == 1
