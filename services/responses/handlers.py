"""What responses does: each loads, asks the domain, saves and says; the door commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from pydantic import ValidationError

from contracts.events.alerts import AlertIssued
from contracts.events.responses import AlertAcknowledged, QuestionAnswered, QuestionAsked, RecipientDisowned
from contracts.links import LinkClaims
from contracts.topics import RESPONSES
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import forms, links, progress
from services.responses.domain.forms import Asks, Outcome, Patience, SentForm
from services.responses.domain.links import Link, LinkTrouble
from services.responses.domain.progress import Acknowledged, Deadline, NextThing, Progressed, Step
from services.responses.domain.questions import (
    LONGEST_ANSWER,
    AnswerOutcome,
    Disowned,
    Entry,
    Question,
    history,
)
from services.responses.storage import answers, heard, questions

#: How many organisations are offered beside the right one.
OTHERS = 4
_QUESTIONS = UUID("a1f7a0b5-3f0e-4a39-8a86-0b0f6c0f7c55")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All that the page behind a link shows."""

    acknowledged: list[Acknowledged]
    mine: Acknowledged | None
    progressed: Progressed
    steps: tuple[Step, ...]
    next_thing: NextThing
    deadline: Deadline | None
    questions: list[Question]
    newer: AlertIssued | None
    disowned: Disowned | None
    history: list[Entry]


async def open_link(tx: Transaction, signed: bytes | None) -> Link | LinkTrouble:
    """Whose link it is; `signed` is what the signature vouches for, None when it vouches for nothing."""
    if signed is None:
        return LinkTrouble.BROKEN
    try:
        claims = LinkClaims.unpacked(signed)
    except ValidationError:
        return LinkTrouble.OTHER_PURPOSE
    return links.opened(claims, await heard.known_of(tx, claims))


async def standing(tx: Transaction, link: Link) -> Standing:
    """Where the organisation stands with the alert."""
    given = await answers.acknowledged(tx, link.claims)
    first = next(iter(given), None)
    progressed = await heard.progress_of(tx, link.claims)
    following = progress.next_thing(link.duty, first, progressed)
    asked = await questions.of_organisation(tx, link.claims)
    versions = await heard.versions(tx, link.claims)
    return Standing(
        acknowledged=given,
        mine=next((one for one in given if one.person_id == link.person.person_id), None),
        progressed=progressed,
        steps=progress.steps(first, progressed, following),
        next_thing=following,
        deadline=progress.next_deadline(link.alert, link.duty, first, progressed, tx.now),
        questions=asked,
        newer=next((alert for alert in versions[::-1] if alert.version > link.alert.version), None),
        disowned=await answers.disowned(tx, link.claims),
        history=history(versions, link.duty, await heard.delivered_at(tx, link.claims), given, asked),
    )


async def offered_choices(tx: Transaction, link: Link, nonce: str) -> tuple[forms.Choice, ...]:
    """The organisations a page offers to choose from."""
    others = await heard.other_organisations(tx, link.person, link.organisation, nonce, OTHERS)
    return forms.choices(link.organisation, others, nonce)


async def acknowledge(
    tx: Transaction, link: Link, form: SentForm, chosen: Sequence[str], patience: Patience
) -> Outcome:
    """Acknowledge for the organisation; the first time stands, and one person is the first."""
    if trouble := _trouble(link, form, patience):
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


def _trouble(link: Link, form: SentForm, patience: Patience) -> Outcome | None:
    return forms.form_trouble(form, patience) or (None if link.may_answer else Outcome.LOOKS_ON)


async def ask(tx: Transaction, link: Link, form: SentForm, text: str, patience: Patience) -> Outcome:
    """Ask the national team; the same form sent twice asks once."""
    question = forms.one_text(text)
    outcome = _trouble(link, form, patience) or forms.text_outcome(question, forms.LONGEST_QUESTION)
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
    if not await questions.add_question(tx, asked.model_dump()):
        return Outcome.REPEATED
    await outbox.say(tx, RESPONSES, asked)
    return outcome


async def disown(
    tx: Transaction, link: Link, form: SentForm, chosen: Sequence[str], note: str, patience: Patience
) -> Outcome:
    """Note that the link is not theirs who opened it, and let the register know."""
    if trouble := forms.form_trouble(form, patience):
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


async def answer_question(tx: Transaction, question_id: UUID, text: str, answered_by: str) -> AnswerOutcome:
    """Answer once; distribution mails the answer to who asked."""
    answer = forms.one_text(text)
    if (fault := forms.text_outcome(answer, LONGEST_ANSWER)) is not Outcome.RECORDED:
        return AnswerOutcome(fault.value)
    question = await questions.question(tx, question_id)
    if question is None:
        return AnswerOutcome.UNKNOWN_QUESTION
    if not await questions.add_answer(tx, question_id, answer, answered_by):
        return AnswerOutcome.ALREADY_ANSWERED
    await _say_answered(tx, question, answer)
    return AnswerOutcome.ANSWERED


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
