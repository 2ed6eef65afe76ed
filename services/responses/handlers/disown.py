"""Saying that a link is not one's own."""

from collections.abc import Sequence

from contracts.events.responses import RecipientDisowned
from contracts.topics import RESPONSES
from services.access import deeds
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import forms
from services.responses.domain.doubts import Caution, scanner_trouble
from services.responses.domain.forms import Asks, Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.storage import answers, heard


async def disown(
    tx: Transaction,
    link: Link,
    form: SentForm,
    chosen: Sequence[str],
    note: str,
    patience: Patience,
    caution: Caution,
) -> Outcome:
    """Note that the link is not theirs who opened it, and let the register know."""
    if trouble := forms.form_trouble(form, patience) or scanner_trouble(form, caution):
        return trouble
    await heard.hold_organisation(tx, link.claims)
    if forms.is_resting(await answers.mistaken_at(tx, link.claims, Asks.NOT_ME), form.sent_at, patience):
        return Outcome.RESTING
    outcome, kept_note = forms.reason_outcome(chosen), forms.one_text(note)
    if outcome in forms.MISTAKEN:
        await answers.add_mistaken_choice(tx, link.claims, form, Asks.NOT_ME, outcome)
    if outcome is not Outcome.RECORDED:
        return outcome
    if kept_note and (fault := forms.text_outcome(kept_note, forms.LONGEST_NOTE)) is not Outcome.RECORDED:
        return fault
    return await _disown(tx, link, form, chosen[0], kept_note)


async def _disown(tx: Transaction, link: Link, form: SentForm, reason: str, note: str) -> Outcome:
    if not await answers.add_disownment(tx, link.claims, form, reason, note):
        return Outcome.REPEATED
    deeds.by_link(
        tx, link.claims, "said that a link is not theirs", version=link.claims.version, reason=reason
    )
    said = RecipientDisowned.model_validate(
        {
            "reference": link.claims.reference,
            "version": link.claims.version,
            "ods_code": link.claims.ods_code,
            "person_id": link.person.person_id,
            "reason": reason,
            "note": note or None,
            "disowned_at": form.sent_at,
        }
    )
    await outbox.say(tx, RESPONSES, said)
    return Outcome.RECORDED
