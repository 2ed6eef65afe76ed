"""What directory hears."""

from typing import Any

from contracts.envelope import Event
from contracts.events.distribution import AddressBounced, AudienceFrozen, DeliveriesCounted
from contracts.events.responses import (
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    BriefingAttendanceNoted,
    PartnerCommented,
    QuestionAsked,
    RecipientDisowned,
)
from contracts.topics import DELIVERIES, RESPONSES
from services.directory import handlers
from services.directory.config import Settings
from services.kit.database import Transaction
from services.kit.doors import Doors

hears = Doors()


@hears(RESPONSES, RecipientDisowned)
async def recipient_disowned(tx: Transaction, event: Event[RecipientDisowned], _: Settings) -> None:
    """Whoever opened a link said that it is not theirs."""
    await handlers.note_disownment(tx, event.data)
    await handlers.note_sign(tx, event.data.person_id, event.time)


@hears(DELIVERIES, AddressBounced)
async def address_bounced(tx: Transaction, event: Event[AddressBounced], _: Settings) -> None:
    """A mail came back for its address; it stands in the gap list until somebody sees to it."""
    await handlers.note_bounce(tx, event.data)


@hears(DELIVERIES, AudienceFrozen)
async def audience_frozen(tx: Transaction, event: Event[AudienceFrozen], _: Settings) -> None:
    await handlers.note_asked(tx, event.data)


@hears(DELIVERIES, DeliveriesCounted)
async def deliveries_counted(tx: Transaction, event: Event[DeliveriesCounted], _: Settings) -> None:
    await handlers.note_taken(tx, event.data)


@hears(RESPONSES, AlertAcknowledged)
async def alert_acknowledged(tx: Transaction, event: Event[AlertAcknowledged], _: Settings) -> None:
    """What was carried from the version before, nobody has sent."""
    if event.data.carried_from is None:
        await handlers.note_sign(tx, event.data.person_id, event.time)


@hears(RESPONSES, AcknowledgementWithdrawn)
@hears(RESPONSES, QuestionAsked)
@hears(RESPONSES, PartnerCommented)
@hears(RESPONSES, BriefingAttendanceNoted)
async def somebody_did_something(tx: Transaction, event: Event[Any], _: Settings) -> None:
    """The mail with the link has arrived. A doubtful answer is not heard here: it may be a filter's."""
    await handlers.note_sign(tx, event.data.person_id, event.time)
