"""Sending what is due: claimed in one transaction, recorded in another, and none open in between."""

import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from contracts.events.distribution import DeliveriesCounted
from contracts.topics import DELIVERIES
from services.distribution.config import Settings
from services.distribution.domain.sending import Lane, Tried, standing_after
from services.distribution.handlers.letters import LetterInForm, Letters
from services.distribution.storage import alerts, claims, counting, outcomes, queue
from services.kit import outbox
from services.kit.database import Transaction

#: Pages may lag behind the mails this long while a large alert goes out.
LONGEST_UNCOUNTED = timedelta(seconds=10)
#: Few, because a sender that records one of these organisations waits meanwhile.
COUNTED_AT_ONCE = 250


class Ready(NamedTuple):
    """A claimed mail with what is to be filled in; None when that cannot be written."""

    mail: claims.Claimed
    letter: LetterInForm | None


class Batch(NamedTuple):
    """Mails to send now; there may be more when any was due, sent or not."""

    mails: list[Ready]
    may_be_more: bool


async def claim_due(
    tx: Transaction, sender: str, letters: Letters, settings: Settings, up_to: Lane = Lane.NOT_ACTUAL
) -> Batch:
    """Take a batch and have its letters written; whoever has left, or is asked no more, is not mailed."""
    lease = timedelta(seconds=settings.lease_seconds)
    taken = await claims.claim(tx, sender, most=settings.batch, lease=lease, up_to=up_to)
    await alerts.mark_changed(tx, {*taken.closed})
    written = await letters.for_each(tx, taken.mails)
    ready = [Ready(*each) for each in zip(taken.mails, written, strict=True)]
    return Batch(ready, may_be_more=bool(taken))


async def keep_claims(tx: Transaction, sender: str, ids: Sequence[int], settings: Settings) -> None:
    """The mail server takes its time, and we are still here."""
    if ids:
        await claims.renew(tx, ids, sender, timedelta(seconds=settings.lease_seconds))


async def record_outcomes(tx: Transaction, tried: Sequence[Tried]) -> None:
    """Write down how a batch fared, and have the mails of each organisation counted."""
    if not tried:
        return
    jitter = random.random  # spreads retries, guards nothing
    await outcomes.record(tx, [(one, standing_after(one, jitter())) for one in tried])


async def free_left_claims(tx: Transaction, sender: str) -> int:
    """Mails of senders that are gone become unknown, and are sent again with that mark."""
    touched = await claims.free(tx, sender)
    await alerts.mark_changed(tx, touched)
    return len(touched)


async def say_counts(tx: Transaction) -> bool:
    """Say how the mails of organisations stand whose mails changed; true when there may be more to say.

    Mails go first: while some are due, counts wait too, but never longer than some seconds.
    """
    patience = LONGEST_UNCOUNTED if await queue.is_any_due(tx) else timedelta()
    touched = await alerts.take_changed(tx, tx.now - patience, COUNTED_AT_ONCE)
    for (reference, version), group in groupby(sorted(touched), lambda one: (one.reference, one.version)):
        told = await counting.told(tx, reference, version, [one.ods_code for one in group])
        await outbox.say_written(tx, DELIVERIES, DeliveriesCounted, told)
    return len(touched) == COUNTED_AT_ONCE
