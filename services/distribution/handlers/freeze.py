"""Freezing whom an alert is for, in the transaction that hears it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from functools import cache

from holidays.countries.united_kingdom import UnitedKingdom

from contracts.deadlines import uk_day
from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceFrozen, AudienceOrganisation, Recipient
from contracts.topics import DELIVERIES
from services.distribution.config import Settings
from services.distribution.domain import deadlines, sending
from services.distribution.domain.audience import Addressed, Person, audience, colleagues
from services.distribution.domain.errors import AlertSaidDifferently
from services.distribution.storage import alerts, ledger, register
from services.kit import outbox
from services.kit.database import Transaction
from services.kit.log import log


async def take_alert(tx: Transaction, alert: AlertIssued, settings: Settings) -> None:
    """Keep the alert, and freeze its audience in the same transaction.

    An alert heard before the register would be for nobody, and one heard in the midst of an import for some.
    So while the register is empty, or has said something within the last moment, the alert is only kept,
    and `freeze_waiting` freezes it as soon as the register is known.
    """
    if await alerts.add_alert(tx, alert, _acknowledge_by(alert, settings)):
        await freeze_waiting(tx, settings)
    elif await _is_said_differently(tx, alert):
        raise AlertSaidDifferently(f"{alert.reference} version {alert.version}")


async def freeze_waiting(tx: Transaction, settings: Settings) -> None:
    """Freeze every alert that need not wait for the register any longer."""
    waiting = await alerts.waiting(tx)
    heard_at = await register.last_heard_at(tx) if waiting else None
    for one in waiting:
        if _is_ready(heard_at, one.heard_at, tx.now, settings):
            await _freeze(tx, one.document, one.acknowledge_by, settings)
        elif one.heard_at == tx.now:
            log.warning("alert waits for the register", reference=one.document.reference)


async def _freeze(tx: Transaction, alert: AlertIssued, acknowledge_by: datetime, settings: Settings) -> None:
    """Write down once whom the alert is for, plan their mails, and say so."""
    addressed = audience(alert, await register.all_organisations(tx), await register.all_people(tx))
    await alerts.add_audience(tx, alert, addressed)
    if alert.mailing == "send":
        await ledger.plan(tx, [*_mails(alert, addressed, settings)])
    await alerts.mark_frozen(tx, alert)
    await outbox.say(tx, DELIVERIES, _frozen(alert, addressed, acknowledge_by, tx.now))


async def _is_said_differently(tx: Transaction, alert: AlertIssued) -> bool:
    known = await alerts.alert_known(tx, alert.reference, alert.version)
    return known is not None and known.document != alert


def _is_ready(
    register_heard_at: datetime | None, alert_heard_at: datetime, now: datetime, settings: Settings
) -> bool:
    if register_heard_at is None:
        return False
    silent = now - register_heard_at >= timedelta(seconds=settings.register_quiet_seconds)
    return silent or now - alert_heard_at >= timedelta(seconds=settings.register_patience_seconds)


def _acknowledge_by(alert: AlertIssued, settings: Settings) -> datetime:
    issued_on = uk_day(alert.issued_at)
    days_off = bank_holidays(issued_on.year) | bank_holidays(issued_on.year + 1)
    return deadlines.acknowledge_by(alert, settings.acknowledge_working_days, days_off)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Those of England; where the table does not reach, only weekends count."""
    if not UnitedKingdom.start_year <= year <= UnitedKingdom.end_year:
        log.warning("no bank holidays are known, so only weekends count", year=year)
        return frozenset()
    table: Mapping[date, str] = UnitedKingdom(subdiv="ENG", years=year, expand=False)  # type: ignore[no-untyped-call] # its constructor has no types
    return frozenset(table)


def _mails(
    alert: AlertIssued, addressed: Sequence[Addressed], settings: Settings
) -> Iterator[ledger.Planned]:
    # Whoever must answer is planned first, and the mails of one organisation stand together.
    for one in sorted(addressed, key=lambda each: not each.must_respond):
        for person in one.recipients:
            yield _mail(alert, one, person, settings)


def _mail(alert: AlertIssued, one: Addressed, person: Person, settings: Settings) -> ledger.Planned:
    kind = sending.Kind.ALERT_ISSUED
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    return ledger.Planned(
        person_id=person.person_id,
        ods_code=one.organisation.ods_code,
        reference=alert.reference,
        version=alert.version,
        kind=kind,
        address=person.email,
        person_name=person.name,
        organisation_name=one.organisation.name,
        role=person.role,
        colleagues=colleagues(person, one.recipients),
        must_respond=one.must_respond,
        lane=sending.lane(alert, must_respond=one.must_respond),
        message_id=sending.message_id(domain, person.person_id, alert.reference, alert.version, kind),
    )


def _frozen(
    alert: AlertIssued, addressed: Sequence[Addressed], acknowledge_by: datetime, now: datetime
) -> AudienceFrozen:
    return AudienceFrozen(
        reference=alert.reference,
        version=alert.version,
        frozen_at=now,
        acknowledge_by=acknowledge_by,
        organisations=tuple(
            AudienceOrganisation(
                ods_code=one.organisation.ods_code,
                must_respond=one.must_respond,
                recipients=tuple(Recipient(person_id=p.person_id, role=p.role) for p in one.recipients),
            )
            for one in addressed
        ),
    )
