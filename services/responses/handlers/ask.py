"""Asking the national team, and what was asked before."""

from dataclasses import replace
from uuid import UUID, uuid5

from contracts.events.responses import QuestionAsked
from contracts.topics import RESPONSES
from services.access import deeds
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import asking, forms, similar
from services.responses.domain.asking import TypedQuestion
from services.responses.domain.forms import Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.domain.similar import Candidate
from services.responses.storage import heard, questions

_QUESTIONS = UUID("a1f7a0b5-3f0e-4a39-8a86-0b0f6c0f7c55")


async def ask(
    tx: Transaction, link: Link, form: SentForm, typed: TypedQuestion, patience: Patience
) -> Outcome | list[Candidate]:
    """Ask the national team, or give those asked before that may answer it; the same words ask once."""
    typed = replace(typed, text=forms.one_text(typed.text))
    if trouble := asking.trouble_of(link, form, typed, patience):
        return trouble
    # The same form sent twice at once must not meet itself as a question that is near.
    await heard.hold_organisation(tx, link.claims)
    asked = _asked(link, form, typed)
    if await questions.question(tx, asked.question_id):
        return Outcome.REPEATED
    if not typed.anyway and (near := await near_ones(tx, link, typed.text)):
        return near
    if not await questions.add_question(tx, asked.model_dump()):
        return Outcome.REPEATED
    await outbox.say(tx, RESPONSES, asked)
    deeds.by_link(
        tx,
        link.claims,
        "asked a question",
        version=asked.version,
        question_id=str(asked.question_id),
        number=asked.number or 0,
        blocks_completion=asked.blocks_completion,
    )
    return Outcome.RECORDED


async def near_ones(tx: Transaction, link: Link, text: str) -> list[Candidate]:
    """What was published about the alert, or asked by the organisation, and is near to this."""
    known = asking.candidates(
        await questions.published(tx, link.claims.reference),
        await questions.of_organisation(tx, link.claims),
    )
    return similar.near(text, known, link.alert.title)


def _asked(link: Link, form: SentForm, typed: TypedQuestion) -> QuestionAsked:
    """The same words of the same person about the same thing are one question, however often they come."""
    said = f"{link.claims.packed().decode()}|{typed.about}|{typed.text}"
    return QuestionAsked(
        question_id=uuid5(_QUESTIONS, said),
        reference=link.claims.reference,
        version=link.claims.version,
        ods_code=link.claims.ods_code,
        person_id=link.person.person_id,
        question=typed.text,
        asked_at=form.sent_at,
        number=int(typed.about) if typed.about else None,
        blocks_completion=typed.blocks_completion,
    )
