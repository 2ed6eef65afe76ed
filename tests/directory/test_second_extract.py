"""The real register, then a later file of it with all that happens in a year, then back again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.directory import handlers, storage
from services.directory.domain.organisations import Organisation
from services.directory.storage import Batch
from services.kit.database import Database
from tests.databases import events_said
from tests.directory.second_extract import CLOSED_ON, NEW_ICB, second_extract
from tests.directory.surroundings import ORGANISATIONS, people
from tests.fakes import FixedClock

SECOND = second_extract()
Register = dict[str, Organisation]


async def imported(database: Database, raw: bytes, *, accept_valid: bool = False) -> Any:
    async with database.transaction() as tx:
        return await handlers.import_organisations(tx, raw, accept_valid=accept_valid, by=None)


async def standing(database: Database) -> Register:
    async with database.reading() as tx:
        return await storage.all_organisations(tx)


async def last_said(database: Database) -> dict[str, Any]:
    """What every neighbour holds, having heard all: the newest about each."""
    async with database.reading() as tx:
        said = [event.data async for event in events_said(tx)]
    return {event.subject(): event for event in said}


async def test_a_year_is_taken_told_and_taken_back(database: Database, clock: FixedClock) -> None:
    clock.now = datetime(2026, 7, 20, 9, tzinfo=UTC)
    await imported(database, ORGANISATIONS)
    async with database.transaction() as tx:
        staffed = people(*(f"{code},specialist,Sam Hale,sam@{code}.example," for code in SECOND.changed))
        await handlers.import_people(tx, staffed, accept_valid=False, by=None)
    before, heard_before = await standing(database), await last_said(database)

    refused = await imported(database, SECOND.raw)
    assert await standing(database) == before, "one bad row keeps all of it out"
    _each_is_told(refused.refused)
    verdict = await imported(database, SECOND.raw, accept_valid=True)

    assert verdict.counts() == {"added": 1, "changed": 10, "closed": 11, "unchanged": 329 - 21 - 50}
    after = await standing(database)
    _all_is_right(before, after)

    async with database.transaction() as tx:
        (last, *_) = await storage.last_batches(tx, 1)
        assert [each.line for each in last.refused] == list(SECOND.broken)
        assert isinstance(await handlers.undo_import(tx, last.id, None), Batch)
    ended = replace(after[NEW_ICB], said_closed=True, active=False)
    assert await standing(database) == before | {NEW_ICB: ended}
    assert await last_said(database) == heard_before | {f"organisation/{NEW_ICB}": ended.recorded()}


def _each_is_told(refused: Any) -> None:
    assert len(SECOND.broken) == 50
    told = {each.line: each.reason for each in refused}
    assert list(told) == list(SECOND.broken)
    assert [line for line, reason in SECOND.broken.items() if not told[line].startswith(reason)] == []


def _all_is_right(before: Register, after: Register) -> None:
    assert {code: after[code] for code in SECOND.untouched} == {
        code: before[code] for code in SECOND.untouched
    }
    assert set(after) == set(before) | {NEW_ICB}
    assert after[NEW_ICB].active
    for code, said in SECOND.changed.items():
        if "status" in said:
            heirs = tuple(filter(None, [said["successor_ods_code"]]))
            ended = replace(before[code], said_closed=True, active=False, successors=heirs)
            assert after[code] == replace(ended, closed_on=date.fromisoformat(CLOSED_ON))
        else:
            assert after[code].ods_name == said["name"]
            assert after[code].name.endswith(" North")
            assert after[code].active


def test_there_are_mergers_closures_and_new_names_in_it() -> None:
    said = SECOND.changed.values()
    assert sum("name" in row for row in said) == 10
    assert sum(bool(row.get("successor_ods_code")) for row in said) == 6
    assert sum("status" in row for row in said) == 11
