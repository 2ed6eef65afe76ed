"""A heartbeat goes the whole way: what one service says the next hears, and a mail server takes it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from services.distribution import wiring as distribution
from services.kit.config import KitSettings
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
from tests.fakes import FixedClock
from tests.oversight.stage import hear

MAILBOX = "heartbeat@probe.example"


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
        for event in (*await said(self.publishing), *await said(self.distribution)):
            await hear(self.oversight, event)


async def said(service: Service) -> list[Any]:
    async with service.database.reading() as tx:
        return [event async for event in events_said(tx)]


@pytest.fixture
async def way(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Way]:
    sink, key = Sink(), new_private_key()
    await sink.start()
    own = {
        "heartbeat_minutes": 60,
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


async def test_what_is_issued_by_the_clock_arrives_in_the_mailbox_and_is_heard_back(
    way: Way, common_settings: KitSettings
) -> None:
    stage = Stage(way.distribution, way.clock)
    probe = an_organisation(ods_code="PROBE", name="Heartbeat", organisation_type="probe")
    await stage.hear(probe, a_person("Heartbeat", ods_code="PROBE", role="shared_mailbox", email=MAILBOX))
    settings = OversightSettings.of(common_settings).model_copy(update={"heartbeat_minutes": 60})
    watch = Watch(way.oversight.database, settings, since=NOW - timedelta(hours=2))

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
