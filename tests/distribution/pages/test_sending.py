"""The operator's page: how sending is, and orders about it."""

import re

import httpx
import pytest

from contracts.events.register import Role
from services.kit.service import Service
from tests.builders import REFERENCE
from tests.distribution.browser import browser, checked
from tests.distribution.stage import Stage
from tests.fakes import FixedClock

STEERS = {Role.OPERATOR, Role.NATIONAL_APPROVER}
PAUSE = {"what": "pause", "reference": REFERENCE, "reason": "The list was wrong"}


async def send(client: httpx.AsyncClient, form: dict[str, str]) -> httpx.Response:
    found = re.search(r'name="csrf_token" value="([^"]+)"', (await client.get("/sending")).text)
    return await client.post("/sending", data=form | {"csrf_token": found[1] if found else ""})


async def test_how_sending_is_stands_first(service: Service, clock: FixedClock, stage: Stage) -> None:
    await stage.issue("asha@x.example", "never@x.example", "breaks@x.example")
    await stage.send()
    # The others are told of the one that was refused.
    await stage.send()

    async with browser(service, clock, Role.OPERATOR) as client:
        html = checked(await client.get("/sending"))
        live = await client.get("/sending/live")

    assert "No mail waits to be sent." in html
    assert "1 mail was refused for good; 2 mails may have arrived" in html
    assert f'href="/deliveries/{REFERENCE}?state=bounced"' in html
    assert live.status_code == 200
    assert "x.example" not in html


async def test_without_alerts_the_page_says_what_would_stand_there(
    service: Service, clock: FixedClock
) -> None:
    async with browser(service, clock, Role.OPERATOR) as client:
        html = checked(await client.get("/sending"))

    assert "Every alert whose mails are sent from here will stand here" in html
    assert "What is paused stands here" in html


async def test_an_operator_pauses_and_resumes_by_the_page(
    service: Service, clock: FixedClock, stage: Stage
) -> None:
    await stage.issue("asha@x.example")
    async with browser(service, clock, Role.OPERATOR) as client:
        assert (await send(client, PAUSE)).headers["location"] == "/sending#orders"
        await stage.send()
        paused = checked(await client.get("/sending"))
        await send(client, PAUSE | {"what": "resume"})
        resumed = checked(await client.get("/sending"))

    assert f"Sending is paused for every mail of {REFERENCE}" in paused
    assert "The list was wrong" in paused
    assert "Nia Jones" in paused
    assert "is paused for" not in resumed
    await stage.send()
    assert await stage.states() == ["accepted"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (PAUSE | {"what": ""}, "Choose what is to be done."),
        (PAUSE | {"reason": ""}, "Say why"),
        (PAUSE | {"what": "cancel"}, "Choose which kind of mail"),
    ],
)
async def test_a_refused_order_keeps_what_was_typed(
    service: Service, clock: FixedClock, stage: Stage, form: dict[str, str], words: str
) -> None:
    await stage.issue("asha@x.example")
    async with browser(service, clock, Role.OPERATOR) as client:
        html = checked(await send(client, form), 422)

    assert words in html
    assert f'value="{REFERENCE}"' in html or form["what"] == ""
    assert await stage.states() == ["planned"]


@pytest.mark.parametrize("role", Role)
async def test_only_operators_and_approvers_give_orders(
    service: Service, clock: FixedClock, stage: Stage, role: Role
) -> None:
    await stage.issue("asha@x.example")
    async with browser(service, clock, role) as client:
        answer = await send(client, PAUSE)

    assert (answer.status_code == 303) == (role in STEERS)
