from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy.event import listen

from contracts.events.register import OrganisationRecorded, PersonRecorded
from services.kit import audit
from services.kit.database import Database
from services.kit.service import Service
from tests.databases import events_said
from tests.directory.surroundings import (
    ASHA,
    AUTHOR,
    EXTRACT_2025,
    EXTRACT_2026,
    LEAD,
    ORGANISATIONS,
    SMALL_REGISTER,
    people,
)
from tests.fakes import FixedClock

NOTHING = {"added": 0, "changed": 0, "closed": 0, "unchanged": 0}


async def send(
    client: httpx.AsyncClient, kind: str, raw: bytes, *, accept_valid: bool = False
) -> dict[str, Any]:
    answer = await client.post(
        f"/api/v1/{kind}", content=raw, params={"accept_valid": str(accept_valid).lower()}
    )
    told: dict[str, Any] = answer.json()
    assert answer.status_code == (200 if told["accepted"] else 422)
    return told


def counts(told: dict[str, Any]) -> dict[str, int]:
    return {name: told[name] for name in NOTHING}


async def said(database: Database) -> list[Any]:
    async with database.reading() as tx:
        return [event.data async for event in events_said(tx)]


def some_bad_rows() -> bytes:
    """Twenty of them, between good ones."""
    good = SMALL_REGISTER.decode().splitlines()
    bad = [f"RX{number},BROKEN {number},nhs_trust,,,,open,,," for number in range(20)]
    return "\n".join([*good[:3], *bad, *good[3:]]).encode()


async def test_the_whole_real_register_is_taken_and_said(
    program: httpx.AsyncClient, database: Database
) -> None:
    told = await send(program, "organisations", ORGANISATIONS)

    assert told == {"accepted": True, **NOTHING, "added": 329, "left_out": [], "refused": []}
    events = await said(database)
    assert len(events) == 329
    assert all(isinstance(event, OrganisationRecorded) for event in events)


async def test_the_same_file_again_says_nothing(program: httpx.AsyncClient, database: Database) -> None:
    await send(program, "organisations", ORGANISATIONS)
    told = await send(program, "organisations", ORGANISATIONS)

    assert counts(told) == {**NOTHING, "unchanged": 329}
    assert len(await said(database)) == 329


async def test_a_change_of_the_register_is_noted_under_the_key_that_made_it(
    program: httpx.AsyncClient, database: Database
) -> None:
    await send(program, "organisations", SMALL_REGISTER)
    await send(program, "people", people(ASHA))
    (_, last) = (await program.get("/api/v1/imports")).json()["items"]
    assert (await program.post(f"/api/v1/imports/{last['import_id']}/undo")).status_code == 409
    (newest, _) = (await program.get("/api/v1/imports")).json()["items"]
    assert (await program.post(f"/api/v1/imports/{newest['import_id']}/undo")).status_code == 200

    async with database.reading() as tx:
        noted = [(row.who, row.what) async for row in audit.rows_of(tx) if row.about == "register"]
    what = ("imported organisations", "imported people", "undid an import of people")
    assert noted == [("key/settings", each) for each in what]


async def test_a_year_between_two_extracts_is_told_and_said(
    program: httpx.AsyncClient, database: Database, clock: FixedClock
) -> None:
    clock.now = datetime(2025, 7, 20, tzinfo=UTC)
    assert (await send(program, "organisations", EXTRACT_2025))["added"] == 207
    clock.now = datetime(2026, 7, 20, tzinfo=UTC)
    told = await send(program, "organisations", EXTRACT_2026)

    assert counts(told) == {"added": 64, "changed": 61, "closed": 4, "unchanged": 142}
    assert [left["line"] for left in told["left_out"]] == [152, 173, 270]
    events = (await said(database))[207:]
    assert len(events) == 64 + 61 + 4
    online = next(event for event in events if event.ods_code == "K0N6A")
    assert (online.name, online.active) == ("The Online NHS Trust", True)


async def test_a_preview_says_what_a_file_would_do_and_does_nothing(
    program: httpx.AsyncClient, database: Database
) -> None:
    answer = await program.post("/api/v1/organisations", content=SMALL_REGISTER, params={"preview": "true"})
    told = answer.json()

    assert (told["preview"], told["accepted"], told["added"]) == (True, True, 4)
    assert await said(database) == []


async def test_twenty_bad_rows_are_all_told_and_nothing_is_taken(
    program: httpx.AsyncClient, database: Database
) -> None:
    told = await send(program, "organisations", some_bad_rows())

    assert told["accepted"] is False
    assert counts(told) == NOTHING
    assert [bad["line"] for bad in told["refused"]] == list(range(4, 24))
    assert all("status" in bad["reason"] for bad in told["refused"])
    assert await said(database) == []


async def test_the_good_rows_are_taken_where_they_are_wanted(
    program: httpx.AsyncClient, database: Database
) -> None:
    told = await send(program, "organisations", some_bad_rows(), accept_valid=True)

    assert (told["accepted"], told["added"], len(told["refused"])) == (True, 4, 20)
    assert len(await said(database)) == 4


async def test_people_are_taken_and_said_with_an_id_that_stays(
    program: httpx.AsyncClient, database: Database
) -> None:
    await send(program, "organisations", SMALL_REGISTER)
    assert (await send(program, "people", people(ASHA, AUTHOR, LEAD)))["added"] == 3
    told = await send(program, "people", people(ASHA.replace("001", "002"), AUTHOR, LEAD))

    assert counts(told) == {**NOTHING, "changed": 1, "unchanged": 2}
    events = [event for event in await said(database) if isinstance(event, PersonRecorded)]
    first, *_, last = events
    assert first.person_id == last.person_id
    assert (first.phone, last.phone) == ("01632 960 001", "01632 960 002")


