"""Giving an action to somebody."""

from dataclasses import replace
from datetime import date

import pytest

from services.actions.domain.assignments import (
    MOST_AT_ONCE,
    Asked,
    Assignment,
    Ending,
    Outcome,
    TypedAsk,
    assignment_id,
    read_ask,
    read_reason,
    weigh,
)
from services.actions.domain.values import Trouble
from tests.builders import NOW, person_id

TODAY = date(2025, 11, 21)
TYPED = TypedAsk(owner_name="Tomasz Nowak", owner_email="tomasz@somerset.example")
ASKED = Asked(owner_name="Tomasz Nowak", owner_email="tomasz@somerset.example")


def an_assignment(who: str = "Tomasz Nowak", **changes: object) -> Assignment:
    asked = Assignment(
        assignment_id=person_id(f"asked {who}"),
        number=1,
        version=1,
        owner_name=who,
        owner_email=f"{who.split(maxsplit=1)[0].lower()}@somerset.example",
        due_on=None,
        note=None,
        assigned_by=person_id("Asha Verma"),
        assigned_by_name="Asha Verma",
        assigned_at=NOW,
    )
    return replace(asked, **changes)  # type: ignore[arg-type]


def an_ending(**changes: object) -> Ending:
    ending = Ending(
        outcome="revoked",
        reason="They left.",
        ended_by=person_id("Asha Verma"),
        ended_by_name="Asha Verma",
        ended_by_role="the patient safety specialist",
        ended_at=NOW,
        nonce="b",
    )
    return replace(ending, **changes)  # type: ignore[arg-type]


THERE = an_assignment()
ENDED = replace(THERE, ending=an_ending())
NEW = person_id("new")


def test_a_name_and_a_mail_address_are_enough() -> None:
    assert read_ask(TYPED, TODAY) == ASKED


def test_a_day_and_words_may_go_with_it() -> None:
    typed = replace(TYPED, due_on_day="21", due_on_month="11", due_on_year="2025", note="Please.")
    assert read_ask(typed, TODAY) == replace(ASKED, due_on=TODAY, note="Please.")


@pytest.mark.parametrize(
    ("changes", "troubles"),
    [
        ({"owner_name": " "}, {"owner_name": Trouble.NO_NAME}),
        ({"owner_name": "943 476 5919"}, {"owner_name": Trouble.NHS_NUMBER}),
        ({"owner_email": ""}, {"owner_email": Trouble.NO_EMAIL}),
        ({"owner_email": "test"}, {"owner_email": Trouble.NOT_AN_EMAIL}),
        ({"note": "About 943 476 5919"}, {"note": Trouble.NHS_NUMBER}),
        (
            {"due_on_day": "20", "due_on_month": "11", "due_on_year": "2025"},
            {"due_on": Trouble.DUE_IN_THE_PAST},
        ),
        ({"due_on_day": "31"}, {"due_on": Trouble.NOT_A_DAY}),
    ],
)
def test_what_is_wrong_is_named_by_field(changes: dict[str, str], troubles: dict[str, Trouble]) -> None:
    assert read_ask(replace(TYPED, **changes), TODAY) == troubles


def test_an_end_has_a_reason() -> None:
    assert read_reason(" They left. ") == "They left."
    assert read_reason(" ") == {"reason": Trouble.NO_END_REASON}
    assert read_reason("943 476 5919") == {"reason": Trouble.NHS_NUMBER}


@pytest.mark.parametrize(
    ("asked", "new", "there", "handed_on", "outcome"),
    [
        (ASKED, NEW, (), None, Outcome.ASKED),
        (ASKED, THERE.assignment_id, (THERE,), None, Outcome.REPEATED),
        (ASKED, THERE.assignment_id, (ENDED,), None, Outcome.REPEATED),
        (ASKED, NEW, (THERE,), None, Outcome.ALREADY_ASKED),
        (replace(ASKED, owner_email="TOMASZ@somerset.example"), NEW, (THERE,), None, Outcome.ALREADY_ASKED),
        (ASKED, NEW, (ENDED,), None, Outcome.ASKED),
        (ASKED, NEW, (an_assignment("Lena Fischer"),), None, Outcome.ASKED),
        (ASKED, NEW, (THERE,), THERE.assignment_id, Outcome.ASKED),
        (ASKED, NEW, tuple(an_assignment(f"P{n} Q") for n in range(MOST_AT_ONCE)), None, Outcome.TOO_MANY),
        (
            ASKED,
            NEW,
            tuple(an_assignment(f"P{n} Q") for n in range(MOST_AT_ONCE)),
            person_id("asked P0 Q"),
            Outcome.ASKED,
        ),
    ],
)
def test_nobody_is_asked_twice_and_not_everybody_at_once(
    asked: Asked, new: object, there: tuple[Assignment, ...], handed_on: object, outcome: Outcome
) -> None:
    assert weigh(asked, new, there, handed_on=handed_on) is outcome  # type: ignore[arg-type]


def test_the_same_form_is_the_same_assignment() -> None:
    one = assignment_id(ASKED, 1, "a")
    assert assignment_id(ASKED, 1, "a") == one
    others = (
        assignment_id(ASKED, 2, "a"),
        assignment_id(ASKED, 1, "b"),
        assignment_id(replace(ASKED, note="x"), 1, "a"),
    )
    assert one not in others
    assert len(set(others)) == 3


def test_an_owner_signs_with_who_asked_them() -> None:
    assert THERE.recorder == "Tomasz Nowak, asked by Asha Verma"


def test_who_ended_it_tells_whether_the_owner_refused() -> None:
    refused = replace(THERE, ending=an_ending(ended_by=THERE.assignment_id))
    assert (THERE.is_open, ENDED.is_open) == (True, False)
    assert [one.was_refused for one in (THERE, ENDED, refused)] == [False, False, True]
    assert not replace(THERE, ending=an_ending(outcome="handed_on", ended_by=THERE.assignment_id)).was_refused
