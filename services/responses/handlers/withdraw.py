"""Taking one's own acknowledgement back."""

from collections.abc import Sequence
from dataclasses import replace

from contracts.events.responses import AcknowledgementWithdrawn
from contracts.topics import RESPONSES
from services.access import deeds
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import forms, withdrawals
from services.responses.domain.doubts import Caution, scanner_trouble
from services.responses.domain.forms import Asks, Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.handlers.acknowledge import choice_outcome
from services.responses.handlers.carry import carry
from services.responses.storage import answers, carried, heard


async def withdraw(
    tx: Transaction,
    link: Link,
    form: SentForm,
    chosen: Sequence[str],
    reason: str,
    patience: Patience,
    caution: Caution,
) -> Outcome:
    """Take it back with a reason; the organisation's is then the earliest of those that are left."""
    if trouble := forms.answering_trouble(link, form, patience) or scanner_trouble(form, caution):
        return trouble
    await heard.hold_organisation(tx, link.claims)
    given = await answers.acknowledged(tx, link.claims)
    taken_back = await answers.taken_back(tx, link.claims)
    if trouble := withdrawals.withdrawing_trouble(form, given, taken_back, link.person.person_id):
        return trouble
    outcome = await choice_outcome(tx, link, form, Asks.TAKE_BACK, chosen, patience)
    if outcome is not Outcome.RECORDED:
        return outcome
    kept = forms.one_text(reason)
    if (fault := forms.text_outcome(kept, forms.LONGEST_REASON)) is not Outcome.RECORDED:
        return Outcome.NO_REASON if fault is Outcome.EMPTY else fault
    await _take_back(tx, link, form, kept)
    return outcome


async def _take_back(tx: Transaction, link: Link, form: SentForm, reason: str) -> None:
    """From later versions that it was held to count for, too.

    Where a colleague's holds for them instead, that is known before it is said who is left.
    """
    later = await carried.to(tx, link.claims)
    versions = [link.claims, *(link.claims.model_copy(update={"version": version}) for version in later)]
    links = [replace(link, claims=claims) for claims in versions]
    taken_back = [str(await answers.add_withdrawal(tx, each, form, reason)) for each in links]
    deeds.by_link(
        tx,
        link.claims,
        "took an acknowledgement back",
        version=link.claims.version,
        acknowledgement_ids=taken_back,
    )
    await carry(tx, link.claims.reference, link.claims.ods_code)
    for each in links:
        await _say(tx, each, form, reason)


async def _say(tx: Transaction, link: Link, form: SentForm, reason: str) -> None:
    first = next(iter(await answers.acknowledged(tx, link.claims)), None)
    said = AcknowledgementWithdrawn(
        reference=link.claims.reference,
        version=link.claims.version,
        ods_code=link.claims.ods_code,
        person_id=link.person.person_id,
        reason=reason,
        withdrawn_at=form.sent_at,
        first_acknowledged_at=first.acknowledged_at if first else None,
        first_acknowledged_by=first.person_id if first else None,
        first_acknowledged_role=first.role if first else None,
    )
    await outbox.say(tx, RESPONSES, said)
