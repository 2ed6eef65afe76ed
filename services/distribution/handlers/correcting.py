"""An audience is corrected after the issue: who was added gets the alert, to whom it was an error is told."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID, uuid5

from contracts.audience import Addressed, Corrections, Person, audience
from contracts.events.alerts import AlertIssued, AudienceCorrected
from contracts.events.distribution import AudienceWidened
from contracts.topics import DELIVERIES
from services.distribution.config import Settings
from services.distribution.domain.sending import STOPPED_BY_END, Kind
from services.distribution.handlers.addressing import About, Reader
from services.distribution.handlers.mailing import alert_mails, told
from services.distribution.storage import alerts, corrections, got, ledger, occasions, register, standings
from services.distribution.storage.alerts import AlertVersion
from services.distribution.storage.got import Got
from services.distribution.storage.ledger import Planned
from services.distribution.storage.occasions import Occasion
from services.kit import outbox
from services.kit.database import Transaction
from services.kit.log import log

_CORRECTIONS = UUID("0d4f1a52-6a3e-4a5b-9f0e-6c1f6f0b7a11")
REASON = "the alert was sent there in error"


async def correct_audience(tx: Transaction, said: AudienceCorrected, settings: Settings) -> None:
    """Stop at once what must not leave any more; the rest is done once the register is heard."""
    if not await corrections.add(tx, said):
        return
    await alerts.hold(tx, said.reference)
    in_error = await _still_in_error(tx, said)
    stopped = await got.stop(tx, said.reference, STOPPED_BY_END, REASON, in_error) if in_error else []
    mails = [*await _to_whom_it_was_an_error(tx, said, in_error, settings)]
    await ledger.plan(tx, mails)
    await alerts.mark_changed(tx, {*stopped})
    log.info("audience corrected", reference=said.reference, number=said.number, told=len(mails))


async def apply(tx: Transaction, one: AlertVersion, settings: Settings) -> None:
    """Add whom it adds to the newest version; of an alert that has ended nothing is sent any more."""
    version = await alerts.newest_frozen(tx, one.reference)
    said = await corrections.take_waiting(tx, one) if version else None
    known = await alerts.alert_known(tx, one.reference, version) if version and said else None
    if said is None or known is None or await standings.is_ended(tx, one.reference):
        return
    added = await _added(tx, known.document, said)
    await alerts.add_audience(tx, known.document, added)
    if known.document.mailing == "send":
        await ledger.plan_at_once(tx, alert_mails(known.document, added, settings, correction_id(said)))
    widened = AudienceWidened(
        reference=said.reference,
        version=known.document.version,
        number=said.number,
        frozen_at=tx.now,
        acknowledge_by=known.acknowledge_by,
        organisations=told(added),
    )
    if added:
        await outbox.say(tx, DELIVERIES, widened)


def correction_id(said: AudienceCorrected) -> UUID:
    """What its mails are about."""
    return uuid5(_CORRECTIONS, f"{said.reference}/{said.number}")


async def _added(tx: Transaction, alert: AlertIssued, said: AudienceCorrected) -> list[Addressed]:
    """Unless a later correction says something else of them."""
    now = await corrections.of_alert(tx, alert.reference)
    codes = _still(said.must_respond, now.must_respond) | _still(said.for_information, now.for_information)
    organisations, people = await register.all_organisations(tx), await register.all_people(tx)
    everybody = audience(alert, organisations, people, now)
    return [one for one in everybody if one.organisation.ods_code in codes]


def _still(said: Collection[str], now: Collection[str]) -> set[str]:
    return {*said} & {*now}


async def _still_in_error(tx: Transaction, said: AudienceCorrected) -> set[str]:
    now: Corrections = await corrections.of_alert(tx, said.reference)
    return _still(said.sent_in_error, now.sent_in_error)


async def _to_whom_it_was_an_error(
    tx: Transaction, said: AudienceCorrected, codes: Collection[str], settings: Settings
) -> Iterator[Planned]:
    """Whoever got the alert, and owners and executives who were asked for something on it.

    A mail in the hands of a sender counts as one that arrived, so what has not left is stopped first.
    """
    occasion = Occasion(said.event, correction_id(said), said.reference)
    if not codes or not await occasions.add(tx, occasion, said):
        return iter(())
    registered = {person.person_id: person for person in await register.all_people(tx)}
    readers = [
        *_who_hold_it(await got.of_alert(tx, said.reference), registered),
        *((mail, _asked(mail)) for mail in await got.still_asked(tx, said.reference)),
    ]
    known = await alerts.versions_known(tx, said.reference)
    return (
        About(known[mail.version], mail.ods_code, mail.organisation_name, settings).to(
            Kind.ALERT_SENT_IN_ERROR, occasion.occasion_id, reader
        )
        for mail, reader in readers
        if mail.ods_code in codes
    )


def _who_hold_it(mails: Iterable[Got], registered: dict[UUID, Person]) -> Iterator[tuple[Got, Reader]]:
    """Each once, by the last mail they got, unless that said already that it was an error."""
    last = {mail.person_id: mail for mail in mails}
    for mail in last.values():
        person = registered.get(mail.person_id)
        if person and mail.kind != Kind.ALERT_SENT_IN_ERROR:
            yield mail, Reader.of(person)


def _asked(mail: Got) -> Reader:
    return Reader(mail.person_id, mail.person_name, mail.address, mail.role)
