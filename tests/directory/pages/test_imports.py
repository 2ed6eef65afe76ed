from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.directory import handlers, storage
from services.kit.database import Database
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import (
    EXTRACT_2026,
    SMALL_REGISTER,
    hidden_in,
    people,
    said_by,
    token_of,
)
from tests.fakes import FixedClock

GOOD = "RH5,deputy,Ivo Stone,ivo.stone@somerset.example,"
BAD = "RZZ,deputy,Ivo Stone,ivo.stone@nowhere.example,"


@pytest.fixture
async def author(signed_in: SignIn) -> httpx.AsyncClient:
    return await signed_in("Nia Bevan")


async def bring(client: httpx.AsyncClient, raw: bytes, kind: str = "people") -> httpx.Response:
    """Bring a file; the answer leads to what it would do."""
    token = token_of(await client.get("/register/import"))
    return await client.post(
        "/register/import", data={"csrf_token": token, "kind": kind}, files={"file": ("file.csv", raw)}
    )


async def looked_at(client: httpx.AsyncClient, raw: bytes, kind: str = "people") -> str:
    """The address of the preview."""
    return (await bring(client, raw, kind)).headers["location"]


async def take(client: httpx.AsyncClient, preview: str, **fields: Any) -> httpx.Response:
    """Press the button of a preview."""
    shown = await client.get(preview)
    return await client.post(preview, data={**hidden_in(shown), **fields})


async def registered(database: Database) -> set[str]:
    async with database.reading() as tx:
        return {person.name for person in (await storage.all_people(tx)).values()}


async def test_a_file_is_looked_at_before_it_is_taken(author: httpx.AsyncClient, database: Database) -> None:
    preview = await looked_at(author, people(GOOD))
    shown = said_by(await author.get(preview))

    assert "Nothing is imported yet. New, if taken 1" in shown
    assert "Ivo Stone (RH5)" in shown
    assert "Ivo Stone" not in await registered(database)
    answer = await take(author, preview)
    assert "Import 3: people" in said_by(await author.get(answer.headers["location"]))
    assert "Ivo Stone" in await registered(database)
    assert "Nia Bevan imported people (1 new" in said_by(await author.get("/register/import"))
    assert (await author.get(preview)).status_code == 404


async def test_the_extract_is_taken_and_wales_is_told(author: httpx.AsyncClient) -> None:
    taken = await take(author, await looked_at(author, EXTRACT_2026, "organisations"))

    shown = said_by(await author.get(taken.headers["location"]))
    assert "3 rows left out, which is no fault, by line" in shown


async def test_what_changes_is_shown_field_by_field(author: httpx.AsyncClient) -> None:
    closed = SMALL_REGISTER.replace(b"QSL,active,,,1994", b"QSL,closed,2026-01-31,QSL,1994")
    preview = await author.get(await looked_at(author, closed, "organisations"))

    shown = said_by(preview)
    assert "1 ended or closed, in the order of the file" in shown
    assert "said closed: yes" in shown
    assert "successors: QSL" in shown
    assert "People registered where it would close" in shown
    assert "Somerset NHS Foundation Trust (RH5): 1 person" in shown


async def test_bad_rows_are_listed_and_nothing_is_taken_until_the_good_ones_are_wanted(
    author: httpx.AsyncClient, database: Database
) -> None:
    preview = await looked_at(author, people(GOOD, BAD))
    answer = await take(author, preview)

    assert answer.status_code == 409
    shown = said_by(answer)
    assert "Tick this to take the good rows" in shown
    assert "take the 1 good row without them" in shown
    assert "3ods_code: RZZ is not in the register" in shown.replace("3 ods", "3ods")
    assert "Ivo Stone" not in await registered(database)
    taken = await take(author, preview, good="yes")
    assert "1 row refused, by line" in said_by(await author.get(taken.headers["location"]))
    assert "Ivo Stone" in await registered(database)


async def test_only_what_was_seen_is_taken(author: httpx.AsyncClient, database: Database) -> None:
    preview = await looked_at(author, people(GOOD))
    seen = hidden_in(await author.get(preview))
    async with database.transaction() as tx:
        await handlers.import_people(tx, people(GOOD.replace("Ivo", "Ida")), accept_valid=False, by=None)
    answer = await author.post(preview, data=seen)

    assert answer.status_code == 409
    assert "The register has changed since you looked" in said_by(answer)
    assert "Ida Stone" in await registered(database)


async def test_a_file_is_shown_only_to_whoever_brought_it(
    author: httpx.AsyncClient, database: Database, clock: FixedClock
) -> None:
    async with database.transaction() as tx:
        other = await storage.add_upload(tx, "people", people(GOOD), uuid4())
    mine = await looked_at(author, people(GOOD))

    assert (await author.get(f"/register/import/{other}")).status_code == 404
    clock.advance(minutes=50)
    assert (await author.get(mine)).status_code == 200


async def test_choosing_no_file_is_told_at_the_field(author: httpx.AsyncClient) -> None:
    answer = await bring(author, b"")

    assert answer.status_code == 422
    assert "Choose a file" in said_by(answer)


async def test_what_stands_in_a_file_is_shown_as_text(author: httpx.AsyncClient) -> None:
    answer = await author.get(
        await looked_at(author, people("RH5,deputy,<script>alert(1)</script>,a@x.example,"))
    )

    assert "alert(1)" in answer.text
    assert "<script>alert" not in answer.text


async def test_an_upload_without_its_token_does_nothing(
    author: httpx.AsyncClient, database: Database
) -> None:
    before = await registered(database)
    files = {"file": ("file.csv", people(GOOD))}

    assert (await author.post("/register/import", data={"kind": "people"}, files=files)).status_code == 403
    assert await registered(database) == before


async def test_an_auditor_imports_nothing(signed_in: SignIn) -> None:
    assert (await (await signed_in("Otto Lang")).get("/register/import")).status_code == 403
