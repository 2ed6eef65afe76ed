"""A question as somebody sends it, and as they see those asked before."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from services.responses.domain import forms
from services.responses.domain.experience import Experience, ExperienceState
from services.responses.domain.forms import Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.domain.questions import Question
from services.responses.domain.similar import Candidate

#: How a form says that the question is about no single action.
WHOLE_ALERT = ""


@dataclass(frozen=True)
class TypedQuestion:
    """A form as it was filled in; nobody has looked at it yet."""

    text: str = ""
    about: str = WHOLE_ALERT
    blocks_completion: bool = False
    #: Those near to it were shown, and none of them answers it.
    anyway: bool = False


class ActionAnswers(NamedTuple):
    """What was published about one action, or with None about the alert as a whole."""

    number: int | None
    questions: list[Question]


def trouble_of(link: Link, form: SentForm, typed: TypedQuestion, patience: Patience) -> Outcome | None:
    """Why the question cannot be taken, if it cannot; its text has gone through `one_text`."""
    if trouble := forms.trouble_of(link, form, patience):
        return trouble
    fault = forms.text_outcome(typed.text, forms.LONGEST_QUESTION)
    if fault is not Outcome.RECORDED:
        return fault
    numbers = {str(action.number) for action in link.alert.actions}
    return None if typed.about in numbers | {WHOLE_ALERT} else Outcome.NO_SUCH_ACTION


def candidates(published: Iterable[Question], own: Iterable[Question]) -> list[Candidate]:
    """What a new question is compared with; one that is both stands there as it was published."""
    seen = [_as_published(question) for question in published]
    known = {candidate.question_id for candidate in seen}
    return seen + [_as_own(question) for question in own if question.question_id not in known]


def by_action(published: Iterable[Question]) -> list[ActionAnswers]:
    """In the order of the actions, the alert as a whole first."""
    found: dict[int | None, list[Question]] = {}
    for question in published:
        found.setdefault(question.number, []).append(question)
    return [ActionAnswers(number, found[number]) for number in sorted(found, key=lambda number: number or 0)]


def read_under(
    experiences: Iterable[Experience], question: Question, ods_code: str
) -> tuple[list[Experience], list[Experience]]:
    """Under one answer: what everybody reads, and of one's own what others do not see (yet)."""
    under = [one for one in experiences if one.question_id == question.question_id]
    shown = [one for one in under if one.state is ExperienceState.SHOWN]
    return shown, [one for one in under if one not in shown and one.ods_code == ods_code]


def _as_published(question: Question) -> Candidate:
    told = question.publication
    text, answer = (told.question, told.answer) if told else (question.question, question.answer)
    return Candidate(question.question_id, text, answer, question.number, question.asked_at, published=True)


def _as_own(question: Question) -> Candidate:
    return Candidate(
        question.question_id,
        question.question,
        question.answer,
        question.number,
        question.asked_at,
        published=False,
    )
