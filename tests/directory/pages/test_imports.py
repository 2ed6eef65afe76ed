from typing import Any

import httpx
import pytest

from services.directory import storage
from services.kit.database import Database
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import EXTRACT_2026, people, said_by, token_of

GOOD = "RH5,deputy,Ivo Stone,ivo.stone@somerset.example,"
BAD = "RZZ,deputy,Ivo Stone,ivo.stone@nowhere.example,"


@pytest.fixture
async def author(signed_in: SignIn) -> httpx.AsyncClient:
    return await signed_in("Nia Bevan")


async def upload(client: httpx.AsyncClient, raw: bytes, **fields: Any) -> httpx.Response:
    token = token_of(await client.get("/register/import"))
    return await client.post(
        "/register/import",
        data={"csrf_token": token, "kind": "people", **fields},
        files={"file": ("file.csv", raw)},
    )


async def registered(database: Database) -> set[str]:
    async with database.reading() as tx:
        return {person.name for person in (await storage.all_people(tx)).values()}


async def test_a_file_of_people_is_taken_and_it_is_kept_who_brought_it(
    author: httpx.AsyncClient, database: Database
) -> None:
    answer = await upload(author, people(GOOD))

    assert answer.status_code == 200
    assert "The file is imported New 1 Changed 0" in said_by(answer)
    assert "Ivo Stone" in await registered(database)
    assert "Nia Bevan imported people (1 new" in said_by(await author.get("/register/import"))


async def test_the_extract_is_taken_and_wales_is_told(author: httpx.AsyncClient) -> None:
    shown = said_by(await upload(author, EXTRACT_2026, kind="organisations"))

    assert "The file is imported" in shown
    assert "3 rows left out, which is no fault, by line" in shown


async def test_bad_rows_are_listed_and_nothing_is_taken(
    author: httpx.AsyncClient, database: Database
) -> None:
    answer = await upload(author, people(GOOD, BAD))

    assert answer.status_code == 422
    shown = said_by(answer)
    assert "Nothing was imported" in shown
    assert "take the 1 good row without them" in shown
    assert "3ods_code: RZZ is not in the register" in shown.replace("3 ods", "3ods")
    assert "Ivo Stone" not in await registered(database)


async def test_the_good_rows_are_taken_where_that_is_ticked(
    author: httpx.AsyncClient, database: Database
) -> None:
    answer = await upload(author, people(GOOD, BAD), accept_valid="yes")

    assert "The good rows are imported" in said_by(answer)
    assert "Ivo Stone" in await registered(database)


async def test_choosing_no_file_is_told_at_the_field(author: httpx.AsyncClient) -> None:
    answer = await upload(author, b"")

    assert answer.status_code == 422
    assert "Choose a file" in said_by(answer)


async def test_what_stands_in_a_file_is_shown_as_text(author: httpx.AsyncClient) -> None:
    answer = await upload(author, people("<script>alert(1)</script>,deputy,A,a@x.example,"))

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
