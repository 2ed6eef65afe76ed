"""A mail comes back: it is written down, its address is marked, and others of the organisation are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.events.distribution import AddressBounced
from contracts.topics import DELIVERIES
from services.distribution.config import Settings
from services.distribution.domain.bounces import (
    Report,
    Verdict,
    as_for,
    bounce_id,
    enhanced_of,
    is_bad_address,
    marks_address,
)
from services.distribution.domain.return_path import ReturnPath
from services.distribution.domain.sending import Outcome, State, Tried, without_addresses
from services.distribution.handlers.occasions import take_occasion
from services.distribution.storage import alerts, bounces
from services.distribution.storage.bounces import Mailed
from services.kit import outbox
from services.kit.database import Transaction
from services.kit.log import log

#: Refused together, and more than half of what was tried.
TOO_MANY = 10


class Taken(StrEnum):
    """What became of something that came back."""

    RECORDED = "recorded"
    #: The same has been recorded before.
    KNOWN = "known"
    #: Our own sender has not written down yet that the mail left; whoever tells us should come again.
    TOO_EARLY = "too_early"
    #: About no mail of ours.
    NOT_OURS = "not_ours"
    #: An answer of a machine, from which nothing follows.
    NOTHING_FOLLOWS = "nothing_follows"
    #: Not a report on any mail.
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Returned:
    """Something that came back; `receipt_id` is its own, so that it is taken once."""

    receipt_id: str
    report: Report
    #: As the return path says it; without, the report's Message-ID tells which mail it is about.
    ledger_id: int | None = None
    at: datetime | None = None


def return_path_of(settings: Settings) -> ReturnPath | None:
    """None when mails come back to their sender."""
    secret = settings.link_private_key.get_secret_value()
    return ReturnPath.of(settings.bounce_domain, secret) if settings.bounce_domain else None


async def take(tx: Transaction, returned: Returned, settings: Settings) -> Taken:
    """Write down what came back, and do what follows from it."""
    verdict = returned.report.verdict
    if verdict in (Verdict.AUTOMATIC, Verdict.UNCLEAR):
        return Taken.NOTHING_FOLLOWS if verdict is Verdict.AUTOMATIC else Taken.UNREADABLE
    mailed = await _mail(tx, returned)
    if mailed is None:
        return Taken.NOT_OURS
    if mailed.state == State.CLAIMED:
        return Taken.TOO_EARLY
    if not await bounces.add_receipt(tx, returned.receipt_id, mailed.id, verdict):
        return Taken.KNOWN
    report = as_for(returned.report, mailed.address, mailed.role)
    await _record(tx, mailed, report, returned.at or tx.now, settings)
    return Taken.RECORDED


async def take_refusals(tx: Transaction, tried: Sequence[Tried], settings: Settings) -> None:
    """A mail server may say at once that there is no such address; the mail stands as bounced already."""
    for one in sorted(tried, key=lambda each: each.ledger_id):
        mailed = await bounces.mail(tx, one.ledger_id)
        if mailed and await bounces.add_receipt(tx, f"refused/{mailed.id}", mailed.id, Verdict.BAD_ADDRESS):
            enhanced = enhanced_of(None, one.reply)
            report = Report(Verdict.BAD_ADDRESS, one.code, enhanced, one.reply)
            await _mark(tx, mailed, report, one.ended_at, settings)


def refused_for_their_address(tried: Sequence[Tried]) -> list[Tried]:
    """None when there are so many that the mail server must be at fault: no address is marked for that."""
    refused = [
        one
        for one in tried
        if one.outcome is Outcome.REFUSED and is_bad_address(enhanced_of(None, one.reply), one.reply)
    ]
    if len(refused) >= TOO_MANY and len(refused) > len(tried) / 2:
        log.error("the mail server knows hardly any address, so none is marked", refused=len(refused))
        return []
    return refused


async def _mail(tx: Transaction, returned: Returned) -> Mailed | None:
    if returned.ledger_id is not None:
        return await bounces.mail(tx, returned.ledger_id)
    message_id = returned.report.message_id
    return await bounces.mail_called(tx, message_id) if message_id else None


async def _record(tx: Transaction, mailed: Mailed, report: Report, at: datetime, settings: Settings) -> None:
    reply = without_addresses(report.words)
    await bounces.note(tx, mailed, report, reply, at)
    log.warning("mail came back", ledger=mailed.id, verdict=report.verdict.value, enhanced=report.enhanced)
    if report.verdict not in (Verdict.BAD_ADDRESS, Verdict.REFUSED) or mailed.state == State.BOUNCED:
        return
    await bounces.end(tx, mailed, report.code, reply)
    await alerts.mark_changed(tx, {mailed.touched})
    if report.verdict is Verdict.BAD_ADDRESS:
        await _mark(tx, mailed, report, at, settings)


async def _mark(tx: Transaction, mailed: Mailed, report: Report, at: datetime, settings: Settings) -> None:
    """Unless somebody has said since the mail left that mail arrives there."""
    confirmed = await bounces.confirmed_at(tx, mailed.address)
    if confirmed and mailed.accepted_at and mailed.accepted_at <= confirmed:
        log.info("the address was confirmed after this mail left", ledger=mailed.id)
        return
    if marks_address(mailed.kind):
        await bounces.suppress(tx, mailed, report.enhanced, without_addresses(report.words))
    said = _said(mailed, report, at)
    await outbox.say(tx, DELIVERIES, said)
    await take_occasion(tx, said, settings)


def _said(mailed: Mailed, report: Report, at: datetime) -> AddressBounced:
    return AddressBounced(
        bounce_id=bounce_id(mailed.person_id, mailed.reference),
        reference=mailed.reference,
        version=mailed.version,
        ods_code=mailed.ods_code,
        person_id=mailed.person_id,
        kind=mailed.kind,
        sent_at=mailed.accepted_at,
        bounced_at=at,
        enhanced=report.enhanced,
        reply=without_addresses(report.words) or None,
    )
