"""What a program is told of each mail."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.kit import audit
from services.kit.service import Service
from tests.builders import NOW, REFERENCE, person_id
from tests.distribution.browser import browser
from tests.distribution.stage import Stage
from tests.fakes import FixedClock

ADDRESS = f"/api/v1/alerts/{REFERENCE}/deliveries"


@pytest.fixture
async def client(service: Service, clock: FixedClock) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(service, clock) as client:
        client.headers["authorization"] = "Bearer api-key-for-tests"
        yield client


async def ask(client: httpx.AsyncClient, **params: Any) -> dict[str, Any]:
    answer = await client.get(ADDRESS, params=params)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_delivery_tells_all_but_the_address_and_the_name(
    client: httpx.AsyncClient, stage: Stage
) -> None:
    await stage.issue("asha@x.example")
    await stage.send()

    (item,) = (await ask(client))["items"]

    message_id = item.pop("message_id")
    assert message_id.endswith("@safety-cascade.example>")
    assert item == {
        "person_id": str(person_id("Person 0")),
        "ods_code": "RH5",
        "role": "specialist",
        "kind": "alert-issued",
        "kind_in_words": "Alert",
        "version": 1,
        "state": "accepted",
        "attempts": 1,
        "repeated": 0,
        "in_spite": False,
        "accepted_at": NOW.isoformat().replace("+00:00", "Z"),
        "code": 250,
        "reply": "2.0.0 taken",
    }


async def test_a_list_is_read_page_by_page(client: httpx.AsyncClient, stage: Stage) -> None:
    await stage.issue(*(f"a{n}@x.example" for n in range(5)))
    seen, after = [], 0
    for expected in (2, 2, 1):
        told = await ask(client, limit=2, after=after)
        assert len(told["items"]) == expected
        seen += [item["message_id"] for item in told["items"]]
        after = told["next"]

    assert after is None
    assert len(set(seen)) == 5


async def test_one_state_can_be_chosen(client: httpx.AsyncClient, stage: Stage) -> None:
    await stage.issue("asha@x.example", "never@x.example")
    await stage.send()

    assert [item["code"] for item in (await ask(client, state="bounced"))["items"]] == [550]


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 1001}, {"after": "x"}, {"state": "lost"}])
async def test_a_question_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, params: dict[str, Any]
) -> None:
    assert (await client.get(ADDRESS, params=params)).status_code == 422


async def test_an_alert_that_has_not_arrived_yet_has_no_deliveries(client: httpx.AsyncClient) -> None:
    assert await ask(client) == {"items": [], "next": None}


async def test_without_the_key_nothing_is_told(client: httpx.AsyncClient) -> None:
    assert (await client.get(ADDRESS, headers={"authorization": "Bearer x"})).status_code == 401


async def test_a_program_pauses_and_sees_it(client: httpx.AsyncClient, stage: Stage) -> None:
    await stage.issue("asha@x.example")
    order = {"what": "pause", "reference": REFERENCE, "reason": "The list was wrong", "by": "olu"}

    done = await client.post("/api/v1/sending/orders", json=order)
    sending = (await client.get("/api/v1/sending")).json()

    assert (done.status_code, done.json()) == (201, {"what": "pause", "mails": 1})
    assert [pause["reference"] for pause in sending["pauses"]] == [REFERENCE]
    assert sending["alerts"][0]["states"] == {"planned": 1}


async def test_an_order_is_noted_under_the_key_that_gave_it(client: httpx.AsyncClient, stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await client.post(
        "/api/v1/sending/orders", json={"what": "pause", "reference": REFERENCE, "reason": "A wrong list"}
    )

    async with stage.service.database.reading() as tx:
        rows = [row async for row in audit.rows_of(tx) if row.what.startswith("gave the order")]
    assert [(row.who, row.about, row.details) for row in rows] == [("key/settings", REFERENCE, {"mails": 1})]


async def test_an_order_that_cannot_be_carried_out_is_a_problem_in_words(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/v1/sending/orders", json={"what": "resume", "reason": "The list is right again"}
    )

    assert answer.status_code == 422
    assert "This is not paused: every mail of all alerts" in answer.json()["title"]
