"""What a form sent, read."""

from http import HTTPStatus

import pytest

from services.actions.domain import assignments
from services.actions.domain.answers import Typed
from services.actions.domain.assignments import TypedAsk
from services.actions.domain.recording import Attempt, Doubt, Outcome
from services.actions.domain.values import Trouble
from services.actions.pages.forms import Filled, Giving, errors_in, number_of, status_of


@pytest.mark.parametrize(
    ("typed", "number"), [("1", 1), ("200", 200), ("", 0), ("-1", 0), ("one", 0), ("1²", 0), ("9" * 9, 0)]
)
def test_what_is_no_number_names_no_action(typed: str, number: int) -> None:
    assert number_of(typed) == number


@pytest.mark.parametrize(("typed", "read"), [("0", 0), ("12", 12), ("", -1), ("x", -1), ("9" * 30, -1)])
def test_what_is_no_number_names_no_revision(typed: str, read: int) -> None:
    sent = Filled(revision=typed, version=typed, note="n").sent
    assert (sent.revision, sent.version, sent.typed) == (read, read, Typed(note="n"))


def test_what_is_the_forms_is_not_the_answers() -> None:
    filled = Giving(page_nonce="a", website="b", organisation=["RH5"], owner_name="Tomasz Nowak")
    assert filled.typed == TypedAsk(owner_name="Tomasz Nowak")
    assert filled.chosen == "RH5"
    assert Giving(organisation=["RH5", "RBL"]).chosen == ""


@pytest.mark.parametrize(
    ("attempt", "doubted", "status"),
    [
        (None, None, HTTPStatus.OK),
        (None, Doubt.TOO_OLD, HTTPStatus.FORBIDDEN),
        (Attempt(Outcome.STALE), None, HTTPStatus.CONFLICT),
        (Attempt(Outcome.REWORDED), None, HTTPStatus.CONFLICT),
        (Attempt(Outcome.INVALID), None, HTTPStatus.UNPROCESSABLE_ENTITY),
        (assignments.Attempt(assignments.Outcome.ALREADY_ASKED), None, HTTPStatus.CONFLICT),
        (assignments.Attempt(assignments.Outcome.TOO_MANY), None, HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
)
def test_a_form_that_comes_back_says_why_to_programs_too(
    attempt: Attempt | assignments.Attempt | None, doubted: Doubt | None, status: HTTPStatus
) -> None:
    assert status_of(attempt, doubted) == status


def test_what_is_wrong_stands_at_its_field() -> None:
    wrong = Attempt(Outcome.INVALID, {"note": Trouble.TOO_LONG})
    assert errors_in("action-1-", "state", wrong, None) == {"action-1-note": Trouble.TOO_LONG.value}
    assert errors_in("", "state", Attempt(Outcome.STALE), None) == {"state": Outcome.STALE.value}
    assert errors_in("", "state", None, Doubt.MACHINE) == {"state": Doubt.MACHINE.value}
    assert errors_in("", "state", None, None) == {}
