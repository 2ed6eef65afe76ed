"""What distribution hears."""

from typing import Any

from contracts.envelope import Event
from contracts.events.actions import ActionAssigned, AssignmentEnded, SignOffRequested, SignOffSettled
from contracts.events.alerts import AlertIssued
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import (
    AcknowledgementDoubted,
    PartnerCommented,
    QuestionAnswered,
    QuestionPublished,
)
from contracts.topics import ACTIONS, ALERTS, REGISTER, RESPONSES
from services.access.hearing import hear_who_may_come_in
from services.distribution.config import Settings
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
