"""Questions to the national team, and what was said about an alert so far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.events.alerts import AlertIssued
from services.responses.domain.links import Duty
from services.responses.domain.progress import Acknowledged

LONGEST_ANSWER = 10_000


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"


class AnswerOutcome(StrEnum):
    """What became of an answer."""

    ANSWERED = "answered"
    ALREADY_ANSWERED = "already_answered"
    UNKNOWN_QUESTION = "unknown_question"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    HOLDS_NHS_NUMBER = "holds_nhs_number"


@dataclass(frozen=True)
class Question:
    """A question with its answer, where there is one."""

    question_id: UUID
    reference: str
    version: int
    ods_code: str
    person_id: UUID
    question: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    organisation_name: str
    person_name: str
    alert_title: str

    @property
    def state(self) -> QuestionState:
        return QuestionState.OPEN if self.answer is None else QuestionState.ANSWERED


@dataclass(frozen=True)
class Disowned:
    """Somebody who opened the link said that it is not theirs."""

    reason: str
    disowned_at: datetime


class Entry(NamedTuple):
    """One line of the history."""

    at: datetime
    words: str


def history(
    versions: Iterable[AlertIssued],
    duty: Duty,
    delivered_at: datetime | None,
    acknowledged: Iterable[Acknowledged],
    questions: Iterable[Question],
) -> list[Entry]:
    """All that is known about this alert and this organisation, oldest first."""
    entries = [Entry(alert.issued_at, f"Version {alert.version} of the alert issued") for alert in versions]
    entries.append(Entry(duty.frozen_at, "Settled whom the alert is for"))
    if delivered_at:
        entries.append(Entry(delivered_at, "First mail taken by your organisation's mail server"))
    entries += [
        Entry(one.acknowledged_at, f"Acknowledged by {one.name}, {one.role_words}") for one in acknowledged
    ]
    entries += [entry for question in questions for entry in _of_question(question)]
    return sorted(entries)


def _of_question(question: Question) -> Iterator[Entry]:
    yield Entry(question.asked_at, f"Question asked by {question.person_name}")
    if question.answered_at:
        yield Entry(question.answered_at, "Question answered by the national team")
