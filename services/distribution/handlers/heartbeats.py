"""Heartbeats: one arrives in the probe's mailbox, and how they come through at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts import heartbeats as contract
from contracts.events.distribution import HeartbeatArrived
from contracts.heartbeats import Failure, is_heartbeat
from contracts.topics import DELIVERIES
from services.distribution.config import Settings
from services.distribution.storage import heartbeats
from services.distribution.storage.heartbeats import Beat
from services.kit import outbox
from services.kit.database import Transaction
from services.kit.log import log


class Arrival(StrEnum):
    """What became of something that came to the mailbox."""

    RECORDED = "recorded"
    #: It has arrived before.
    KNOWN = "known"
    #: No heartbeat that we sent there.
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Standing:
    """When one last came through, to the mailbox where one is watched; and where they stop, if they do."""

    last: datetime | None
    in_mailbox: bool
    failure: Failure | None


async def take(tx: Transaction, ledger_id: int | None, settings: Settings) -> Arrival:
    """Write down that the mail lies in the mailbox, and say so.

    However the mail stands here: a fast relay brings it before our own sender has written down that it left,
    and to be told to come again it would wait for longer than our patience.
    """
    beat = await heartbeats.mail(tx, ledger_id) if ledger_id is not None else None
    if beat is None or not _is_meant(beat, settings):
        return Arrival.NOT_OURS
    if not await heartbeats.add_arrival(tx, beat.id):
        return Arrival.KNOWN
    await outbox.say(tx, DELIVERIES, _said(tx, beat))
    log.info("a heartbeat arrived", ledger=beat.id)
    return Arrival.RECORDED


async def standing(tx: Transaction, settings: Settings) -> Standing | None:
    """None where none is issued."""
    if not settings.heartbeat_minutes:
        return None
    in_mailbox = bool(settings.heartbeat_mailbox)
    last = await heartbeats.last(tx, timedelta(minutes=settings.heartbeat_patience_minutes))
    failure = contract.failure(
        last,
        tx.now,
        every_minutes=settings.heartbeat_minutes,
        patience_minutes=settings.heartbeat_patience_minutes,
        has_mailbox=in_mailbox,
    )
    return Standing(last.arrived if in_mailbox else last.taken, in_mailbox, failure)


def _is_meant(beat: Beat, settings: Settings) -> bool:
    return is_heartbeat(beat.reference) and beat.address.lower() == settings.heartbeat_mailbox.lower()


def _said(tx: Transaction, beat: Beat) -> HeartbeatArrived:
    return HeartbeatArrived(
        reference=beat.reference,
        version=beat.version,
        ods_code=beat.ods_code,
        person_id=beat.person_id,
        sent_at=beat.accepted_at,
        arrived_at=tx.now,
    )
