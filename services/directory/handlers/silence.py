"""What shows whether mail arrives at a domain: mails that were taken, and signs of people."""

from datetime import datetime
from uuid import UUID

from contracts.events.distribution import AudienceFrozen, DeliveriesCounted
from contracts.heartbeats import is_heartbeat
from services.directory import storage
from services.kit.database import Transaction

#: Other mails follow from what somebody did, or are read by whoever read this one.
ALERT, ACCEPTED = "alert-issued", "accepted"


async def note_asked(tx: Transaction, said: AudienceFrozen) -> None:
    """Whoever is only told has nothing to answer."""
    if not is_heartbeat(said.reference):
        codes = [one.ods_code for one in said.organisations if one.must_respond]
        await storage.add_asked(tx, said.reference, codes)


async def note_taken(tx: Transaction, said: DeliveriesCounted) -> None:
    taken = [
        (mail.person_id, mail.accepted_at)
        for mail in said.mails
        if mail.kind == ALERT and mail.state == ACCEPTED and mail.accepted_at
    ]
    if not is_heartbeat(said.reference):
        await storage.add_taken(tx, said.reference, taken)


async def note_sign(tx: Transaction, person_id: UUID, at: datetime) -> None:
    """Owners and executives stand in no register; theirs is kept and never asked for."""
    await storage.add_sign(tx, person_id, at)
