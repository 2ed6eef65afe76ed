"""Asking the national team."""

from uuid import UUID, uuid5

from contracts.events.responses import QuestionAsked
from contracts.topics import RESPONSES
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import forms
from services.responses.domain.forms import Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.storage import questions

_QUESTIONS = UUID("a1f7a0b5-3f0e-4a39-8a86-0b0f6c0f7c55")


async def ask(tx: Transaction, link: Link, form: SentForm, text: str, patience: Patience) -> Outcome:
    """Ask the national team; the same form sent twice asks once."""
    question = forms.one_text(text)
    outcome = forms.trouble_of(link, form, patience) or forms.text_outcome(question, forms.LONGEST_QUESTION)
    if outcome is not Outcome.RECORDED:
        return outcome
    asked = QuestionAsked(
        question_id=uuid5(_QUESTIONS, f"{form.nonce}|{question}"),
        reference=link.claims.reference,
        version=link.claims.version,
        ods_code=link.claims.ods_code,
        person_id=link.person.person_id,
        question=question,
        asked_at=form.sent_at,
    )
    if not await questions.add_question(tx, asked.model_dump(exclude={"number", "blocks_completion"})):
        return Outcome.REPEATED
    await outbox.say(tx, RESPONSES, asked)
    return outcome
