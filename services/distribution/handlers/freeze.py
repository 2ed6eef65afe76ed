"""Keeping an alert as it is heard, and freezing whom it is for once the register is known."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache

from holidays.countries.united_kingdom import UnitedKingdom

from contracts.audience import Addressed, audience
from contracts.deadlines import uk_day
from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceFrozen
from contracts.topics import DELIVERIES
from services.distribution.config import Settings
from services.distribution.domain import deadlines
from services.distribution.domain.errors import AlertSaidDifferently
from services.distribution.handlers import correcting, versions
from services.distribution.handlers.mailing import alert_mails, told
from services.distribution.storage import alerts, corrections, ledger, register
from services.distribution.storage.alerts import AlertVersion
from services.kit import outbox
from services.kit.database import Transaction
from services.kit.log import log
from services.kit.memory import collecting_later


async def take_alert(tx: Transaction, alert: AlertIssued, settings: Settings) -> None:
    """Keep the alert; its audience is frozen once the register is known as it stood when the alert came.

    Alerts and the register are heard side by side, and after a pause either may be far ahead.
    """
    is_new = await alerts.add_alert(tx, alert, _acknowledge_by(alert, settings))
    if not is_new and await _is_said_differently(tx, alert):
        raise AlertSaidDifferently(f"{alert.reference} version {alert.version}")


async def waiting(tx: Transaction) -> list[AlertVersion]:
    """Alerts and corrections, for when the register is heard; for an empty register they wait for ever."""
    found = [*await alerts.waiting(tx), *await corrections.waiting(tx)]
    return [] if found and await register.is_empty(tx) else found


async def freeze_alert(tx: Transaction, one: AlertVersion, settings: Settings) -> None:
    """To be called when the register is heard, in a transaction that began after that."""
    await alerts.hold(tx, one.reference)
    if one.correction:
        await correcting.apply(tx, one, settings)
    elif taken := await alerts.take_waiting(tx, one):
        with collecting_later():
            await _freeze(tx, taken.document, taken.acknowledge_by, settings)


async def _freeze(tx: Transaction, alert: AlertIssued, acknowledge_by: datetime, settings: Settings) -> None:
    """Write down once whom the alert is for, plan their mails, and say so."""
    corrected = await corrections.of_alert(tx, alert.reference)
    organisations, people = await register.all_organisations(tx), await register.all_people(tx)
    addressed = audience(alert, organisations, people, corrected)
    if unknown := [one.organisation.ods_code for one in addressed if not one.organisation.active]:
        log.warning("alert names unknown organisations", reference=alert.reference, organisations=unknown)
    await alerts.add_audience(tx, alert, addressed)
    if alert.mailing == "send" and not await versions.is_too_late(tx, alert):
        await versions.take_over(tx, alert, {one.organisation.ods_code for one in addressed}, settings)
        await ledger.plan_at_once(tx, alert_mails(alert, addressed, settings))
    await alerts.mark_frozen(tx, alert)
    await corrections.settle(tx, alert.reference)
    await outbox.say(tx, DELIVERIES, _frozen(alert, addressed, acknowledge_by, tx.now))


async def _is_said_differently(tx: Transaction, alert: AlertIssued) -> bool:
    known = await alerts.alert_known(tx, alert.reference, alert.version)
    return known is not None and known.document != alert


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


def _frozen(
    alert: AlertIssued, addressed: Sequence[Addressed], acknowledge_by: datetime, now: datetime
) -> AudienceFrozen:
    return AudienceFrozen(
        reference=alert.reference,
        version=alert.version,
        frozen_at=now,
        acknowledge_by=acknowledge_by,
        organisations=told(addressed),
    )
