"""Correcting whom an issued alert is for: added organisations, and those to whom it was sent in error."""

from contracts.audience import audience, in_force
from contracts.events.alerts import AudienceCorrected
from contracts.topics import ALERTS
from services.kit import audit, outbox
from services.kit.database import Transaction
from services.publishing.domain.correcting import KnownCorrection, why_it_cannot_be_corrected
from services.publishing.storage import alerts, corrections, endings, register


async def correct_audience(tx: Transaction, proposed: AudienceCorrected, *, by: str) -> str:
    """Say it as the alert's next correction; returns why not, or nothing once it is said."""
    await alerts.hold(tx, proposed.reference)
    if reason := await why_not(tx, proposed):
        return reason
    known = await corrections.of_alert(tx, proposed.reference)
    said = proposed.model_copy(update={"number": len(known) + 1})
    event = await outbox.say(tx, ALERTS, said)
    ours = KnownCorrection(document=said, source=event.source, event_id=event.id, heard_at=tx.now)
    await corrections.add(tx, ours, corrected_by=by)
    audit.note(
        tx,
        by,
        "corrected an audience",
        said.reference,
        number=said.number,
        must_respond=[*said.must_respond],
        for_information=[*said.for_information],
        sent_in_error=[*said.sent_in_error],
    )
    return ""


async def why_not(tx: Transaction, proposed: AudienceCorrected) -> str:
    """A sentence, or nothing when it may be said as things stand."""
    newest = await alerts.newest_version(tx, proposed.reference)
    organisations = await register.all_organisations(tx)
    known = await corrections.of_alert(tx, proposed.reference)
    holds = in_force(one.document for one in known)
    now_for = audience(newest.document, organisations, [], holds) if newest else ()
    return why_it_cannot_be_corrected(
        proposed,
        newest,
        await endings.find(tx, proposed.reference),
        {one.ods_code: one for one in organisations},
        now_for=now_for,
        in_error=holds.sent_in_error,
    )
