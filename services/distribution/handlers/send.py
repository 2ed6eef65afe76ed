"""Sending what is due: claimed in one transaction, recorded in another, and none open in between."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from contracts.topics import DELIVERIES
from services.distribution.config import Settings
from services.distribution.domain.letters import Letter
from services.distribution.domain.sending import Tried, standing_after
from services.distribution.handlers.letters import Letters, Subject
from services.distribution.storage import alerts, claims, ledger
from services.distribution.storage.ledger import Touched
from services.kit import outbox
from services.kit.database import Transaction


@dataclass(frozen=True)
class Ready:
    """A claimed mail with what is to be filled in; None when that cannot be written."""

    mail: claims.Claimed
    letter: Letter | None


async def claim_due(tx: Transaction, sender: str, letters: Letters, settings: Settings) -> list[Ready]:
    """Take a batch and have its letters written."""
    lease = timedelta(seconds=settings.lease_seconds)
    mails = await claims.claim(tx, sender, most=settings.batch, lease=lease)
    written = await letters.for_each(tx, mails)
    return [Ready(mail, written.get(Subject.of(mail))) for mail in mails]


async def keep_claims(tx: Transaction, sender: str, ids: Sequence[int], settings: Settings) -> None:
    """The mail server takes its time, and we are still here."""
    if ids:
        await claims.renew(tx, ids, sender, timedelta(seconds=settings.lease_seconds))


async def record_outcomes(tx: Transaction, tried: Sequence[Tried]) -> None:
    """Write down how a batch fared, and say how the mails of each organisation stand now."""
    if not tried:
        return
    outcomes = {one: standing_after(one, random.random()) for one in tried}  # noqa: S311 — spreads retries, guards nothing
    await _say_counts(tx, await claims.record(tx, outcomes))


async def free_left_claims(tx: Transaction, sender: str) -> int:
    """Mails of senders that are gone become unknown, and are sent again with that mark."""
    touched = await claims.free(tx, sender)
    await _say_counts(tx, touched)
    return len(touched)


async def _say_counts(tx: Transaction, touched: Iterable[Touched]) -> None:
    for (reference, version), group in groupby(sorted(touched), lambda one: (one.reference, one.version)):
        codes = [one.ods_code for one in group]
        await alerts.lock_organisations(tx, reference, version, codes)
        for counted in await ledger.count(tx, reference, version, codes):
            await outbox.say(tx, DELIVERIES, counted)
