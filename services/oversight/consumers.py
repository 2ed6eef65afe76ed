"""What oversight hears: everything. What is about an alert is kept as it was said, and then counted."""

from contracts.envelope import Event
from contracts.events.actions import (
    ActionAssigned,
    ActionRecorded,
    AssignmentEnded,
    CasRecorded,
    DecisionRecorded,
    OrganisationProgressed,
    SignOffRequested,
    SignOffSettled,
)
from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.distribution import (
    AddressBounced,
    AudienceFrozen,
    AudienceWidened,
    DeliveriesCounted,
    HeartbeatArrived,
)
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import (
    AcknowledgementDoubted,
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    BriefingAttendanceNoted,
    PartnerCommented,
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
    QuestionPublished,
    RecipientDisowned,
)
from contracts.topics import ACTIONS, ALERTS, DELIVERIES, REGISTER, RESPONSES
from services.access.hearing import hear_who_may_come_in
from services.kit.database import Transaction
from services.kit.doors import Doors
from services.oversight import handlers
from services.oversight.config import Settings

hears = Doors()
hear_who_may_come_in(hears)


@hears(ALERTS, AlertIssued)
async def alert_issued(tx: Transaction, event: Event[AlertIssued], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_alert(tx, event.data)


@hears(ALERTS, AlertEnded)
async def alert_ended(tx: Transaction, event: Event[AlertEnded], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_end(tx, event.data)


@hears(ALERTS, AudienceCorrected)
async def audience_corrected(tx: Transaction, event: Event[AudienceCorrected], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_correction(tx, event.data)


@hears(DELIVERIES, AudienceWidened)
async def audience_widened(tx: Transaction, event: Event[AudienceWidened], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_organisations(tx, event.data)


@hears(DELIVERIES, AudienceFrozen)
async def audience_frozen(tx: Transaction, event: Event[AudienceFrozen], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_audience(tx, event.data)


@hears(DELIVERIES, DeliveriesCounted)
async def deliveries_counted(tx: Transaction, event: Event[DeliveriesCounted], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_deliveries(tx, event.data)


@hears(DELIVERIES, AddressBounced)
async def address_bounced(tx: Transaction, event: Event[AddressBounced], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(DELIVERIES, HeartbeatArrived)
async def heartbeat_arrived(tx: Transaction, event: Event[HeartbeatArrived], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_heartbeat(tx, event.data)


@hears(REGISTER, OrganisationRecorded)
async def organisation_recorded(tx: Transaction, event: Event[OrganisationRecorded], _: Settings) -> None:
    await handlers.record_organisation(tx, event.data)


@hears(REGISTER, PersonRecorded)
async def person_recorded(tx: Transaction, event: Event[PersonRecorded], _: Settings) -> None:
    await handlers.record_person(tx, event.data)


@hears(RESPONSES, AlertAcknowledged)
async def alert_acknowledged(tx: Transaction, event: Event[AlertAcknowledged], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_acknowledgement(tx, event.data)


@hears(RESPONSES, QuestionAsked)
async def question_asked(tx: Transaction, event: Event[QuestionAsked], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_question(tx, event.data)


@hears(RESPONSES, QuestionAnswered)
async def question_answered(tx: Transaction, event: Event[QuestionAnswered], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_answer(tx, event.data)


@hears(RESPONSES, RecipientDisowned)
async def recipient_disowned(tx: Transaction, event: Event[RecipientDisowned], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_disownment(tx, event.data)


@hears(ACTIONS, OrganisationProgressed)
async def organisation_progressed(tx: Transaction, event: Event[OrganisationProgressed], _: Settings) -> None:
    await handlers.keep(tx, event)
    await handlers.record_progress(tx, event.data)


@hears(RESPONSES, AcknowledgementWithdrawn)
async def acknowledgement_withdrawn(
    tx: Transaction, event: Event[AcknowledgementWithdrawn], _: Settings
) -> None:
    await handlers.keep(tx, event)
    await handlers.record_withdrawal(tx, event.data)


@hears(RESPONSES, AcknowledgementDoubted)
async def acknowledgement_doubted(tx: Transaction, event: Event[AcknowledgementDoubted], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(RESPONSES, QuestionPublished)
async def question_published(tx: Transaction, event: Event[QuestionPublished], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(RESPONSES, QuestionClosed)
async def question_closed(tx: Transaction, event: Event[QuestionClosed], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(RESPONSES, BriefingAttendanceNoted)
async def briefing_attendance_noted(
    tx: Transaction, event: Event[BriefingAttendanceNoted], _: Settings
) -> None:
    await handlers.keep(tx, event)


@hears(RESPONSES, PartnerCommented)
async def partner_commented(tx: Transaction, event: Event[PartnerCommented], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(ACTIONS, DecisionRecorded)
async def decision_recorded(tx: Transaction, event: Event[DecisionRecorded], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(ACTIONS, ActionRecorded)
async def action_recorded(tx: Transaction, event: Event[ActionRecorded], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(ACTIONS, ActionAssigned)
async def action_assigned(tx: Transaction, event: Event[ActionAssigned], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(ACTIONS, AssignmentEnded)
async def assignment_ended(tx: Transaction, event: Event[AssignmentEnded], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(ACTIONS, SignOffRequested)
async def sign_off_requested(tx: Transaction, event: Event[SignOffRequested], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(ACTIONS, SignOffSettled)
async def sign_off_settled(tx: Transaction, event: Event[SignOffSettled], _: Settings) -> None:
    await handlers.keep(tx, event)


@hears(ACTIONS, CasRecorded)
async def cas_recorded(tx: Transaction, event: Event[CasRecorded], _: Settings) -> None:
    await handlers.keep(tx, event)
