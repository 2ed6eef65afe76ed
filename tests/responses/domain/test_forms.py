from datetime import timedelta

import pytest

from services.responses.domain.forms import (
    ANOTHER,
    UNSURE,
    Outcome,
    Patience,
    SentForm,
    choices,
    form_trouble,
    is_resting,
    one_text,
    organisation_outcome,
    reason_outcome,
    text_outcome,
)
from services.responses.domain.links import Organisation
from tests.builders import NOW

PATIENCE = Patience(timedelta(seconds=2), timedelta(hours=24), timedelta(seconds=60))
OWN = Organisation("RH5", "Somerset NHS Foundation Trust")
OTHERS = [Organisation(code, f"Trust {code}") for code in ("RTE", "RA9", "REF", "RJ1")]


def a_form(**changes: object) -> SentForm:
    whole = {"shown_at": NOW, "sent_at": NOW + timedelta(seconds=30), "nonce": "n", "honeypot": ""}
    return SentForm(**({"user_agent": "Firefox"} | whole | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({}, None),
        ({"shown_at": None}, Outcome.NOT_OURS),
        ({"honeypot": "https://spam.example"}, Outcome.FILLED_BY_MACHINE),
        ({"sent_at": NOW + timedelta(seconds=1.9)}, Outcome.TOO_FAST),
        ({"sent_at": NOW + timedelta(seconds=2)}, None),
        ({"sent_at": NOW - timedelta(seconds=5)}, Outcome.TOO_FAST),
        ({"sent_at": NOW + timedelta(hours=24)}, None),
        ({"sent_at": NOW + timedelta(hours=24, seconds=1)}, Outcome.TOO_OLD),
    ],
)
def test_a_form_counts_only_as_a_person_sends_it(changes: dict[str, object], trouble: Outcome | None) -> None:
    assert form_trouble(a_form(**changes), PATIENCE) == trouble


@pytest.mark.parametrize(
    ("chosen", "outcome"),
    [
        ([], Outcome.NOTHING_CHOSEN),
        ([""], Outcome.NOTHING_CHOSEN),
        (["RH5"], Outcome.RECORDED),
        (["rh5"], Outcome.ANOTHER_CHOSEN),
        (["RTE"], Outcome.ANOTHER_CHOSEN),
        ([ANOTHER], Outcome.ANOTHER_CHOSEN),
        ([UNSURE], Outcome.UNSURE),
        (["RTE", "RH5"], Outcome.ANOTHER_CHOSEN),
        (["RH5", "RTE", ANOTHER, UNSURE], Outcome.ANOTHER_CHOSEN),
    ],
)
def test_only_the_links_own_organisation_acknowledges(chosen: list[str], outcome: Outcome) -> None:
    assert organisation_outcome(chosen, "RH5") is outcome


@pytest.mark.parametrize(
    ("chosen", "outcome"),
    [
        ([], Outcome.NOTHING_CHOSEN),
        (["not_this_person"], Outcome.RECORDED),
        (["left_role"], Outcome.RECORDED),
        (["still_mine"], Outcome.STILL_MINE),
        (["unsure"], Outcome.UNSURE),
        (["not_this_person", "left_role"], Outcome.STILL_MINE),
        (["<b>"], Outcome.STILL_MINE),
    ],
)
def test_a_link_is_disowned_only_for_one_of_two_reasons(chosen: list[str], outcome: Outcome) -> None:
    assert reason_outcome(chosen) is outcome


@pytest.mark.parametrize("others", [OTHERS, OTHERS[:1], []])
def test_the_right_choice_is_never_first_and_never_last(others: list[Organisation]) -> None:
    for number in range(200):
        offered = [choice.value for choice in choices(OWN, others, f"nonce {number}")]
        assert "RH5" in offered[1:-1]
        assert len(offered) == len(others) + 3


def test_the_right_choice_stands_elsewhere_on_each_page() -> None:
    places = {
        [choice.value for choice in choices(OWN, OTHERS, f"nonce {number}")].index("RH5")
        for number in range(200)
    }
    assert places == {1, 2, 3, 4, 5}


def test_a_link_rests_for_a_minute_after_a_mistaken_choice() -> None:
    assert not is_resting(None, NOW, PATIENCE)
    assert is_resting(NOW, NOW + timedelta(seconds=59), PATIENCE)
    assert not is_resting(NOW, NOW + timedelta(seconds=60), PATIENCE)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", Outcome.EMPTY),
        ("Does this apply to community teams?", Outcome.RECORDED),
        ("Two\nlines\tand\xa0spaces, naïve – “quoted” 🙂", Outcome.RECORDED),
        ("x" * 3000, Outcome.RECORDED),
        ("x" * 3001, Outcome.TOO_LONG),
        ("nul\x00", Outcome.NOT_TEXT),
        ("turned \u202e round", Outcome.NOT_TEXT),
        ("The patient 943 476 5919 was given it.", Outcome.HOLDS_NHS_NUMBER),
        ("Ring 943 476 5918 about it.", Outcome.RECORDED),
    ],
)
def test_a_question_is_text_of_bearable_length(text: str, outcome: Outcome) -> None:
    assert text_outcome(text, 3000) is outcome


def test_line_breaks_of_a_browser_count_once() -> None:
    assert one_text("  one\r\ntwo\rthree \r\n") == "one\ntwo\nthree"
