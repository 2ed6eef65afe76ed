"""An alert comes to its end: what has not left never leaves, and everybody who got it is told."""

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid5

from contracts.audience import Person
from contracts.events.alerts import AlertEnded
from services.distribution.config import Settings
from services.distribution.domain.sending import ENDING, STOPPED_BY_END
from services.distribution.handlers.addressing import About, Reader
from services.distribution.storage import alerts, corrections, got, ledger, occasions, register, standings
from services.distribution.storage.got import Got
from services.distribution.storage.ledger import Planned
from services.distribution.storage.occasions import Occasion
from services.kit.database import Transaction
from services.kit.log import log

_ENDS = UUID("c6a9f0b3-6f7e-4b0d-8a52-6f3d0a5be914")


async def end_alert(tx: Transaction, said: AlertEnded, settings: Settings) -> None:
    """Once; nothing has to be waited for, because a version that comes after its end is mailed to nobody.

    A mail in the hands of a sender counts as one that arrived, so what has not left is stopped first.
    """
    occasion = Occasion(said.event, uuid5(_ENDS, said.reference), said.reference)
    if not await occasions.add(tx, occasion, said):
        return
    await alerts.hold(tx, said.reference)
    await standings.end(tx, said)
    reason = f"the alert was {said.outcome.value}"
    stopped = await got.stop(tx, said.reference, STOPPED_BY_END, reason)
    mails = await _mails(tx, said, occasion.occasion_id, settings)
    await ledger.plan(tx, mails)
    await alerts.mark_changed(tx, {*stopped})
    log.info(
        "alert ended",
        reference=said.reference,
        outcome=said.outcome.value,
        stopped=len(stopped),
        told=len(mails),
    )


async def _mails(tx: Transaction, said: AlertEnded, end_id: UUID, settings: Settings) -> list[Planned]:
    registered = {person.person_id: person for person in await register.all_people(tx)}
    # They know already that nothing is asked of them.
    told_before = (await corrections.of_alert(tx, said.reference)).sent_in_error
    readers = [
        *_who_hold_it(await got.of_alert(tx, said.reference), registered),
        *map(_asked, await got.still_asked(tx, said.reference)),
    ]
    known = await alerts.versions_known(tx, said.reference)
    return [
        About(known[mail.version], mail.ods_code, mail.organisation_name, settings).to(
            ENDING[said.outcome], end_id, reader, must_respond=mail.must_respond
        )
        for mail, reader in readers
        if mail.ods_code not in told_before
    ]


def _who_hold_it(mails: Iterable[Got], registered: dict[UUID, Person]) -> Iterator[tuple[Got, Reader]]:
    """Each once, by the newest version they got, at the address that is theirs now."""
    newest = {mail.person_id: mail for mail in sorted(mails, key=lambda mail: mail.version)}
    for mail in newest.values():
        if person := registered.get(mail.person_id):
            yield mail, Reader.of(person)


def _asked(mail: Got) -> tuple[Got, Reader]:
    return mail, Reader(mail.person_id, mail.person_name, mail.address, mail.role)
