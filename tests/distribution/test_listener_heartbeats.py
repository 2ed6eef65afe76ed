"""Heartbeats arrive in their mailbox, handed over by another mail server; nothing else is taken there."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from contracts.events.distribution import HeartbeatArrived
from contracts.heartbeats import reference_at
from services.distribution.config import Settings
from services.distribution.handlers.bounces import return_path_of
from services.distribution.listener import ReturnDesk
from services.kit.mail.listening import listening
from services.kit.service import Service
from tests.builders import NOW, person_id
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage
from tests.distribution.test_listener import Server

MAILBOX = "Heartbeat@bounce.example"
MAIL = b"Subject: A heartbeat\r\n\r\nNothing has to be done.\r\n"
AWAY = "ALTER TABLE distribution.arrivals RENAME TO away"
#: Fails when the transaction commits, and not before.
NO_COMMIT = """
DO $do$ BEGIN
CREATE FUNCTION distribution.fails() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON distribution.arrivals
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION distribution.fails();
END $do$
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    own = {"heartbeat_mailbox": MAILBOX, "bounce_listen": "127.0.0.1:2525"}
    return settings.model_copy(update=own)


@pytest.fixture
async def server(service: Service, settings: Settings) -> AsyncIterator[Server]:
    path = return_path_of(settings)
    assert path is not None
    async with listening("127.0.0.1:0", ReturnDesk(service.database, settings, path)) as port:
        yield Server(port)


async def arrived(stage: Stage) -> list[HeartbeatArrived]:
    return [said for said in await stage.said() if isinstance(said, HeartbeatArrived)]


async def test_a_heartbeat_that_arrives_is_said_once_however_its_addresses_are_written(
    stage: Stage, sink: Sink, server: Server
) -> None:
    await stage.beat("heartbeat@bounce.example")
    await stage.send()
    taken_at = stage.clock()
    stage.clock.advance(seconds=5)
    (sender,) = sink.senders

    assert await server.is_told(MAILBOX, MAIL, sender) == "250 2.0.0 It has arrived"
    said = HeartbeatArrived(
        reference=reference_at(NOW),
        version=1,
        ods_code="PROBE",
        person_id=person_id("Heartbeat"),
        sent_at=taken_at,
        arrived_at=stage.clock(),
    )
    assert await arrived(stage) == [said]
    assert await server.is_told(MAILBOX.upper(), MAIL, sender.upper()) == "250 2.0.0 It had arrived already"
    assert await arrived(stage) == [said]


async def test_one_that_is_there_before_we_have_written_down_that_it_left_has_arrived_all_the_same(
    stage: Stage, sink: Sink, server: Server
) -> None:
    await stage.beat(MAILBOX)
    sink.holds = asyncio.Event()
    sending = asyncio.create_task(stage.send())
    await asyncio.wait_for(sink.somebody_waits.wait(), 10)
    early = await server.hands_over(MAILBOX, MAIL, sink.senders[0])
    assert await stage.states() == ["claimed"]
    sink.holds.set()
    await sending

    assert early == 250
    assert [said.sent_at for said in await arrived(stage)] == [None]
    assert await stage.states() == ["accepted"]


async def test_whatever_else_comes_there_is_refused_with_the_reason(
    stage: Stage, sink: Sink, server: Server
) -> None:
    await stage.beat(MAILBOX)
    await stage.send()
    stage.clock.advance(minutes=1)
    await stage.beat("elsewhere@bounce.example")
    await stage.send()
    await stage.issue(MAILBOX)
    await stage.send()
    beat, beat_to_another, alert = sink.senders
    forged = beat.replace("-", "-0", 1)

    for sender in ("", "stranger@x.example", "bounces@bounce.example", forged, alert, beat_to_another):
        answer = await server.is_told(MAILBOX, MAIL, sender)
        assert answer == "550 5.7.1 Nobody reads mail here: only this service's own heartbeats are taken"
    assert await arrived(stage) == []


@pytest.mark.parametrize("trouble", [AWAY, NO_COMMIT])
async def test_what_cannot_be_recorded_is_to_come_again(
    stage: Stage, sink: Sink, server: Server, trouble: str
) -> None:
    await stage.beat(MAILBOX)
    await stage.send()
    async with stage.service.database.transaction() as tx:
        await tx.execute(text(trouble))

    assert await server.is_told(MAILBOX, MAIL, sink.senders[0]) == (
        "451 4.3.0 It cannot be recorded now, come again"
    )
    assert await arrived(stage) == []


async def test_where_no_mailbox_is_set_there_is_no_such_address(
    stage: Stage, sink: Sink, service: Service, settings: Settings
) -> None:
    await stage.beat(MAILBOX)
    await stage.send()
    without = settings.model_copy(update={"heartbeat_mailbox": ""})
    path = return_path_of(without)
    assert path is not None
    async with listening("127.0.0.1:0", ReturnDesk(service.database, without, path)) as port:
        answer = await Server(port).is_told(MAILBOX, MAIL, sink.senders[0])

    assert answer == "550 5.1.1 There is no such address here"


@pytest.mark.parametrize(
    ("wrong", "how_to_mend"),
    [
        ({"bounce_domain": "bounce.example"}, "needs CASCADE_DISTRIBUTION_BOUNCE_DOMAIN and …_BOUNCE_LISTEN"),
        ({}, "needs CASCADE_DISTRIBUTION_BOUNCE_DOMAIN and …_BOUNCE_LISTEN"),
        (
            {"bounce_domain": "other.example", "bounce_listen": "127.0.0.1:2525"},
            "must be an address at CASCADE_DISTRIBUTION_BOUNCE_DOMAIN",
        ),
        (
            {
                "bounce_domain": "bounce.example",
                "bounce_listen": "127.0.0.1:2525",
                "heartbeat_mailbox": "Bounces+beat@bounce.example",
            },
            "and not bounces@, where reports come to",
        ),
    ],
)
def test_a_mailbox_that_nothing_takes_mail_for_is_refused_at_the_start(
    wrong: dict[str, str], how_to_mend: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings.model_validate({"heartbeat_mailbox": MAILBOX} | wrong)

    assert how_to_mend in str(refusal.value)


def test_a_mailbox_at_the_domain_of_the_return_path_is_taken_in_whatever_case() -> None:
    where = {"bounce_domain": "Bounce.example", "bounce_listen": "127.0.0.1:2525"}

    assert Settings.model_validate(where | {"heartbeat_mailbox": MAILBOX}).heartbeat_mailbox == MAILBOX
