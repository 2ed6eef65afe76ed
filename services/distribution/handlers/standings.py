"""Keeping who has answered what, so that nobody is asked for what they have done."""

from contracts.events.actions import OrganisationProgressed
from contracts.events.responses import AcknowledgementWithdrawn, AlertAcknowledged
from services.distribution.domain.answered import given, taken_back
from services.distribution.storage import standings
from services.kit.database import Transaction


async def keep_acknowledgement(tx: Transaction, said: AlertAcknowledged) -> None:
    key = (said.reference, said.version, said.ods_code)
    known = await standings.acknowledged_by(tx, key)
    await standings.save_acknowledged(tx, key, given(known, said.acknowledged_at))


async def keep_withdrawal(tx: Transaction, said: AcknowledgementWithdrawn) -> None:
    key = (said.reference, said.version, said.ods_code)
    was_left = said.first_acknowledged_at is not None
    known = await standings.acknowledged_by(tx, key)
    await standings.save_acknowledged(tx, key, taken_back(known, said.withdrawn_at, was_left=was_left))


async def keep_progress(tx: Transaction, said: OrganisationProgressed) -> None:
    """A snapshot: late ones do not come here."""
    await standings.save_progress(tx, said.reference, said.ods_code, said.progress)
