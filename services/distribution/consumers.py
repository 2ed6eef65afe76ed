"""What distribution hears."""

from typing import Any

from contracts.envelope import Event
from contracts.events.actions import (
    ActionAssigned,
    AssignmentEnded,
    OrganisationProgressed,
    SignOffRequested,
    SignOffSettled,
)
from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import (
    AcknowledgementDoubted,
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    PartnerCommented,
    QuestionAnswered,
    QuestionPublished,
)
from contracts.topics import ACTIONS, ALERTS, REGISTER, RESPONSES
from services.access.hearing import hear_who_may_come_in
from services.distribution.config import Settings
from services.distribution.handlers import ending, standings
from services.distribution.handlers.correcting import correct_audience
from services.distribution.handlers.freeze import take_alert
from services.distribution.handlers.occasions import take_occasion
from services.distribution.handlers.register import keep_organisation, keep_person
from services.kit.database import Transaction
from services.kit.doors import Doors

hears = Doors()
hear_who_may_come_in(hears)


@hears(REGISTER, OrganisationRecorded)
async def organisation_recorded(tx: Transaction, event: Event[OrganisationRecorded], _: Settings) -> None:
    await keep_organisation(tx, event.data)


@hears(REGISTER, PersonRecorded)
async def person_recorded(tx: Transaction, event: Event[PersonRecorded], _: Settings) -> None:
    await keep_person(tx, event.data)


@hears(ALERTS, AlertIssued)
async def alert_issued(tx: Transaction, event: Event[AlertIssued], settings: Settings) -> None:
    await take_alert(tx, event.data, settings)


@hears(ALERTS, AlertEnded)
async def alert_ended(tx: Transaction, event: Event[AlertEnded], settings: Settings) -> None:
    await ending.end_alert(tx, event.data, settings)


@hears(ALERTS, AudienceCorrected)
async def audience_corrected(tx: Transaction, event: Event[AudienceCorrected], settings: Settings) -> None:
    await correct_audience(tx, event.data, settings)


@hears(RESPONSES, AlertAcknowledged)
async def alert_acknowledged(tx: Transaction, event: Event[AlertAcknowledged], _: Settings) -> None:
    await standings.keep_acknowledgement(tx, event.data)


@hears(RESPONSES, AcknowledgementWithdrawn)
async def acknowledgement_withdrawn(
    tx: Transaction, event: Event[AcknowledgementWithdrawn], _: Settings
) -> None:
    await standings.keep_withdrawal(tx, event.data)


@hears(ACTIONS, OrganisationProgressed)
async def organisation_progressed(tx: Transaction, event: Event[OrganisationProgressed], _: Settings) -> None:
    await standings.keep_progress(tx, event.data)


@hears(RESPONSES, AcknowledgementDoubted)
@hears(RESPONSES, QuestionAnswered)
@hears(RESPONSES, QuestionPublished)
@hears(RESPONSES, PartnerCommented)
@hears(ACTIONS, ActionAssigned)
@hears(ACTIONS, AssignmentEnded)
@hears(ACTIONS, SignOffRequested)
@hears(ACTIONS, SignOffSettled)
async def something_to_mail_said(tx: Transaction, event: Event[Any], settings: Settings) -> None:
    await take_occasion(tx, event.data, settings)
