"""What responses hears; facts of different topics come in any order."""

from contracts.envelope import Event
from contracts.events.actions import ActionRecorded, DecisionRecorded, OrganisationProgressed, SignOffSettled
from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.distribution import AudienceFrozen, AudienceWidened, DeliveriesCounted
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.topics import ACTIONS, ALERTS, DELIVERIES, REGISTER
from services.access.hearing import hear_who_may_come_in
from services.kit.database import Transaction
from services.kit.doors import Doors
from services.responses.config import Settings
from services.responses.handlers.carry import carry
from services.responses.storage import heard, partner

hears = Doors()
hear_who_may_come_in(hears)


@hears(ALERTS, AlertIssued)
async def alert_issued(tx: Transaction, event: Event[AlertIssued], _: Settings) -> None:
    await heard.add_alert(tx, event.data)
    await carry(tx, event.data.reference)


@hears(ALERTS, AlertEnded)
async def alert_ended(tx: Transaction, event: Event[AlertEnded], _: Settings) -> None:
    await heard.add_end(tx, event.data)


@hears(ALERTS, AudienceCorrected)
async def audience_corrected(tx: Transaction, event: Event[AudienceCorrected], _: Settings) -> None:
    await heard.put_correction(tx, event.data)


@hears(REGISTER, OrganisationRecorded)
async def organisation_recorded(tx: Transaction, event: Event[OrganisationRecorded], _: Settings) -> None:
    await heard.put_organisation(tx, event.data)


@hears(REGISTER, PersonRecorded)
async def person_recorded(tx: Transaction, event: Event[PersonRecorded], _: Settings) -> None:
    await heard.put_person(tx, event.data)


@hears(DELIVERIES, AudienceFrozen)
async def audience_frozen(tx: Transaction, event: Event[AudienceFrozen], _: Settings) -> None:
    await heard.add_audience(tx, event.data)
    await carry(tx, event.data.reference)


@hears(DELIVERIES, AudienceWidened)
async def audience_widened(tx: Transaction, event: Event[AudienceWidened], _: Settings) -> None:
    await heard.widen_audience(tx, event.data)
    await carry(tx, event.data.reference)


@hears(DELIVERIES, DeliveriesCounted)
async def deliveries_counted(tx: Transaction, event: Event[DeliveriesCounted], _: Settings) -> None:
    await heard.put_deliveries(tx, event.data)


@hears(ACTIONS, OrganisationProgressed)
async def organisation_progressed(tx: Transaction, event: Event[OrganisationProgressed], _: Settings) -> None:
    await heard.put_progress(tx, event.data)


@hears(ACTIONS, ActionRecorded)
async def action_recorded(tx: Transaction, event: Event[ActionRecorded], _: Settings) -> None:
    await partner.put_action(tx, event.data)


@hears(ACTIONS, DecisionRecorded)
async def decision_recorded(tx: Transaction, event: Event[DecisionRecorded], _: Settings) -> None:
    await partner.put_decision(tx, event.data)


@hears(ACTIONS, SignOffSettled)
async def sign_off_settled(tx: Transaction, event: Event[SignOffSettled], _: Settings) -> None:
    await partner.put_sign_off(tx, event.data)
