"""What is heard: alerts, our own events and anybody's, and the register."""

from contracts.envelope import Event
from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.register import OrganisationRecorded, PersonRecorded
from services.kit.database import Transaction
from services.publishing.domain import correcting
from services.publishing.domain.correcting import KnownCorrection
from services.publishing.domain.ending import KnownEnding, reason_not_taken
from services.publishing.domain.issue import (
    KnownAlert,
    Outcome,
    already_known,
    out_of_turn,
    reason_of_refusal,
    reason_out_of_turn,
    waits_for,
)
from services.publishing.storage import alerts, corrections, endings, register


async def record_alert(tx: Transaction, event: Event[AlertIssued]) -> None:
    """List a version that was heard, and those that waited for it; what cannot be taken is kept aside."""
    heard: KnownAlert | None = KnownAlert(
        document=event.data, source=event.source, event_id=event.id, heard_at=tx.now
    )
    await alerts.hold(tx, event.data.reference)
    while heard and await _take(tx, heard):
        heard = await alerts.take_next(tx, heard.document.reference, heard.document.version)


async def _take(tx: Transaction, heard: KnownAlert) -> bool:
    alert = heard.document
    newest = await alerts.newest_version(tx, alert.reference)
    if known := await alerts.find_alert(tx, alert.reference, alert.version):
        if already_known(alert, known) is Outcome.REPEATED:
            # Issued here a moment ago: others may have waited for it.
            return True
        await alerts.add_refused(tx, heard, reason_of_refusal(alert, known))
        return False
    is_ended = await endings.find(tx, alert.reference) is not None
    if outcome := out_of_turn(alert, newest, is_ended=is_ended):
        reason = reason_out_of_turn(alert, outcome, newest)
        waits = waits_for(alert, newest) if outcome is Outcome.NOT_NEXT else None
        await alerts.add_refused(tx, heard, reason, waits_for=waits)
        return False
    await alerts.add_alert(tx, heard)
    return True


async def record_ending(tx: Transaction, event: Event[AlertEnded]) -> None:
    """Note that an alert ended; the first ending stays, and what cannot be taken is kept with the reason."""
    heard = KnownEnding(document=event.data, source=event.source, event_id=event.id, heard_at=tx.now)
    await alerts.hold(tx, event.data.reference)
    ended = await endings.find(tx, event.data.reference)
    if ended and ended.document == event.data:
        return
    newest = await alerts.newest_version(tx, event.data.reference)
    if reason := reason_not_taken(event.data, newest, ended):
        await alerts.add_refused_document(tx, heard, reason)
    else:
        await endings.add(tx, heard)


async def record_correction(tx: Transaction, event: Event[AudienceCorrected]) -> None:
    """List a correction that was heard; what cannot be taken is kept aside with the reason."""
    heard = KnownCorrection(document=event.data, source=event.source, event_id=event.id, heard_at=tx.now)
    await alerts.hold(tx, event.data.reference)
    known = await corrections.of_alert(tx, event.data.reference)
    if any(one.document == event.data for one in known):
        return
    newest = await alerts.newest_version(tx, event.data.reference)
    ended = await endings.find(tx, event.data.reference)
    if reason := correcting.reason_not_taken(event.data, newest, ended, len(known)):
        await alerts.add_refused_document(tx, heard, reason)
    else:
        await corrections.add(tx, heard)


async def keep_organisation(tx: Transaction, heard: OrganisationRecorded) -> None:
    """In our own copy of the register."""
    await register.save_organisation(tx, heard)


async def keep_person(tx: Transaction, heard: PersonRecorded) -> None:
    """In our own copy of the register."""
    await register.save_person(tx, heard)
