"""Questions to the national team, and what was said about an alert so far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.events.alerts import AlertEnded, AlertIssued
from services.responses.domain.links import Duty
from services.responses.domain.progress import Acknowledged

LONGEST_ANSWER = 10_000


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    #: By the national team, answered or not.
    CLOSED = "closed"


class Order(StrEnum):
    """How a list of questions is read."""

    AS_ASKED = "as_asked"
    #: Those that block completion, then all others; the longest waiting first in both.
    BLOCKING_FIRST = "blocking_first"
    NEWEST_FIRST = "newest_first"


class Wanted(NamedTuple):
    """Which questions a list is about."""

    state: QuestionState | None = None
    reference: str | None = None
    blocking: bool = False


@dataclass(frozen=True)
class Publication:
    """A question and its answer as everybody sees them: nothing tells who asked."""

    question: str
    answer: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with its answer, where there is one."""

    question_id: UUID
    reference: str
    version: int
    ods_code: str
    person_id: UUID
    question: str
    asked_at: datetime
    #: The action it is about; None for the alert as a whole.
    number: int | None = None
    blocks_completion: bool = False
    #: Nobody is known who asked; it came with its answer.
    from_briefing: bool = False
    answer: str | None
    answered_at: datetime | None
    answered_by: str = ""
    closed_at: datetime | None = None
    close_reason: str | None = None
    publication: Publication | None = None
    organisation_name: str
    person_name: str
    alert_title: str

    @property
    def state(self) -> QuestionState:
        if self.closed_at:
            return QuestionState.CLOSED
        return QuestionState.OPEN if self.answer is None else QuestionState.ANSWERED

    @property
    def about(self) -> str:
        return f"action {self.number}" if self.number else "the alert as a whole"

    @property
    def answered_after(self) -> timedelta | None:
        return self.answered_at - self.asked_at if self.answered_at else None


class Tally(NamedTuple):
    """The desk at a glance."""

    open: int
    answered: int
    closed: int
    #: Of those open.
    blocking: int
    #: Half of the answered ones were answered sooner.
    median: timedelta | None


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
    ended: AlertEnded | None = None,
) -> list[Entry]:
    """All that is known about this alert and this organisation, oldest first."""
    entries = [Entry(alert.issued_at, _issued(alert)) for alert in versions]
    if ended:
        entries.append(Entry(ended.ended_at, f"Alert {ended.outcome.value}: {ended.reason}"))
    entries.append(Entry(duty.frozen_at, "Settled whom the alert is for"))
    if delivered_at:
        entries.append(Entry(delivered_at, "First mail taken by your organisation's mail server"))
    entries += [Entry(one.acknowledged_at, _acknowledged(one)) for one in acknowledged]
    entries += [entry for question in questions for entry in _of_question(question)]
    return sorted(entries, key=lambda entry: entry.at)


def _issued(alert: AlertIssued) -> str:
    changed = f": {alert.change.reason}" if alert.change else ""
    return f"Version {alert.version} of the alert issued{changed}"


def _acknowledged(one: Acknowledged) -> str:
    held = f" as version {one.carried_from}, which holds for this one" if one.carried_from else ""
    return f"Acknowledged{held} by {one.name}, {one.role_words}"


def _of_question(question: Question) -> Iterator[Entry]:
    yield Entry(question.asked_at, f"Question asked by {question.person_name}")
    if question.answered_at:
        yield Entry(question.answered_at, "Question answered by the national team")
    if question.publication:
        published_at = question.publication.published_at
        yield Entry(published_at, "Question and answer published to all recipients, without who asked")
    if question.closed_at:
        yield Entry(question.closed_at, "Question closed by the national team")
