"""What the national team does with a question: answer, publish, close. One at a time for each question.

`by` is kept beside the text, and `who` is the same person or program as the audit calls them.
"""

from uuid import UUID, uuid5

from contracts.events.responses import QuestionAnswered, QuestionClosed, QuestionPublished
from contracts.topics import RESPONSES
from services.kit import audit, outbox
from services.kit.database import Transaction
from services.responses.domain import answering, forms
from services.responses.domain.answering import AnswerOutcome, Settled, Wording
from services.responses.domain.questions import Question
from services.responses.storage import questions

#: Who asked at a briefing is not known.
NOBODY = UUID(int=0)
_AT_BRIEFINGS = UUID("7f0c7a52-3f0e-4b8e-9a4f-2f6b8d9e1c35")
UNKNOWN = Settled(AnswerOutcome.UNKNOWN_QUESTION)


async def answer_question(
    tx: Transaction,
    question_id: UUID,
    text: str,
    by: str,
    published_question: str | None = None,
    *,
    who: str,
) -> Settled:
    """Answer once; distribution mails it to who asked, and with `published_question` to all recipients."""
    question = await questions.held_question(tx, question_id)
    if question is None:
        return UNKNOWN
    settled = would_answer(question, text, by, published_question)
    if settled.outcome is not AnswerOutcome.ANSWERED:
        return settled
    answer = forms.one_text(text)
    await questions.add_answer(tx, question_id, answer, by)
    _note(tx, question, who, "answered a question")
    await _say_answered(tx, question, answer)
    if published_question is not None:
        await _publish(tx, question, Wording(forms.one_text(published_question), answer), by, who)
    return settled


def would_answer(question: Question, text: str, by: str, published_question: str | None) -> Settled:
    """What `answer_question` would come to now; a preview asks this."""
    wording = None if published_question is None else forms.one_text(published_question)
    return answering.answered(question, forms.one_text(text), by, wording)


async def publish_answer(
    tx: Transaction, question_id: UUID, wording: Wording, by: str, *, who: str
) -> Settled:
    """Publish an answer that was private so far."""
    question = await questions.held_question(tx, question_id)
    if question is None:
        return UNKNOWN
    settled = would_publish(question, wording)
    if settled.outcome is AnswerOutcome.PUBLISHED:
        await _publish(tx, question, Wording(*map(forms.one_text, wording)), by, who)
    return settled


async def add_from_briefing(
    tx: Transaction, reference: str, number: str, wording: Wording, by: str, *, who: str
) -> Settled:
    """Add what was asked at a briefing, answered and published at once; the same form adds it once."""
    alert = await questions.newest_version(tx, reference)
    kept = Wording(*map(forms.one_text, wording))
    settled = answering.from_briefing(alert, number.strip(), kept)
    if alert is None or settled.outcome is not AnswerOutcome.PUBLISHED:
        return settled
    question_id = uuid5(_AT_BRIEFINGS, f"{reference}|{number.strip()}|{kept.question}|{kept.answer}")
    row = {
        "question_id": question_id,
        "reference": reference,
        "version": alert.version,
        "ods_code": "",
        "person_id": NOBODY,
        "question": kept.question,
        "asked_at": tx.now,
        "number": int(number) if number.strip() else None,
        "from_briefing": True,
    }
    if not await questions.add_question(tx, row):
        return Settled(AnswerOutcome.REPEATED)
    await questions.add_answer(tx, question_id, kept.answer, by)
    question = await _known(tx, question_id)
    _note(tx, question, who, "added what was asked at a briefing")
    await _publish(tx, question, kept, by, who)
    return settled


async def _known(tx: Transaction, question_id: UUID) -> Question:
    found = await questions.question(tx, question_id)
    assert found is not None  # noqa: S101 — it was added a moment ago
    return found


def would_publish(question: Question, wording: Wording) -> Settled:
    """What `publish_answer` would come to now; a preview asks this."""
    return answering.published(question, Wording(*map(forms.one_text, wording)))


async def close_question(tx: Transaction, question_id: UUID, reason: str, by: str, *, who: str) -> Settled:
    """Close for good, answered or not; whoever asked sees the reason."""
    question = await questions.held_question(tx, question_id)
    if question is None:
        return UNKNOWN
    kept = forms.one_text(reason)
    settled = answering.closed(question, kept)
    if settled.outcome is AnswerOutcome.CLOSED:
        await questions.add_closing(tx, question_id, kept, by)
        _note(tx, question, who, "closed a question")
        await _say_closed(tx, question, kept)
    return settled


async def _publish(tx: Transaction, question: Question, wording: Wording, by: str, who: str) -> None:
    await questions.add_publication(tx, question.question_id, wording, by)
    _note(tx, question, who, "published an answer")
    said = QuestionPublished(
        question_id=question.question_id,
        reference=question.reference,
        version=question.version,
        number=question.number,
        question=wording.question,
        answer=wording.answer,
        published_at=tx.now,
    )
    await outbox.say(tx, RESPONSES, said)


def _note(tx: Transaction, question: Question, who: str, what: str) -> None:
    audit.note(
        tx, who, what, question.reference, question_id=str(question.question_id), version=question.version
    )


async def _say_answered(tx: Transaction, question: Question, answer: str) -> None:
    said = QuestionAnswered(
        question_id=question.question_id,
        reference=question.reference,
        version=question.version,
        ods_code=question.ods_code,
        person_id=question.person_id,
        question=question.question,
        answer=answer,
        answered_at=tx.now,
    )
    await outbox.say(tx, RESPONSES, said)


async def _say_closed(tx: Transaction, question: Question, reason: str) -> None:
    said = QuestionClosed(
        question_id=question.question_id,
        reference=question.reference,
        version=question.version,
        ods_code=question.ods_code,
        person_id=question.person_id,
        reason=reason or None,
        closed_at=tx.now,
    )
    await outbox.say(tx, RESPONSES, said)
