"""What directory hears."""

from contracts.envelope import Event
from contracts.events.distribution import AddressBounced
from contracts.events.responses import RecipientDisowned
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


@hears(DELIVERIES, AddressBounced)
async def address_bounced(tx: Transaction, event: Event[AddressBounced], _: Settings) -> None:
    """A mail came back for its address; it stands in the gap list until somebody sees to it."""
    await handlers.note_bounce(tx, event.data)
