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
from services.distribution.domain.errors import AlertSaidDifferently, RegisterNotHeard
from services.distribution.storage import alerts, ledger, register
from services.kit import outbox
from services.kit.database import Transaction
from services.kit.log import log


async def freeze_audience(tx: Transaction, alert: AlertIssued, settings: Settings) -> None:
    """Write down once whom the alert is for, plan their mails, and say so.

    An alert heard before the register would be for nobody, and one heard in the midst of an import for some.
    So while the register is empty or has said something within the last moment, the alert is not taken:
    it stays unacknowledged and comes again, however long that lasts, and the log says so at every try.
    """
    acknowledge_by = _acknowledge_by(alert, settings)
    if not await alerts.add_alert(tx, alert, acknowledge_by):
        await _refuse_other_content(tx, alert)
        return
    await _wait_for_the_register(tx, settings)
    addressed = audience(alert, await register.all_organisations(tx), await register.all_people(tx))
    await alerts.add_audience(tx, alert, addressed)
    if alert.mailing == "send":
        await ledger.plan(tx, [*_mails(alert, addressed, settings)])
    await outbox.say(tx, DELIVERIES, _frozen(alert, addressed, acknowledge_by, tx.now))


async def _refuse_other_content(tx: Transaction, alert: AlertIssued) -> None:
    known = await alerts.alert_known(tx, alert.reference, alert.version)
    if known is not None and known.document != alert:
        raise AlertSaidDifferently(f"{alert.reference} version {alert.version}")


async def _wait_for_the_register(tx: Transaction, settings: Settings) -> None:
    heard_at = await register.last_heard_at(tx)
    if heard_at is None:
        raise RegisterNotHeard("no organisation is known yet")
    if tx.now - heard_at < timedelta(seconds=settings.register_quiet_seconds):
        raise RegisterNotHeard("the register is still arriving")


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
