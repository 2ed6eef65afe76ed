"""A later version takes the place of those before it, for everybody who got one of them."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid5

from contracts.events.alerts import AlertIssued
from services.distribution.config import Settings
from services.distribution.domain.sending import Kind
from services.distribution.handlers.addressing import About, Reader
from services.distribution.storage import alerts, got, ledger, occasions, register, standings
from services.distribution.storage.got import Got
from services.distribution.storage.ledger import Planned
from services.distribution.storage.occasions import Occasion
from services.kit.database import Transaction
from services.kit.log import log

_VERSIONS = UUID("5d2f3a1c-9a53-4d0e-bb0b-2a7c5c0f4e61")
#: What the new version says itself. An action that was given to somebody is still theirs.
OUTDATED = frozenset({Kind.ALERT_ISSUED, Kind.ALERT_NOT_FOR_YOU, Kind.ACKNOWLEDGEMENT_DOUBTED})


async def is_too_late(tx: Transaction, alert: AlertIssued) -> bool:
    """Whether the alert has ended or gone on: then this version is mailed to nobody. It is to be held."""
    newest = await alerts.newest_frozen(tx, alert.reference) or 0
    too_late = newest > alert.version or await standings.is_ended(tx, alert.reference)
    if too_late:
        log.warning("version comes too late to be mailed", reference=alert.reference, version=alert.version)
    return too_late


async def take_over(
    tx: Transaction, alert: AlertIssued, now_for: Collection[str], settings: Settings
) -> None:
    """Older mails that have not left never leave; organisations that it is for no longer are told so.

    A mail in the hands of a sender counts as one that arrived, so what has not left is stopped first.
    """
    if alert.version == 1:
        return
    reason = f"version {alert.version} was issued"
    stopped = await got.stop(tx, alert.reference, OUTDATED, reason)
    await alerts.mark_changed(tx, {*stopped})
    occasion = Occasion(alert.event, uuid5(_VERSIONS, f"{alert.reference}/{alert.version}"), alert.reference)
    left = [mail for mail in await _who_hold_it(tx, alert.reference) if mail.ods_code not in now_for]
    if left and await occasions.add(tx, occasion, alert):
        await ledger.plan(tx, await _mails(tx, left, occasion.occasion_id, settings))


async def _who_hold_it(tx: Transaction, reference: str) -> list[Got]:
    """Those whose last mail was the alert, and not that it is for them no longer."""
    mails = sorted(await got.of_alert(tx, reference), key=lambda mail: mail.id)
    last = {mail.person_id: mail for mail in mails}
    return [mail for mail in last.values() if mail.kind == Kind.ALERT_ISSUED]


async def _mails(tx: Transaction, left: Sequence[Got], version_id: UUID, settings: Settings) -> list[Planned]:
    """By the version they got, for their link shows that one."""
    people = await register.registered(tx, {mail.person_id for mail in left})
    known = await alerts.versions_known(tx, left[0].reference)
    return [
        About(known[mail.version], mail.ods_code, mail.organisation_name, settings).to(
            Kind.ALERT_NOT_FOR_YOU, version_id, Reader.of(people[mail.person_id])
        )
        for mail in left
        if mail.person_id in people
    ]
