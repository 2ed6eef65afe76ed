from datetime import timedelta
from uuid import uuid4

import pytest

from services.responses.domain.similar import MOST, Candidate, near, stems
from tests.builders import NOW, an_alert

COMMUNITY = "Does this apply to community teams that prescribe nothing?"


def asked(question: str, minutes: int = 0, *, published: bool = True) -> Candidate:
    at = NOW + timedelta(minutes=minutes)
    return Candidate(uuid4(), question, "Yes.", None, at, published=published)


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        (COMMUNITY, COMMUNITY),
        ("does this APPLY to Community teams, which prescribe nothing??", COMMUNITY),
        ("Are community teams meant, who do not prescribe?", COMMUNITY),
        ("Who corrects allergies recorded by GPs?", "Do we have to correct an allergy that a GP recorded?"),
        ("Which report finds the records?", "Is there a report to find these records?"),
        ("Training of bank staff: by when?", "By when must bank staff be trained?"),
        ("Hospices?", "Hospice?"),
    ],
)
def test_the_same_question_in_other_words_is_near(typed: str, other: str) -> None:
    assert near(typed, [asked(other)], an_alert().title)
    assert near(other, [asked(typed)], an_alert().title)


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("", COMMUNITY),
        ("What is it?", "What is it?"),
        ("Does this apply to hospices?", "Does this apply to prisons?"),
        ("Does action 2 apply to hospices?", "Does action 2 apply to prisons?"),
        ("Does a penicillin allergy recorded in 1998 count?", "Who recorded penicillamine as an allergy?"),
        ("By when must bank staff be trained?", COMMUNITY),
    ],
)
def test_a_question_about_something_else_is_not_near(typed: str, other: str) -> None:
    assert near(typed, [asked(other)], an_alert().title) == []


def test_the_nearest_come_first_and_only_a_few() -> None:
    exact, close = asked("Which report finds records?"), asked("Which report finds old records at night?")
    own = asked("Which report finds records?", published=False)
    others = [asked(f"Which report finds records, number {number}?", number) for number in range(5)]
    found = near("Which report finds records?", [*others, close, own, exact])
    assert found[:2] == [exact, own]
    assert len(found) == MOST


def test_endings_do_not_matter() -> None:
    assert stems("allergies recorded") == stems("allergy recording")
    assert stems("apply, applies") == stems("applied")
    assert stems("stopped") == stems("stop")
    assert stems("") == frozenset()


def test_a_few_hundred_questions_are_compared_at_once() -> None:
    many = [
        asked(f"Does ward {number} with equipment {number} count when it stores medicines?")
        for number in range(300)
    ]
    assert len(near("Does a ward count when it stores medicines?", many)) == MOST
