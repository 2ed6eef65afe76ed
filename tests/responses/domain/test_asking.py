from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.responses.domain import asking, links
from services.responses.domain.asking import TypedQuestion, by_action, candidates, read_under
from services.responses.domain.experience import ExperienceState
from services.responses.domain.forms import Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.domain.questions import Publication
from tests.builders import NOW
from tests.responses.domain.test_experience import an_experience
from tests.responses.domain.test_links import ALL_KNOWN, CLAIMS
from tests.responses.domain.test_questions import a_question

PATIENCE = Patience(timedelta(seconds=2), timedelta(hours=24), timedelta(seconds=60))
FORM = SentForm(NOW - timedelta(minutes=1), NOW, "nonce", "", "Firefox")
PUBLISHED = Publication("Do teams count?", "Yes.", NOW)


def a_link() -> Link:
    link = links.opened(CLAIMS, ALL_KNOWN)
    assert isinstance(link, Link)
    return link


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        (TypedQuestion("Who?"), None),
        (TypedQuestion("Who?", about="2"), None),
        (TypedQuestion("Who?", about="3"), Outcome.NO_SUCH_ACTION),
        (TypedQuestion("Who?", about="x"), Outcome.NO_SUCH_ACTION),
        (TypedQuestion("", about="1"), Outcome.EMPTY),
        (TypedQuestion("943 476 5919", about="1"), Outcome.HOLDS_NHS_NUMBER),
    ],
)
def test_a_question_is_about_the_alert_or_one_of_its_actions(
    typed: TypedQuestion, trouble: Outcome | None
) -> None:
    assert asking.trouble_of(a_link(), FORM, typed, PATIENCE) is trouble


def test_a_question_of_ones_own_that_was_published_is_offered_as_published() -> None:
    told = a_question(answer="Yes, RH5.", answered_at=NOW, publication=PUBLISHED)
    waiting = a_question()
    [first, second] = candidates([told], [told, waiting])
    assert (first.question, first.answer, first.published) == ("Do teams count?", "Yes.", True)
    assert (second.question_id, second.answer, second.published) == (waiting.question_id, None, False)


def test_published_answers_stand_by_action_and_the_whole_alert_comes_first() -> None:
    questions = [a_question(number=number) for number in (2, None, 1, 2)]
    assert [(group.number, len(group.questions)) for group in by_action(questions)] == [
        (None, 1),
        (1, 1),
        (2, 2),
    ]


def test_what_is_not_shown_is_read_by_ones_own_organisation_only() -> None:
    question = a_question(question_id=UUID(int=1))

    def told(state: ExperienceState, ods_code: str) -> Any:
        return an_experience(question_id=question.question_id, state=state, ods_code=ods_code)

    shown, own = told(ExperienceState.SHOWN, "RA9"), told(ExperienceState.HIDDEN, "RH5")
    others = told(ExperienceState.WAITING, "RA9")
    elsewhere = an_experience(state=ExperienceState.SHOWN)
    assert read_under([shown, own, others, elsewhere], question, "RH5") == ([shown], [own])
