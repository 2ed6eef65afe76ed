"""What publishing hears: every alert and every alert's end, its own included; and the register."""

from contracts.envelope import Event
from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.topics import ALERTS, REGISTER
from services.access.hearing import hear_who_may_come_in
from services.kit.database import Transaction
from services.kit.doors import Doors
from services.publishing.config import Settings
from services.publishing.handlers import hear

hears = Doors()
hear_who_may_come_in(hears)


@hears(ALERTS, AlertIssued)
async def alert_issued(tx: Transaction, event: Event[AlertIssued], settings: Settings) -> None:  # noqa: ARG001 — every door is given its settings
    await hear.record_alert(tx, event)


@hears(ALERTS, AlertEnded)
async def alert_ended(tx: Transaction, event: Event[AlertEnded], settings: Settings) -> None:  # noqa: ARG001 — as above
    await hear.record_ending(tx, event)


@hears(ALERTS, AudienceCorrected)
async def audience_corrected(tx: Transaction, event: Event[AudienceCorrected], _: Settings) -> None:
    await hear.record_correction(tx, event)


@hears(REGISTER, OrganisationRecorded)
async def organisation_recorded(tx: Transaction, event: Event[OrganisationRecorded], _: Settings) -> None:
    await hear.keep_organisation(tx, event.data)


@hears(REGISTER, PersonRecorded)
async def person_recorded(tx: Transaction, event: Event[PersonRecorded], _: Settings) -> None:
    await hear.keep_person(tx, event.data)
