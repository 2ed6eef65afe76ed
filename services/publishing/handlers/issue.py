"""What is said to everybody: that a version of an alert is issued, and that an alert is at its end."""

from contracts.events.alerts import AlertEnded, AlertIssued
from contracts.topics import ALERTS
from services.kit import audit, outbox
from services.kit.database import Transaction
from services.publishing.domain.ending import KnownEnding, why_it_cannot_end
from services.publishing.domain.issue import (
    Issue,
    KnownAlert,
    Outcome,
    Request,
    already_known,
    of_another_status,
    out_of_turn,
)
from services.publishing.storage import alerts, endings


async def issue_alert(
    tx: Transaction, alert: AlertIssued, request: Request | None = None, *, by: str
) -> Issue:
    """Say the alert, unless it was said before or is out of turn; `by` is who asks for it."""
    if request and (earlier := await alerts.add_request(tx, request, alert)):
        if earlier.digest != request.digest:
            return Issue(outcome=Outcome.KEY_USED_BEFORE)
        known = await alerts.find_alert(tx, earlier.reference, earlier.version)
        return Issue(outcome=Outcome.REPEATED, alert=known)
    await alerts.hold(tx, alert.reference)
    newest = await alerts.newest_version(tx, alert.reference)
    if known := await alerts.find_alert(tx, alert.reference, alert.version):
        return Issue(outcome=already_known(alert, known), alert=known, newest=newest)
    is_ended = await endings.find(tx, alert.reference) is not None
    if out := out_of_turn(alert, newest, is_ended=is_ended) or of_another_status(alert, newest):
        return Issue(outcome=out, newest=newest)
    event = await outbox.say(tx, ALERTS, alert)
    issued = KnownAlert(document=alert, source=event.source, event_id=event.id, heard_at=tx.now, issued_by=by)
    await alerts.add_alert(tx, issued)
    audit.note(tx, by, "issued an alert", alert.reference, version=alert.version)
    return Issue(outcome=Outcome.ISSUED, alert=issued, newest=issued)


async def end_alert(tx: Transaction, ending: AlertEnded, *, by: str) -> str:
    """Say that the alert is at its end; returns why not, or nothing once it is said."""
    await alerts.hold(tx, ending.reference)
    newest = await alerts.newest_version(tx, ending.reference)
    ended = await endings.find(tx, ending.reference)
    successor = await alerts.newest_version(tx, ending.superseded_by) if ending.superseded_by else None
    if why_not := why_it_cannot_end(ending, newest, ended, successor):
        return why_not
    event = await outbox.say(tx, ALERTS, ending)
    said = KnownEnding(document=ending, source=event.source, event_id=event.id, heard_at=tx.now)
    await endings.add(tx, said, ended_by=by)
    audit.note(tx, by, "ended an alert", ending.reference, outcome=ending.outcome.value)
    return ""
