"""What an executive certifies."""

from dataclasses import replace

import pytest

from services.actions.domain.sign_off import Executive, Outcome, Settlement, statement
from tests.actions.domain.test_steps import REQUEST
from tests.builders import NOW, REFERENCE


def test_the_statement_names_who_signs_for_whom_and_for_what() -> None:
    text = statement(replace(REQUEST, version=2), REFERENCE, "Somerset NHS Foundation Trust (RH5)")
    assert text.startswith("I am Jo Park, Chief nurse, and I sign for Somerset NHS Foundation Trust (RH5).")
    assert f"every action of {REFERENCE}, version 2, that applies" in text
    assert "self-certification" in text
    assert "does not replace the answer" in text


def test_somebody_without_a_title_is_named_without_one() -> None:
    assert Executive(name="Jo Park", email="jo.park@somerset.example").titled == "Jo Park"


@pytest.mark.parametrize(
    ("wrote", "outcome", "differs"),
    [
        ("Joanna Park", Outcome.SIGNED, True),
        ("Joanna Park", Outcome.SENT_BACK, True),
        ("jo  PARK", Outcome.SIGNED, False),
        ("Asha Verma", Outcome.WITHDRAWN, False),
    ],
)
def test_a_signature_under_another_name_is_told_from_one_under_the_name_that_was_asked(
    wrote: str, outcome: Outcome, differs: bool
) -> None:
    settled = replace(REQUEST, settlement=Settlement(outcome=outcome, by_name=wrote, at=NOW))
    assert settled.is_under_another_name is differs
    assert not REQUEST.is_under_another_name
