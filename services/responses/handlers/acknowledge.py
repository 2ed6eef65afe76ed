"""Acknowledging for an organisation."""

from collections.abc import Sequence

from contracts.events.responses import AlertAcknowledged
from contracts.topics import RESPONSES
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import forms
from services.responses.domain.forms import Asks, Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.storage import answers, heard


async def acknowledge(
    tx: Transaction, link: Link, form: SentForm, chosen: Sequence[str], patience: Patience
) -> Outcome:
    """Acknowledge for the organisation; the first time stands, and one person is the first."""
    if trouble := forms.trouble_of(link, form, patience):
        return trouble
    await heard.hold_organisation(tx, link.claims)
    given = await answers.acknowledged(tx, link.claims)
    if any(one.person_id == link.person.person_id for one in given):
        return Outcome.REPEATED
    if forms.is_resting(await answers.mistaken_at(tx, link.claims, Asks.FOR_WHOM), form.sent_at, patience):
        return Outcome.RESTING
    outcome = forms.organisation_outcome(chosen, link.organisation.ods_code)
    if outcome in forms.MISTAKEN:
        await answers.add_mistaken_choice(tx, link.claims, form, Asks.FOR_WHOM, outcome)
    if outcome is Outcome.RECORDED:
        await _record(tx, link, form, first=not given)
    return outcome


async def _record(tx: Transaction, link: Link, form: SentForm, *, first: bool) -> None:
    delivered_at = await heard.delivered_at(tx, link.claims)
    await answers.add_acknowledgement(tx, link, form, first=first, delivered_at=delivered_at)
    said = AlertAcknowledged(
        reference=link.claims.reference,
        version=link.claims.version,
        ods_code=link.claims.ods_code,
        person_id=link.person.person_id,
        role=link.person.role,
        acknowledged_at=form.sent_at,
        first_of_organisation=first,
    )
    await outbox.say(tx, RESPONSES, said)
