"""What actions hears."""

from contracts.envelope import Event
from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.distribution import AudienceFrozen, AudienceWidened
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import (
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
)
from contracts.topics import ALERTS, DELIVERIES, REGISTER, RESPONSES
from services.access.hearing import hear_who_may_come_in
from services.actions.config import Settings
from services.actions.handlers import heard
from services.kit.database import Transaction
from services.kit.doors import Doors

hears = Doors()
hear_who_may_come_in(hears)


@hears(ALERTS, AlertIssued)
async def alert_issued(tx: Transaction, event: Event[AlertIssued], _: Settings) -> None:
    await heard.keep_alert(tx, event.data)


@hears(ALERTS, AlertEnded)
async def alert_ended(tx: Transaction, event: Event[AlertEnded], _: Settings) -> None:
    await heard.keep_end(tx, event.data)


@hears(ALERTS, AudienceCorrected)
async def audience_corrected(tx: Transaction, event: Event[AudienceCorrected], _: Settings) -> None:
    await heard.keep_correction(tx, event.data)


@hears(REGISTER, OrganisationRecorded)
async def organisation_recorded(tx: Transaction, event: Event[OrganisationRecorded], _: Settings) -> None:
    await heard.keep_organisation(tx, event.data)


@hears(REGISTER, PersonRecorded)
async def person_recorded(tx: Transaction, event: Event[PersonRecorded], _: Settings) -> None:
    await heard.keep_person(tx, event.data)


@hears(DELIVERIES, AudienceWidened)
async def audience_widened(tx: Transaction, event: Event[AudienceWidened], _: Settings) -> None:
    await heard.keep_audience(tx, event.data)


@hears(DELIVERIES, AudienceFrozen)
async def audience_frozen(tx: Transaction, event: Event[AudienceFrozen], _: Settings) -> None:
    await heard.keep_audience(tx, event.data)


@hears(RESPONSES, AlertAcknowledged)
async def alert_acknowledged(tx: Transaction, event: Event[AlertAcknowledged], _: Settings) -> None:
    await heard.keep_acknowledgement(tx, event.data)


@hears(RESPONSES, AcknowledgementWithdrawn)
async def acknowledgement_withdrawn(
    tx: Transaction, event: Event[AcknowledgementWithdrawn], _: Settings
) -> None:
    await heard.keep_withdrawal(tx, event.data)


@hears(RESPONSES, QuestionAsked)
async def question_asked(tx: Transaction, event: Event[QuestionAsked], _: Settings) -> None:
    await heard.keep_question(tx, event.data)


@hears(RESPONSES, QuestionAnswered)
async def question_answered(tx: Transaction, event: Event[QuestionAnswered], _: Settings) -> None:
    await heard.keep_question_end(tx, event.data)


@hears(RESPONSES, QuestionClosed)
async def question_closed(tx: Transaction, event: Event[QuestionClosed], _: Settings) -> None:
    await heard.keep_question_end(tx, event.data)
