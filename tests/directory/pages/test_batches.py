import httpx
import pytest

from services.directory import handlers
from services.kit.database import Database
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import SMALL_REGISTER, people, post, said_by, the

IVO = "RH5,deputy,Ivo Stone,ivo.stone@somerset.example,"
#: The small register and its people were imports 1 and 2.
THIRD = "/register/imports/3"


@pytest.fixture
async def author(signed_in: SignIn, database: Database) -> httpx.AsyncClient:
    """Signed in where one more file of people was taken."""
    client = await signed_in("Nia Bevan")
    await taken(database, IVO)
    return client


async def taken(database: Database, *rows: str) -> None:
    async with database.transaction() as tx:
        await handlers.import_people(tx, people(*rows), accept_valid=False, by=None)


async def is_registered(database: Database, name: str) -> bool:
    async with database.reading() as tx:
        return (await the(tx, name)).active


async def test_an_import_is_undone_once(author: httpx.AsyncClient, database: Database) -> None:
    assert "A program with the API key took this file" in said_by(await author.get(THIRD))
    answer = await post(author, THIRD, f"{THIRD}/undo")

    assert answer.headers["location"] == THIRD
    shown = await author.get(THIRD)
    assert "It was undone on" in said_by(shown)
    assert "/undo" not in shown.text
    assert not await is_registered(database, "Ivo Stone")
    assert "Nia Bevan undid an import of people" in said_by(await author.get("/register/import"))


async def test_what_changed_afterwards_stands_in_the_way_and_is_named(
    author: httpx.AsyncClient, database: Database
) -> None:
    await taken(database, IVO + "01632 960 009")
    answer = await post(author, THIRD, f"{THIRD}/undo")

    assert answer.status_code == 409
    assert "Ivo Stone has changed since; mend this registration by hand" in said_by(answer)
    assert await is_registered(database, "Ivo Stone")


async def test_an_organisation_where_people_are_registered_is_not_taken_away(
    author: httpx.AsyncClient,
) -> None:
    answer = await post(author, "/register/imports/1", "/register/imports/1/undo")

    assert answer.status_code == 409
    assert "RH5 is new, and people are registered there; end or move them" in said_by(answer)


async def test_the_same_file_twice_leaves_nothing_to_undo(
    author: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as tx:
        await handlers.import_organisations(tx, SMALL_REGISTER, accept_valid=False, by=None)

    assert "/undo" not in (await author.get("/register/imports/4")).text


async def test_an_auditor_undoes_nothing_and_an_unknown_import_is_told(
    author: httpx.AsyncClient, signed_in: SignIn
) -> None:
    assert (await author.get("/register/imports/99")).status_code == 404
    assert (await author.get(f"/register/imports/{2**40}")).status_code == 404
    assert (await (await signed_in("Otto Lang")).get(THIRD)).status_code == 403
