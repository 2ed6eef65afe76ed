"""Looking at whom an alert would go to, by the very rule that freezes it."""

from dataclasses import dataclass

from contracts.audience import audience
from contracts.events.alerts import AlertIssued
from services.distribution.domain.preview import Difference, Preview
from services.distribution.storage import alerts, bounces, corrections, register
from services.kit.database import Transaction


@dataclass(frozen=True, slots=True)
class Shown:
    """The preview, beside the version before or else the alert that was issued last, if there is one."""

    preview: Preview
    difference: Difference | None
    names: dict[str, str]


async def preview_of(tx: Transaction, alert: AlertIssued) -> Preview:
    """As the register is known here at this moment."""
    corrected = await corrections.of_alert(tx, alert.reference)
    organisations, people = await register.all_organisations(tx), await register.all_people(tx)
    addressed = audience(alert, organisations, people, corrected)
    addresses = [person.email for one in addressed for person in one.recipients]
    return Preview(addressed, frozenset(await bounces.where_mail_comes_back(tx, addresses)))


async def shown(tx: Transaction, alert: AlertIssued) -> Shown:
    preview = await preview_of(tx, alert)
    earlier = await alerts.frozen_before(tx, alert.reference)
    return Shown(
        preview=preview,
        difference=preview.beside(earlier) if earlier else None,
        names=await register.names_of_organisations(tx),
    )
