"""Once a day, plan one mail for everybody who is to be asked about what is not answered."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from email.utils import parseaddr
from uuid import UUID

from contracts.deadlines import uk_day
from contracts.events.alerts import AlertStatus
from services.distribution.config import Settings
from services.distribution.domain import chasing
from services.distribution.domain.answered import Answered, is_answered
from services.distribution.domain.chasing import Asked, Step
from services.distribution.domain.deadlines import is_working_day
from services.distribution.domain.reminding import Asking, Open
from services.distribution.domain.rounds import (
    Digest,
    Item,
    Register,
    Told,
    chase_id,
    digests,
    to_take_up,
    with_unsent,
)
from services.distribution.domain.sending import Kind, Lane, message_id
from services.distribution.handlers.freeze import bank_holidays
from services.distribution.storage import chases, ledger, register, standings
from services.distribution.storage.chases import Unsent
from services.distribution.storage.ledger import Planned
from services.kit.database import Transaction
from services.kit.log import log

#: After a pause, answers that came meanwhile are heard before the mails go, and asked for once more then.
SETTLES = timedelta(minutes=5)


async def hold_round(tx: Transaction, settings: Settings) -> None:
    """The day's, unless it was held; a mail is written only when its turn comes."""
    today = uk_day(tx.now)
    if not (settings.chase and chasing.is_hour_to_chase(tx.now, settings.pace)):
        return
    is_working = is_working_day(today, bank_holidays(today.year))
    if not await chases.begin_round(tx, today, is_working_day=is_working):
        return
    items = await _items(tx, today, settings)
    waiting = await chases.unsent(tx) if is_working else []
    if not (items or waiting):
        # Most days of most years; the register is large, and mails wait while it is read.
        log.info("round of chasing", mails=0, unreached=0)
        return
    people = Register.of(await register.all_organisations(tx), await register.all_people(tx))
    planned: Sequence[Digest] = digests(items, people, today)
    if waiting:
        planned = await _with_unsent(tx, waiting, planned, people, today)
    await chases.add(tx, planned, today)
    await ledger.plan(tx, [_mail(digest, people, settings) for digest in planned], tx.now + SETTLES)
    log.info("round of chasing", mails=len(planned), unreached=_unreached(items, planned))


async def _items(tx: Transaction, today: date, settings: Settings) -> list[Item]:
    held = await chases.rounds_before(tx, today)
    found: list[Item] = []
    for alert in await chases.asking(tx):
        days_off = days_off_for(alert.asked)
        last = chasing.last_working_round(held, days_off)
        steps = chasing.plan(alert.asked, settings.pace, days_off)
        if now_due := chasing.due(steps, last, today, days_off):
            answered = await standings.of_those_who_must_respond(tx, alert.reference, alert.version)
            found += [item for code, one in answered.items() for item in _of(alert, code, one, now_due)]
    return found


async def _with_unsent(
    tx: Transaction, waiting: Sequence[Unsent], planned: Sequence[Digest], people: Register, today: date
) -> Sequence[Digest]:
    """Mails that have not left may be two for one address, or one beside today's: then one asks it all."""
    twice = to_take_up((mail.address for mail in waiting), planned, today)
    older = [mail for mail in waiting if mail.address.casefold() in twice]
    if not older:
        return planned
    registered = {one.person_id: one for staff in people.people.values() for one in staff}
    real = {one.reference for one in await chases.asking(tx) if one.status is AlertStatus.ACTUAL}
    left = await chases.still_open_of(tx, older)
    await chases.close(tx, older)
    told: defaultdict[UUID, list[Told]] = defaultdict(list)
    for mail in older:
        told[chase_id(mail.address, today)] += [
            Told(registered[one.person_id], _item(one, one.reference in real))
            for one in left[mail.chase_id]
            if one.person_id in registered
        ]
    return with_unsent(planned, told)


def _item(one: Open, is_real: bool) -> Item:
    return Item(
        reference=one.reference,
        version=one.version,
        ods_code=one.ods_code,
        deadline=one.deadline,
        by=one.by,
        rung=one.rung,
        is_real=is_real,
    )


def days_off_for(asked: Asked) -> frozenset[date]:
    """The bank holidays from the day of the mail until the weeks after the last deadline."""
    days = [asked.since, *asked.deadlines.values()]
    first, last = uk_day(min(days)).year, uk_day(max(days)).year + 2
    return frozenset().union(*(bank_holidays(year) for year in range(first, last + 1)))


def _of(alert: Asking, ods_code: str, answered: Answered, steps: Sequence[Step]) -> Iterator[Item]:
    """Of several steps that ask the same of the same reader, one is enough."""
    asked = {(step.deadline, step.by, rung) for step in steps for rung in step.rungs}
    for deadline, by, rung in sorted(asked):
        if not is_answered(deadline, answered):
            yield Item(
                reference=alert.reference,
                version=alert.version,
                ods_code=ods_code,
                deadline=deadline,
                by=by,
                rung=rung,
                is_real=alert.status is AlertStatus.ACTUAL,
            )


def _mail(digest: Digest, people: Register, settings: Settings) -> Planned:
    """It stands with the alert that is longest due."""
    reader, first = digest.reader, digest.told[0].item
    ods_code = reader.ods_code or first.ods_code
    organisation = people.organisations.get(ods_code)
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    return Planned(
        person_id=reader.person_id,
        ods_code=ods_code,
        reference=first.reference,
        version=first.version,
        kind=Kind.CHASE,
        occasion_id=digest.chase_id,
        address=reader.email,
        person_name=reader.name,
        organisation_name=organisation.name if organisation else ods_code,
        role=reader.role,
        colleagues="",
        must_respond=True,
        lane=Lane.REMINDER if digest.is_real else Lane.NOT_ACTUAL,
        message_id=message_id(domain, digest.chase_id, "", 0, Kind.CHASE),
    )


def _unreached(items: Sequence[Item], planned: Sequence[Digest]) -> int:
    """Items that nobody is registered for; the gap list shows where."""
    return len(set(items) - {told.item for digest in planned for told in digest.told})
