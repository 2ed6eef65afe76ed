"""The way of a mail: planned, claimed, handed over, recorded."""

from contracts.envelope import EventData
from contracts.events.distribution import AudienceFrozen, DeliveriesCounted
from services.distribution.consumers import hears
from services.kit.service import Service
from tests.builders import a_person, an_alert, an_organisation, said
from tests.databases import events_said
from tests.distribution.sink import Sink


async def hear(service: Service, *heard: EventData) -> None:
    for data in heard:
        door = next(door for door in hears if door.event is type(data))
        async with service.database.transaction() as tx:
            await door.hear(tx, said(data), service.settings)


async def send_all(service: Service) -> None:
    tick = next(job.tick for job in service.jobs if "sends" in job.name)
    while await tick():
        pass


async def test_an_alert_reaches_its_specialist(service: Service, sink: Sink) -> None:
    await hear(service, an_organisation(), a_person(), an_alert())

    await send_all(service)

    (mail,) = sink.mails()
    assert mail["To"] == "Asha Verma <asha.verma@somerset.example>"
    async with service.database.transaction() as tx:
        told = [event.data async for event in events_said(tx)]
    assert [type(data) for data in told] == [AudienceFrozen, DeliveriesCounted]
    assert told[1].accepted == 1
