"""What may stand in an answer's form."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.events.actions import ActionState
from services.actions.domain.answers import (
    DONE_BY_LIMIT,
    PROSE_LIMIT,
    Answer,
    Trouble,
    Typed,
    read_answer,
)

TODAY = date(2025, 11, 21)
DONE = Typed(
    state="done", done_by="Chief pharmacist", done_on_day="20", done_on_month="11", done_on_year="2025"
)
NOT_APPLICABLE = Typed(state="not_applicable", reason_not_applicable="We prescribe nothing.")
OUTSTANDING = Typed(state="outstanding", reason_outstanding="The supplier is late.")


def test_done_needs_who_and_when_and_no_more() -> None:
    assert read_answer(DONE, TODAY) == Answer(
        state=ActionState.DONE, done_by="Chief pharmacist", done_on=date(2025, 11, 20)
    )


@pytest.mark.parametrize(
    ("typed", "state", "reason"),
    [
        (NOT_APPLICABLE, ActionState.NOT_APPLICABLE, "We prescribe nothing."),
        (OUTSTANDING, ActionState.OUTSTANDING, "The supplier is late."),
    ],
)
def test_what_is_not_done_needs_its_own_reason(typed: Typed, state: ActionState, reason: str) -> None:
    assert read_answer(typed, TODAY) == Answer(state=state, reason=reason)


def test_fields_of_other_choices_do_not_count() -> None:
    typed = replace(NOT_APPLICABLE, done_by="Somebody", note="x" * 9_000, reason_outstanding="Late.")
    assert read_answer(typed, TODAY) == Answer(
        state=ActionState.NOT_APPLICABLE, reason="We prescribe nothing."
    )


@pytest.mark.parametrize(
    ("changes", "troubles"),
    [
        ({"state": ""}, {"state": Trouble.NO_STATE}),
        ({"state": "DONE"}, {"state": Trouble.NO_STATE}),
        ({"done_by": " \t"}, {"done_by": Trouble.NO_DONE_BY}),
        ({"done_by": "x" * (DONE_BY_LIMIT + 1)}, {"done_by": Trouble.DONE_BY_TOO_LONG}),
        ({"done_by": "a\nb"}, {"done_by": Trouble.NOT_PRINTABLE}),
        ({"done_by": "a\x00b"}, {"done_by": Trouble.NOT_PRINTABLE}),
        ({"done_on_day": "", "done_on_month": "", "done_on_year": ""}, {"done_on": Trouble.NO_DAY}),
        ({"done_on_day": ""}, {"done_on": Trouble.NOT_A_DAY}),
        ({"done_on_day": "31"}, {"done_on": Trouble.NOT_A_DAY}),
        ({"done_on_day": "x"}, {"done_on": Trouble.NOT_A_DAY}),
        ({"done_on_year": "9" * 5_000}, {"done_on": Trouble.NOT_A_DAY}),
        ({"done_on_day": "22"}, {"done_on": Trouble.DAY_AHEAD}),
        ({"done_on_year": "1999"}, {"done_on": Trouble.DAY_TOO_EARLY}),
        ({"done_on_year": "25"}, {"done_on": Trouble.DAY_TOO_EARLY}),
        ({"note": "x" * (PROSE_LIMIT + 1)}, {"note": Trouble.TOO_LONG}),
        ({"note": "a\u202eb"}, {"note": Trouble.NOT_PRINTABLE}),
        (
            {"done_by": "", "done_on_day": "40"},
            {"done_by": Trouble.NO_DONE_BY, "done_on": Trouble.NOT_A_DAY},
        ),
    ],
)
def test_what_is_wrong_is_named_by_field(changes: dict[str, str], troubles: dict[str, Trouble]) -> None:
    assert read_answer(replace(DONE, **changes), TODAY) == troubles


@pytest.mark.parametrize(
    ("typed", "troubles"),
    [
        (
            replace(NOT_APPLICABLE, reason_not_applicable=" \r\n "),
            {"reason_not_applicable": Trouble.NOT_APPLICABLE_WITHOUT_REASON},
        ),
        (
            replace(OUTSTANDING, reason_outstanding=""),
            {"reason_outstanding": Trouble.OUTSTANDING_WITHOUT_REASON},
        ),
        (
            replace(OUTSTANDING, reason_outstanding="x" * (PROSE_LIMIT + 1)),
            {"reason_outstanding": Trouble.TOO_LONG},
        ),
    ],
)
def test_a_reason_must_be_given_and_fit(typed: Typed, troubles: dict[str, Trouble]) -> None:
    assert read_answer(typed, TODAY) == troubles


def test_work_may_precede_the_alert_and_be_of_today() -> None:
    for day, year in (("1", "2024"), ("21", "2025")):
        assert isinstance(read_answer(replace(DONE, done_on_day=day, done_on_year=year), TODAY), Answer)


def test_a_line_break_counts_as_one_character() -> None:
    text = "x\r\n" * (PROSE_LIMIT // 2)
    answer = read_answer(replace(DONE, note=text), TODAY)
    assert isinstance(answer, Answer)
    assert answer.note == ("x\n" * (PROSE_LIMIT // 2)).strip()
