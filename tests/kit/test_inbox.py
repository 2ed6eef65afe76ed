"""An event has its effect once, and an old snapshot none."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from contracts.envelope import Event
from services.kit.database import Database
from services.kit.inbox import Hearing, note
from tests.builders import a_person, an_alert, said


class Stumbled(Exception):  # noqa: N818 — what happened to the transaction
    pass


async def noted(database: Database, event: Event[Any]) -> Hearing:
    async with database.transaction() as tx:
        return await note(tx, event)


async def test_an_event_is_new_once(database: Database) -> None:
    event = said(an_alert())
    assert [await noted(database, event) for _ in range(3)] == [
        Hearing.NEW,
        Hearing.REPEATED,
        Hearing.REPEATED,
    ]


async def test_the_same_id_from_another_source_is_another_event(database: Database) -> None:
    event = said(an_alert(), source="/publishing")
    other = event.model_copy(update={"source": "/elsewhere"})
    assert [await noted(database, e) for e in (event, other)] == [Hearing.NEW, Hearing.NEW]


async def test_of_two_that_hear_it_at_once_one_finds_it_new(database: Database) -> None:
    event = said(an_alert())
    found = await asyncio.gather(noted(database, event), noted(database, event))
    assert sorted(found) == [Hearing.NEW, Hearing.REPEATED]


async def test_what_failed_is_new_again(database: Database) -> None:
    event = said(an_alert())
    with suppress(Stumbled):
        async with database.transaction() as tx:
            await note(tx, event)
            raise Stumbled
    assert await noted(database, event) is Hearing.NEW


@pytest.mark.parametrize(
    ("sequences", "hearings"),
    [
        ((1, 2), (Hearing.NEW, Hearing.NEW)),
        ((2, 1), (Hearing.NEW, Hearing.LATE)),
        ((2, 2), (Hearing.NEW, Hearing.LATE)),
        ((None, 1, None), (Hearing.NEW, Hearing.NEW, Hearing.NEW)),
    ],
)
async def test_a_snapshot_older_than_the_one_known_is_late(
    database: Database, sequences: tuple[int | None, ...], hearings: tuple[Hearing, ...]
) -> None:
    found = [await noted(database, said(a_person(), sequence=number)) for number in sequences]
    assert tuple(found) == hearings


async def test_subjects_do_not_make_each_other_late(database: Database) -> None:
    first, second = said(a_person("Asha Verma"), sequence=5), said(a_person("Ben Cole"), sequence=1)
    assert [await noted(database, event) for event in (first, second)] == [Hearing.NEW, Hearing.NEW]


async def test_what_is_no_snapshot_is_never_late(database: Database) -> None:
    found = [await noted(database, said(an_alert(), sequence=number)) for number in (2, 1)]
    assert found == [Hearing.NEW, Hearing.NEW]


async def test_an_id_used_twice_does_not_suppress_other_content(database: Database) -> None:
    first = said(an_alert())
    other = first.model_copy(update={"data": an_alert(reference="NatPSA/2025/007/NHSPS")})

    async with database.transaction() as tx:
        assert await note(tx, first) is Hearing.NEW
        assert await note(tx, other) is Hearing.NEW
        assert await note(tx, first) is Hearing.REPEATED