async def test_bad_rows_of_people_keep_all_of_them_out(program: httpx.AsyncClient) -> None:
    await send(program, "organisations", SMALL_REGISTER)
    told = await send(program, "people", people(ASHA, ASHA, "RZZ,specialist,A,a@x.example,"))

    assert [bad["line"] for bad in told["refused"]] == [3, 4]
    assert (await program.get("/api/v1/people")).json() == {"items": [], "next": None}


async def test_many_people_cost_as_many_statements_as_few(
    program: httpx.AsyncClient, directory: Service
) -> None:
    """So the largest register is taken in seconds; one statement for each person would take minutes."""
    await send(program, "organisations", SMALL_REGISTER)
    ran: list[str] = []
    listen(directory.database.engine.sync_engine, "before_cursor_execute", lambda *told: ran.append(told[2]))

    async def statements_for(count: int) -> int:
        ran.clear()
        rows = [f"RH5,specialist,Person {n},p{n}of{count}@somerset.example," for n in range(count)]
        assert (await send(program, "people", people(*rows)))["added"] == count
        return len(ran)

    assert await statements_for(1000) <= await statements_for(10) + 5


async def test_organisations_are_listed_in_parts_and_by_filter(program: httpx.AsyncClient) -> None:
    await send(program, "organisations", SMALL_REGISTER)
    first = (await program.get("/api/v1/organisations", params={"limit": 3})).json()
    rest = (await program.get("/api/v1/organisations", params={"limit": 3, "after": first["next"]})).json()

    assert [item["ods_code"] for item in first["items"]] == ["QSL", "RA4", "RH5"]
    assert [item["ods_code"] for item in rest["items"]] == ["Y58"]
    assert (first["next"], rest["next"]) == ("RH5", None)
    filters = {"region": "Y58", "type": "nhs_foundation_trust", "active": "true"}
    found = (await program.get("/api/v1/organisations", params=filters)).json()
    assert [item["ods_code"] for item in found["items"]] == ["RH5"]


async def test_people_are_listed_in_parts_and_by_organisation(program: httpx.AsyncClient) -> None:
    await send(program, "organisations", SMALL_REGISTER)
    await send(program, "people", people(ASHA, AUTHOR, LEAD))
    seen = []
    after: dict[str, str] = {}
    while after.get("after", "") is not None:
        part = (await program.get("/api/v1/people", params={"limit": 1, **after})).json()
        seen += [item["name"] for item in part["items"]]
        after = {"after": part["next"]}

    assert sorted(seen) == ["Asha Verma", "Nia Bevan", "Rhys Hale"]
    found = (await program.get("/api/v1/people", params={"ods_code": "RH5"})).json()
    assert [item["email"] for item in found["items"]] == ["Asha.Verma@somerset.example"]


async def test_nobody_without_the_key_reads_or_writes(anybody: httpx.AsyncClient) -> None:
    for kind in ("organisations", "people"):
        assert (await anybody.get(f"/api/v1/{kind}")).status_code == 401
        assert (await anybody.post(f"/api/v1/{kind}", content=ORGANISATIONS)).status_code == 401


async def test_a_file_without_end_is_not_read_to_the_end(program: httpx.AsyncClient) -> None:
    answer = await program.post("/api/v1/people", content=b"x" * 10_000_001)

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_filter_that_no_code_can_fit_is_refused(program: httpx.AsyncClient) -> None:
    for name in ("region", "type", "after"):
        assert (await program.get("/api/v1/organisations", params={name: "\x00"})).status_code == 422
    assert (await program.get("/api/v1/people", params={"ods_code": "\x00"})).status_code == 422


async def test_an_import_is_listed_and_undone_by_a_program_once(
    program: httpx.AsyncClient, database: Database, clock: FixedClock
) -> None:
    await send(program, "organisations", SMALL_REGISTER)
    await send(program, "people", people(ASHA))
    newest, oldest = (await program.get("/api/v1/imports")).json()["items"]
    assert (newest["what"], oldest["what"]) == ("people", "organisations")
    assert (newest["counts"]["added"], newest["by"], newest["undone_at"]) == (1, None, None)

    undo = f"/api/v1/imports/{newest['import_id']}/undo"
    undone = [(await program.post(undo)).json() for _ in range(2)]

    assert undone == [newest | {"undone_at": clock().isoformat().replace("+00:00", "Z")}] * 2
    registrations = [one for one in await said(database) if isinstance(one, PersonRecorded)]
    assert [one.active for one in registrations] == [True, False]


async def test_what_changed_since_stands_in_the_way_of_undoing_and_nothing_is_undone(
    program: httpx.AsyncClient, database: Database
) -> None:
    await send(program, "organisations", SMALL_REGISTER)
    await send(program, "people", people(ASHA))
    before = await said(database)
    first = (await program.get("/api/v1/imports")).json()["items"][-1]

    refused = await program.post(f"/api/v1/imports/{first['import_id']}/undo")

    assert refused.status_code == 409
    told = refused.json()
    assert told["title"] == "The import cannot be undone"
    assert any("RH5" in trouble or "Somerset" in trouble for trouble in told["errors"])
    assert await said(database) == before


async def test_an_import_that_there_is_not_is_not_found(program: httpx.AsyncClient) -> None:
    assert (await program.post("/api/v1/imports/4711/undo")).status_code == 404
