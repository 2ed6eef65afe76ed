"""What publishing does: issue alerts, and record those it hears."""

from contracts.envelope import Event
from contracts.events.alerts import AlertIssued
from contracts.topics import ALERTS
from services.kit import audit, outbox
from services.kit.database import Transaction
from services.publishing import storage
from services.publishing.domain.issue import (
    Issue,
    KnownAlert,
    Outcome,
    Request,
    already_known,
    reason_of_refusal,
)


async def issue_alert(
    tx: Transaction, alert: AlertIssued, request: Request | None = None, *, by: str
) -> Issue:
    """Say the alert, unless the same request or the same version came before; `by` is who asks for it."""
    if request and (earlier := await storage.add_request(tx, request, alert)):
        if earlier.digest != request.digest:
            return Issue(outcome=Outcome.KEY_USED_BEFORE)
        known = await storage.find_alert(tx, earlier.reference, earlier.version)
        return Issue(outcome=Outcome.REPEATED, alert=known)
    await storage.hold(tx, alert.reference)
    if known := await storage.find_alert(tx, alert.reference, alert.version):
        return Issue(outcome=already_known(alert, known), alert=known)
    event = await outbox.say(tx, ALERTS, alert)
    issued = _as_heard(tx, event)
    await storage.add_alert(tx, issued, issued_by=by)
    audit.note(tx, by, "issued an alert", f"{alert.reference} version {alert.version}")
    return Issue(outcome=Outcome.ISSUED, alert=issued)


async def record_alert(tx: Transaction, event: Event[AlertIssued]) -> None:
    """List an alert that was heard; of two contents of a version the first stays, the other is kept."""
    heard, alert = _as_heard(tx, event), event.data
    await storage.hold(tx, alert.reference)
    known = await storage.find_alert(tx, alert.reference, alert.version)
    if known is None:
        await storage.add_alert(tx, heard)
    elif already_known(alert, known) is Outcome.OTHER_CONTENT:
        await storage.add_refused(tx, heard, reason_of_refusal(alert, known))


def _as_heard(tx: Transaction, event: Event[AlertIssued]) -> KnownAlert:
    return KnownAlert(document=event.data, source=event.source, event_id=event.id, heard_at=tx.now)
