from typing import Any

import httpx
import pytest

from services.kit.database import Database
from tests.databases import events_said
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import post, said_by, the

PAGE = "/register/organisations/RH5/people/new"
IVO = {
    "kind": "additional",
    "role": "deputy",
    "name": "Ivo Stone",
    "email": "ivo.stone@somerset.example",
    "phone": "01632 960 002",
    "job_title": "Head of quality",
    "pay_band": "Band 8b",
    "director_name": "Dee Moss",
    "director_email": "dee.moss@somerset.example",
    "considered": "yes",
}


@pytest.fixture
async def author(signed_in: SignIn) -> httpx.AsyncClient:
    return await signed_in("Nia Bevan")


async def said(database: Database) -> list[Any]:
    async with database.reading() as tx:
        return [event.data async for event in events_said(tx)]


async def test_somebody_is_registered_and_it_is_kept_on_whose_word(
    author: httpx.AsyncClient, signed_in: SignIn, database: Database
) -> None:
    answer = await post(author, PAGE, **IVO)

    person = answer.headers["location"]
    shown = said_by(await author.get(person))
    assert "Dee Moss, dee.moss@somerset.example" in shown
    assert "Head of quality, Band 8b" in shown
    assert "Band 8b" not in str((await said(database))[-1])
    assert "Band 8b" not in said_by(await (await signed_in("Otto Lang")).get(person))


async def test_a_replacement_ends_the_one_replaced(author: httpx.AsyncClient, database: Database) -> None:
    async with database.reading() as tx:
        asha = await the(tx, "Asha Verma")
    changes = {"kind": "replacement", "role": "specialist", "replaces": str(asha.person_id)}
    await post(author, PAGE, **IVO | changes)

    told = {event.name: event.active for event in (await said(database))[-2:]}
    assert told == {"Ivo Stone": True, "Asha Verma": False}


async def test_what_is_wrong_is_told_and_what_was_typed_stays(author: httpx.AsyncClient) -> None:
    answer = await post(author, PAGE, **IVO | {"considered": "", "email": "nowhere"})

    assert answer.status_code == 422
    assert "role document was considered" in said_by(answer)
    assert 'value="Ivo Stone"' in answer.text


async def test_a_registration_is_corrected(author: httpx.AsyncClient, database: Database) -> None:
    async with database.reading() as tx:
        asha = await the(tx, "Asha Verma")
    page = f"/register/people/{asha.person_id}/change"
    await post(author, page, name="Asha Hale", phone="01632 960 005")
    wrong = await post(author, page, name="", phone="")

    assert ((await said(database))[-1].name, (await said(database))[-1].phone) == (
        "Asha Hale",
        "01632 960 005",
    )
    assert wrong.status_code == 422


async def test_an_auditor_registers_nobody(signed_in: SignIn) -> None:
    assert (await (await signed_in("Otto Lang")).get(PAGE)).status_code == 403
