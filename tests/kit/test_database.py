"""The wall between services, and between looking and changing."""

import traceback
from contextlib import suppress
from enum import StrEnum
from uuid import uuid4

import pytest
from sqlalchemy import Text, insert, literal, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from services.actions.tables import people
from services.all import NAMES
from services.kit.config import KitSettings
from services.kit.database import Database, arrays_as_rows, is_one_of, may_pass
from services.kit.tables import service_metadata, table
from tests.builders import NOW

INBOX = {"source": "/tests", "event_id": "1", "heard_at": NOW}


@pytest.mark.parametrize("neighbour", [name for name in NAMES if name != "actions"])
async def test_a_sideways_select_is_refused(database: Database, neighbour: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied for schema"):
        async with database.transaction() as tx:
            await tx.execute(text(f"SELECT * FROM {neighbour}.inbox"))


class Stumbled(Exception):  # noqa: N818 — what happened to the transaction
    pass


async def test_its_own_schema_is_open_to_it(database: Database) -> None:
    async with database.transaction() as tx:
        assert (await tx.execute(select(table(database.metadata, "inbox")))).all() == []


async def test_reading_refuses_to_change_anything(database: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with database.reading() as tx:
            await tx.execute(insert(table(database.metadata, "inbox")).values(INBOX))


async def test_an_error_rolls_everything_back(database: Database) -> None:
    inbox = table(database.metadata, "inbox")
    with suppress(Stumbled):
        async with database.transaction() as tx:
            await tx.execute(insert(inbox).values(INBOX))
            raise Stumbled
    async with database.reading() as tx:
        assert (await tx.execute(select(inbox))).all() == []


async def test_a_transaction_has_one_instant_and_its_trace(database: Database) -> None:
    async with database.transaction(traceparent="00-1-2-01") as tx:
        assert (tx.now, tx.service, tx.traceparent) == (NOW, "actions", "00-1-2-01")


async def test_what_is_put_takes_the_place_of_what_it_names_and_of_nothing_else(database: Database) -> None:
    asha = {"person_id": uuid4(), "role": "deputy", "name": "Asha", "active": True}
    ben = asha | {"person_id": uuid4(), "name": "Ben"}

    async with database.transaction() as tx:
        await tx.put(people)
        await tx.put(people, asha | {"email": "asha@trust.example"})
        await tx.put(people, asha | {"name": "Asha Verma"}, ben)
    async with database.reading() as tx:
        rows = await tx.execute(select(people.c.name, people.c.email).order_by(people.c.name))
        assert [tuple(row) for row in rows] == [("Asha Verma", "asha@trust.example"), ("Ben", None)]


async def test_what_is_put_late_changes_nothing(database: Database) -> None:
    heard = table(database.metadata, "latest_heard")
    about = {"source": "/tests", "event_type": "told", "subject": "RH5"}

    for number, kept in ((5, 5), (4, 5), (6, 6)):
        async with database.transaction() as tx:
            await tx.put(heard, about | {"sequence": number}, newest_by="sequence")
            assert (await tx.execute(select(heard.c.sequence))).scalar_one() == kept


async def test_rows_are_copied_into_a_table_and_go_with_their_transaction(database: Database) -> None:
    inbox = table(database.metadata, "inbox")
    columns = [inbox.c[name] for name in INBOX]
    rows = [("/tests", str(number), NOW) for number in range(3)]

    with suppress(Stumbled):
        async with database.transaction() as tx:
            assert await tx.copy(columns, rows) == 3
            raise Stumbled
    async with database.transaction() as tx:
        assert await tx.copy(columns, rows[:2]) == 2
    async with database.reading() as tx:
        kept = select(*columns).order_by(inbox.c.event_id)
        assert [tuple(row) for row in await tx.execute(kept)] == rows[:2]


async def test_of_rows_that_are_refused_none_is_copied_and_the_error_holds_no_values(
    database: Database,
) -> None:
    inbox = table(database.metadata, "inbox")
    columns = [inbox.c[name] for name in INBOX]
    twice, once = (("/tests", digit * 9, NOW) for digit in "12")

    async with database.transaction() as tx:
        with pytest.raises(DBAPIError, match="unique constraint") as refused:
            await tx.copy(columns, [twice, twice])
        assert await tx.copy(columns, [once]) == 1

    assert not may_pass(refused.value)
    assert twice[1] not in "".join(traceback.format_exception(refused.value))
    async with database.reading() as tx:
        assert (await tx.execute(select(inbox.c.event_id))).scalars().all() == [once[1]]


async def test_readiness_says_whether_the_database_answers(
    database: Database, common_settings: KitSettings
) -> None:
    assert await database.is_reachable()
    wrong = common_settings.database_of("actions").replace("only-for-tests", "wrong") + "_gone"
    gone = Database(wrong, service_metadata("actions"))
    assert not await gone.is_reachable()
    await gone.close()


async def test_errors_hold_no_values(database: Database) -> None:
    assert database.engine.sync_engine.hide_parameters


async def test_many_rows_come_in_one_statement_with_lists_among_their_values(database: Database) -> None:
    new = arrays_as_rows({"code": Text(), "people": JSONB()})
    rows = {"code": ["RA4", "RH5"], "people": [[], [{"role": "deputy"}]]}

    async with database.reading() as tx:
        found = (await tx.execute(select(new.c.code, new.c.people), rows)).all()

    assert [tuple(row) for row in found] == [("RA4", []), ("RH5", [{"role": "deputy"}])]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@pytest.mark.parametrize(("said", "is_one"), [("red", True), ("blue", True), ("green", False), ("", False)])
async def test_a_text_is_one_of_a_few(database: Database, said: str, is_one: bool) -> None:
    asked = is_one_of(literal(said), Colour)
    async with database.reading() as tx:
        assert (await tx.execute(select(asked, ~asked))).one() == (is_one, not is_one)
