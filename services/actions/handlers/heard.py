"""Keeping what the neighbours said."""

from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceFrozen
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import AlertAcknowledged
from services.actions.handlers.count import count_again
from services.actions.storage import heard, records
from services.kit.database import Transaction


async def keep_alert(tx: Transaction, alert: AlertIssued) -> None:
    """A new version may have other actions, so whoever had begun is counted again."""
    if await heard.save_alert(tx, alert):
        for ods_code in await records.organisations_on_record(tx, alert.reference):
            await records.hold(tx, alert.reference, ods_code)
            await count_again(tx, alert.reference, ods_code)


async def keep_organisation(tx: Transaction, organisation: OrganisationRecorded) -> None:
    """Its name, for the page."""
    await heard.save_organisation(tx, organisation)


async def keep_person(tx: Transaction, person: PersonRecorded) -> None:
    """Who may answer, and under which name."""
    await heard.save_person(tx, person)


async def keep_audience(tx: Transaction, audience: AudienceFrozen) -> None:
    """Which organisations have to act."""
    await heard.save_audience(tx, audience)


async def keep_acknowledgement(tx: Transaction, given: AlertAcknowledged) -> None:
    """For the strip of steps."""
    await heard.save_acknowledgement(tx, given)
