"""A heartbeat goes the whole way: what one service says the next hears, and a mail server takes it.

Where a mailbox is set, that mail server hands it over there, and what distribution says of it is heard back.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from contracts.heartbeats import Failure
from services.distribution import wiring as distribution
from services.distribution.config import Settings as DistributionSettings
from services.distribution.handlers.bounces import return_path_of
from services.distribution.listener import ReturnDesk
from services.kit.config import KitSettings
from services.kit.mail.listening import listening
from services.kit.service import Service
from services.kit.signing import new_private_key, public_key_of
from services.oversight import wiring as oversight
from services.oversight.config import Settings as OversightSettings
from services.oversight.jobs import Watch
from services.publishing import wiring as publishing
from tests.builders import NOW, a_person, an_organisation
from tests.databases import events_said
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage
from tests.distribution.test_listener import Server
from tests.fakes import FixedClock
from tests.oversight.stage import hear

MAILBOX = "heartbeat@bounce.example"


@dataclass
class Way:
    """The three services that it passes, joined by what they say."""

    publishing: Service
    distribution: Service
    oversight: Service
    sink: Sink
    clock: FixedClock

    async def beat(self) -> None:
        await next(job for job in self.publishing.jobs if "heartbeats" in job.name).tick()
        stage = Stage(self.distribution, self.clock)
        for event in await said(self.publishing):
            await stage.hear(event.data)
        await stage.send()
        await self.hear_back()

    async def hear_back(self) -> None:
        for event in (*await said(self.publishing), *await said(self.distribution)):
            await hear(self.oversight, event)

    async def hand_over(self) -> list[int]:
        """As the mail server does that has taken them, by SMTP; what it is answered."""
        settings = self.distribution.settings
        assert isinstance(settings, DistributionSettings)
        path = return_path_of(settings)
        assert path is not None
        async with listening("127.0.0.1:0", ReturnDesk(self.distribution.database, settings, path)) as port:
            taken = zip(self.sink.senders, self.sink.taken, strict=True)
            return [await Server(port).hands_over(to, mail, sender) for sender, (to, mail) in taken]

    async def register_the_probe(self) -> Stage:
        stage = Stage(self.distribution, self.clock)
        probe = an_organisation(ods_code="PROBE", name="Heartbeat", organisation_type="probe")
        somebody = a_person("Heartbeat", ods_code="PROBE", role="shared_mailbox", email=MAILBOX)
        await stage.hear(probe, somebody)
        return stage

    def watch(self, mailbox: str = "") -> Watch:
        """Begun so long ago that the first could have come through."""
        own = {"heartbeat_mailbox": mailbox}
        settings = self.oversight.settings.model_copy(update=own)
        assert isinstance(settings, OversightSettings)
        return Watch(self.oversight.database, settings, since=NOW - timedelta(hours=2))


async def said(service: Service) -> list[Any]:
    async with service.database.reading() as tx:
        return [event async for event in events_said(tx)]


@pytest.fixture
async def way(
    common_settings: KitSettings, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Way]:
    monkeypatch.setenv("CASCADE_DISTRIBUTION_BOUNCE_DOMAIN", "bounce.example")
    monkeypatch.setenv("CASCADE_DISTRIBUTION_BOUNCE_LISTEN", "127.0.0.1:2525")
    sink, key = Sink(), new_private_key()
    await sink.start()
    own = {
        "heartbeat_minutes": 60,
        "heartbeat_mailbox": MAILBOX,
        "smtp": sink.address,
        "link_private_key": SecretStr(key),
        "link_public_keys": f"k:{public_key_of(key)}",
    }
    settings = common_settings.model_copy(update=own)
    issues, mails, watches = (part.build(settings, clock) for part in (publishing, distribution, oversight))
    yield Way(issues, mails, watches, sink, clock)
    for service in (issues, mails, watches):
        if service.close:
            await service.close()
        await service.database.close()
    await sink.stop()


async def test_what_is_issued_by_the_clock_arrives_in_the_mailbox_and_is_heard_back(way: Way) -> None:
    await way.register_the_probe()
    watch = way.watch()

    await watch.look()
    assert watch.is_late
    await way.beat()
    await watch.look()
    assert not watch.is_late

    (mail,) = way.sink.mails(MAILBOX)
    assert "TEST" in mail["subject"].upper()
    assert "BEAT0915" in mail["subject"]
    assert "Nothing has to be done." in mail.get_body(("plain",)).get_content()

    # Nobody is chased for it, and the next comes beside it.
    way.clock.advance(days=4)
    await next(job for job in way.distribution.jobs if "chases" in job.name).tick()
    await way.beat()
    assert len(way.sink.mails()) == 2


async def test_where_it_must_arrive_a_heartbeat_that_is_handed_over_satisfies_the_watch(
    way: Way, capsys: pytest.CaptureFixture[str]
) -> None:
    await way.register_the_probe()
    watch = way.watch(MAILBOX)

    await way.beat()
    await watch.look()
    assert watch.failure is Failure.NOT_ARRIVED, "so far the mail server has only taken it"
    assert await way.hand_over() == [250]
    await way.hear_back()
    await watch.look()

    assert watch.failure is None
    told = capsys.readouterr()
    assert "heartbeats come through again" in told.out + told.err


async def test_a_mail_server_that_takes_everything_and_delivers_nothing_is_noticed(
    way: Way, capsys: pytest.CaptureFixture[str]
) -> None:
    await way.register_the_probe()
    watch = way.watch(MAILBOX)
    await way.beat()
    await way.hand_over()
    await way.hear_back()
    await watch.look()
    assert not watch.is_late

    for _ in range(2):
        way.clock.advance(minutes=60)
        await way.beat()
        await watch.look()

    assert len(way.sink.mails(MAILBOX)) == 3
    assert watch.failure is Failure.NOT_ARRIVED
    told = capsys.readouterr()
    assert (told.out + told.err).count("heartbeats are taken by the mail server and do not arrive") == 1
    assert "no heartbeat came through" not in told.out + told.err
