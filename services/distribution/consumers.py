"""What distribution hears."""

from contracts.envelope import Event
from contracts.events.alerts import AlertIssued
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import QuestionAnswered
from contracts.topics import ALERTS, REGISTER, RESPONSES
from services.distribution.config import Settings
from services.distribution.handlers.answer import plan_answer
from services.distribution.handlers.freeze import take_alert
from services.distribution.handlers.register import keep_organisation, keep_person
from services.kit.database import Transaction
from services.kit.doors import Doors

hears = Doors()


@hears(REGISTER, OrganisationRecorded)
async def organisation_recorded(tx: Transaction, event: Event[OrganisationRecorded], _: Settings) -> None:
    await keep_organisation(tx, event.data)


@hears(REGISTER, PersonRecorded)
async def person_recorded(tx: Transaction, event: Event[PersonRecorded], _: Settings) -> None:
    await keep_person(tx, event.data)


@hears(ALERTS, AlertIssued)
async def alert_issued(tx: Transaction, event: Event[AlertIssued], settings: Settings) -> None:
    await take_alert(tx, event.data, settings)


@hears(RESPONSES, QuestionAnswered)
async def question_answered(tx: Transaction, event: Event[QuestionAnswered], settings: Settings) -> None:
    await plan_answer(tx, event.data, settings)
