"""Sharing experience under a published answer, and the national team's moderation of it."""

from uuid import UUID, uuid5

from services.access import deeds
from services.kit import audit
from services.kit.database import Transaction
from services.responses.domain import experience, forms
from services.responses.domain.experience import (
    LONGEST_EXPERIENCE,
    Experience,
    ExperienceState,
    ModerationOutcome,
)
from services.responses.domain.forms import Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.domain.questions import Question
from services.responses.storage import experiences

_EXPERIENCES = UUID("6d0c7a52-9f0b-4f57-8d16-7a1d8a5d9d0e")


async def share(
    tx: Transaction,
    link: Link,
    form: SentForm,
    question: Question,
    text: str,
    patience: Patience,
    *,
    named: bool,
) -> Outcome:
    """Share what worked; others read it once the national team shows it."""
    if trouble := forms.trouble_of(link, form, patience):
        return trouble
    kept = forms.one_text(text)
    if (fault := forms.text_outcome(kept, LONGEST_EXPERIENCE)) is not Outcome.RECORDED:
        return fault
    experience_id = uuid5(_EXPERIENCES, f"{link.claims.person_id}|{question.question_id}|{kept}")
    row = {
        "experience_id": experience_id,
        "question_id": question.question_id,
        "reference": question.reference,
        "ods_code": link.claims.ods_code,
        "person_id": link.person.person_id,
        "text": kept,
        "named": named,
        "shared_at": form.sent_at,
    }
    if not await experiences.add_experience(tx, row):
        return Outcome.REPEATED
    deeds.by_link(
        tx,
        link.claims,
        "shared an experience",
        version=link.claims.version,
        experience_id=str(experience_id),
        question_id=str(question.question_id),
        named=named,
    )
    return Outcome.RECORDED


async def moderate(
    tx: Transaction, experience_id: UUID, decision: str, reason: str, seen: int, by: str
) -> tuple[Experience | None, ModerationOutcome]:
    """Show or hide; nothing is said to other services, for nobody is mailed about it."""
    found = await experiences.held_experience(tx, experience_id)
    if found is None:
        return None, ModerationOutcome.NOTHING_CHOSEN
    kept = forms.one_text(reason)
    outcome = experience.moderated(found, decision, kept, seen)
    if outcome is ModerationOutcome.MODERATED:
        await experiences.add_moderation(tx, experience_id, ExperienceState(decision), kept, by)
        audit.note(
            tx,
            f"person/{by}",
            "moderated an experience",
            found.reference,
            experience_id=str(experience_id),
            state=ExperienceState(decision).value,
        )
    return found, outcome
