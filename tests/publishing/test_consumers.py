from contracts.envelope import Event
from contracts.events.alerts import AlertIssued
from contracts.topics import ALERTS
from services.kit.service import Service
from services.publishing import storage
from tests.builders import NOW, REFERENCE, an_alert, said


async def hear(publishing: Service, event: Event[AlertIssued]) -> None:
    (door,) = [door for door in publishing.doors if door.event is AlertIssued]
    assert (door.topic, door.event) == (ALERTS, AlertIssued)
    async with publishing.database.transaction() as tx:
        await door.hear(tx, event, publishing.settings)


async def test_an_alert_of_somebody_else_is_known_with_its_source(publishing: Service) -> None:
    await hear(publishing, said(an_alert(), source="https://other.example"))
    async with publishing.database.reading() as tx:
        known = await storage.newest_version(tx, REFERENCE)
    assert known is not None
    assert (known.document, known.source, known.heard_at) == (an_alert(), "https://other.example", NOW)


async def test_versions_may_arrive_in_any_order(publishing: Service) -> None:
    for version in (2, 1):
        await hear(publishing, said(an_alert(version=version), source="https://other.example"))
    async with publishing.database.reading() as tx:
        known = await storage.newest_version(tx, REFERENCE)
        listed = await storage.list_alerts(tx, 10)
    assert known is not None
    assert [alert.document.version for alert in (known, *listed)] == [2, 2]
