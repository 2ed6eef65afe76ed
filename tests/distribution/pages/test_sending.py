"""The operator's page: how sending is, and orders about it."""

import re

import httpx
import pytest

from contracts.events.register import Role
from contracts.heartbeats import reference_at
from services.distribution import wiring
from services.distribution.config import Settings
from services.kit.service import Service
from tests.builders import NOW, REFERENCE
from tests.distribution.browser import browser, checked
from tests.distribution.conftest import closed
from tests.distribution.stage import Stage
from tests.fakes import FixedClock

STEERS = {Role.OPERATOR, Role.NATIONAL_APPROVER}
#: A heartbeat an hour; whoever watches stays signed in.
HOURLY = {"heartbeat_minutes": 60, "session_idle_minutes": 300}
MAILBOX = "heartbeat@bounce.example"
#: And they must arrive.
IN_A_MAILBOX = HOURLY | {"heartbeat_mailbox": MAILBOX, "bounce_listen": "127.0.0.1:2525"}
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


async def test_where_heartbeats_are_issued_the_page_says_whether_they_come_through(
    settings: Settings, clock: FixedClock
) -> None:
    service = wiring.build(settings.model_copy(update=HOURLY), clock)
    stage = Stage(service, clock)
    async with browser(service, clock, Role.OPERATOR) as client:
        none = checked(await client.get("/sending"))
        await stage.beat(MAILBOX)
        await stage.send()
        clock.advance(minutes=75)
        well = checked(await client.get("/sending"))
        clock.advance(seconds=1)
        late = checked(await client.get("/sending"))
        live = (await client.get("/sending/live")).text
    await closed(service)

    assert "No mail server has taken a heartbeat yet." in none
    assert "taken by a mail server 1 hour ago; whether it arrived is not watched." in well
    assert reference_at(NOW) not in well
    for page in (late, live):
        assert "! No heartbeat has come through since Friday 21 November 2025, 9:15am, and" in page


async def test_heartbeats_that_no_mail_server_takes_are_late_too(
    settings: Settings, clock: FixedClock
) -> None:
    service = wiring.build(settings.model_copy(update=HOURLY), clock)
    stage = Stage(service, clock)
    await stage.beat("later@probe.example")
    await stage.send()
    clock.advance(minutes=76)
    async with browser(service, clock, Role.OPERATOR) as client:
        late = checked(await client.get("/sending"))
    await closed(service)

    assert "! No heartbeat has come through, and no mail server takes one.</strong>" in late
    assert reference_at(NOW) not in late


async def test_where_a_mailbox_is_set_the_page_says_whether_heartbeats_arrive_there(
    settings: Settings, clock: FixedClock
) -> None:
    service = wiring.build(settings.model_copy(update=IN_A_MAILBOX), clock)
    stage = Stage(service, clock)
    async with browser(service, clock, Role.OPERATOR) as client:
        none = checked(await client.get("/sending"))
        await stage.beat(MAILBOX)
        await stage.send()
        await stage.arrive()
        clock.advance(minutes=60)
        well = checked(await client.get("/sending"))
        # The next is taken too, and is kept there.
        await stage.beat(MAILBOX)
        await stage.send()
        clock.advance(minutes=15, seconds=1)
        kept = checked(await client.get("/sending"))
        # One that took longer than the patience shows that they are delayed, not that they arrive.
        await stage.arrive()
        delayed = checked(await client.get("/sending"))
        clock.advance(minutes=60)
        late = checked(await client.get("/sending"))
    await closed(service)

    assert "No heartbeat has arrived in its mailbox yet." in none
    assert "The last heartbeat arrived in its mailbox 1 hour ago." in well
    since = "since Friday 21 November 2025, 9:15am"
    for page in (kept, delayed):
        assert f"! Mail servers take heartbeats, and none has arrived in its mailbox in time {since}." in page
    assert f"! No heartbeat has arrived in its mailbox {since}, and no mail server takes one." in late


async def test_where_none_is_issued_the_page_is_silent_about_heartbeats(
    service: Service, clock: FixedClock
) -> None:
    async with browser(service, clock, Role.OPERATOR) as client:
        assert "heartbeat" not in checked(await client.get("/sending"))
