"""What publishing hears: every alert, its own included."""

from contracts.envelope import Event
from contracts.events.alerts import AlertIssued
from contracts.topics import ALERTS
from services.access.hearing import hear_who_may_come_in
from services.kit.database import Transaction
from services.kit.doors import Doors
from services.publishing import handlers
from services.publishing.config import Settings

hears = Doors()
hear_who_may_come_in(hears)


@hears(ALERTS, AlertIssued)
async def alert_issued(tx: Transaction, event: Event[AlertIssued], settings: Settings) -> None:  # noqa: ARG001 — every door is given its settings
    await handlers.record_alert(tx, event)
