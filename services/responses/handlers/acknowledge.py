"""Acknowledging for an organisation, and confirming an acknowledgement that was doubted."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from contracts.events.responses import AlertAcknowledged
from contracts.topics import RESPONSES
from services.access import deeds
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import doubts, forms, withdrawals
from services.responses.domain.doubts import Caution, Trail
from services.responses.domain.forms import Asks, Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.handlers import doubt as doubting
from services.responses.handlers.carry import carry
from services.responses.storage import answers, evidence, heard

_ACKNOWLEDGEMENTS = UUID("6f6a6f0e-9f0b-4c1e-9c77-1e0a4f6b2d53")


async def acknowledge(
    tx: Transaction, link: Link, form: SentForm, chosen: Sequence[str], patience: Patience, caution: Caution
) -> Outcome:
    """Acknowledge for the organisation; the first time stands, and one person is the first.

    A hidden field that is filled in is a doubt here and no refusal, so that the person may confirm.
    """
    if trouble := forms.answering_trouble(link, replace(form, honeypot=""), patience):
        return trouble
    await heard.hold_organisation(tx, link.claims)
    given = await answers.acknowledged(tx, link.claims)
    taken_back = await answers.taken_back(tx, link.claims)
    if trouble := withdrawals.acknowledging_trouble(form, given, taken_back, link.person.person_id):
        return trouble
    outcome = await choice_outcome(tx, link, form, Asks.FOR_WHOM, chosen, patience)
    if outcome is not Outcome.RECORDED:
        return outcome
    return await _judge(tx, link, form, patience, caution, first=not given)


async def choice_outcome(
    tx: Transaction, link: Link, form: SentForm, asks: Asks, chosen: Sequence[str], patience: Patience
) -> Outcome:
    """What the choice of an organisation says; one that does not fit makes the link rest."""
    if forms.is_resting(await answers.mistaken_at(tx, link.claims, asks), form.sent_at, patience):
        return Outcome.RESTING
    outcome = forms.organisation_outcome(chosen, link.organisation.ods_code)
    if outcome in forms.MISTAKEN:
        await answers.add_mistaken_choice(tx, link.claims, form, asks, outcome)
    return outcome


async def _judge(
    tx: Transaction, link: Link, form: SentForm, patience: Patience, caution: Caution, *, first: bool
) -> Outcome:
    mailed_at = await heard.mailed_at(tx, link.claims)
    opened_at = await evidence.opened_since(tx, link.claims, form.sent_at - caution.together)
    # No mail can have gone before it was settled whom the alert is for.
    trail = Trail(mailed_at or (link.duty.frozen_at,), opened_at)
    delivered_at = min(mailed_at, default=None)
    if found := doubts.doubts_about(form, trail, caution):
        await doubting.keep(tx, link, form, found, delivered_at, patience.rest, caution)
        return Outcome.DOUBTED
    said = AlertAcknowledged(
        reference=link.claims.reference,
        version=link.claims.version,
        ods_code=link.claims.ods_code,
        person_id=link.person.person_id,
        role=link.person.role,
        acknowledged_at=form.sent_at,
        first_of_organisation=first,
        delivered_at=delivered_at,
        page_shown_at=form.shown_at,
        user_agent=form.user_agent or None,
    )
    await _record(tx, link, form, said)
    await carry(tx, link.claims.reference, link.claims.ods_code)
    return Outcome.RECORDED


async def _record(tx: Transaction, link: Link, form: SentForm, said: AlertAcknowledged) -> None:
    acknowledgement_id = uuid5(_ACKNOWLEDGEMENTS, form.nonce)
    doubted = await evidence.doubt_waiting(tx, link.claims)
    await answers.add_acknowledgement(
        tx,
        link,
        form,
        acknowledgement_id=acknowledgement_id,
        first=said.first_of_organisation,
        delivered_at=said.delivered_at,
        doubt_id=doubted.doubt_id if doubted else None,
    )
    await evidence.keep_address(tx, acknowledgement_id, form.address)
    deeds.by_link(
        tx,
        link.claims,
        "confirmed an acknowledgement" if doubted else "acknowledged an alert",
        version=said.version,
        role=said.role.value,
        acknowledgement_id=str(acknowledgement_id),
        first_of_organisation=said.first_of_organisation,
    )
    await outbox.say(tx, RESPONSES, said)
