"""The operator makes a key, sees it once, and ends it."""

import re

import httpx
import pytest

from contracts.events.register import ApiKeyRecorded
from services.directory import handlers
from services.directory.tables import api_keys
from services.kit.database import Database
from tests.databases import events_said
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import people, post, said_by

OPERATOR = ",operator,Ola Price,ola.price@national.example,"
NAME = "Reporting of the South West"


@pytest.fixture
async def operator(signed_in: SignIn, database: Database) -> httpx.AsyncClient:
    async with database.transaction() as tx:
        await handlers.import_people(tx, people(OPERATOR), accept_valid=False, by=None)
    return await signed_in("Ola Price")


async def make(operator: httpx.AsyncClient, **fields: str) -> httpx.Response:
    return await post(operator, "/keys", **{"name": NAME, "scopes": "register:read", **fields})


def key_in(answer: httpx.Response) -> str:
    (found,) = re.findall(r"cascade_[\w-]{43}", answer.text)
    return str(found)


async def reads(operator: httpx.AsyncClient, key: str, path: str = "/api/v1/people") -> int:
    return (await operator.get(path, headers={"authorization": f"Bearer {key}"})).status_code


async def test_a_key_is_shown_once_and_stands_nowhere(
    operator: httpx.AsyncClient, database: Database
) -> None:
    assert "No program has a key yet" in said_by(await operator.get("/keys"))
    key = key_in(await make(operator))
    again = await operator.get("/keys")

    assert key not in again.text
    assert f"{NAME} May read the register" in said_by(again)
    async with database.reading() as tx:
        (row,) = (await tx.execute(api_keys.select())).mappings()
        (told,) = [e.data async for e in events_said(tx) if isinstance(e.data, ApiKeyRecorded)]
    assert key not in str(dict(row)) + told.model_dump_json()
    assert told.active


async def test_a_key_without_the_scope_is_refused(operator: httpx.AsyncClient) -> None:
    key = key_in(await make(operator))

    assert await reads(operator, key) == 200
    refused = await operator.post("/api/v1/people", headers={"authorization": f"Bearer {key}"})
    assert refused.status_code == 403
    assert "register:write" in refused.json()["title"]


async def test_a_key_that_was_ended_is_good_for_nothing(
    operator: httpx.AsyncClient, database: Database
) -> None:
    key = key_in(await make(operator))
    async with database.reading() as tx:
        key_id = (await tx.execute(api_keys.select())).one().key_id
    ended = await post(operator, "/keys", f"/keys/{key_id}/end")

    assert ended.headers["location"] == "/keys"
    assert await reads(operator, key) == 401
    assert (await post(operator, "/keys", f"/keys/{key_id}/end")).status_code == 409
    assert "Ended" in said_by(await operator.get("/keys"))


async def test_what_is_missing_is_told_and_what_was_typed_stays(operator: httpx.AsyncClient) -> None:
    await make(operator)
    taken = await make(operator)
    nothing = await post(operator, "/keys", name="")

    assert (taken.status_code, nothing.status_code) == (422, 422)
    assert "There is a key of this name already" in said_by(taken)
    assert f'value="{NAME}"' in taken.text
    assert "Choose what the program may do" in said_by(nothing)
