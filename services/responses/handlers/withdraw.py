"""Taking one's own acknowledgement back."""

from collections.abc import Sequence

from contracts.events.responses import AcknowledgementWithdrawn
from contracts.topics import RESPONSES
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import forms, withdrawals
from services.responses.domain.forms import Asks, Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.handlers.acknowledge import choice_outcome
from services.responses.storage import answers, heard


async def withdraw(
    tx: Transaction, link: Link, form: SentForm, chosen: Sequence[str], reason: str, patience: Patience
) -> Outcome:
    """Take it back with a reason; the organisation's is then the earliest of those that are left."""
    if trouble := forms.trouble_of(link, form, patience):
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
    await answers.add_withdrawal(tx, link, form, kept)
    await _say(tx, link, form, kept)
    return outcome


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
