"""What may stand in an answer's form."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.events.actions import ActionState, ActionWork, LateReason
from services.actions.domain.answers import Answer, Case, Typed, read_answer, typed_of
from services.actions.domain.values import LINE_LIMIT, PROSE_LIMIT, Trouble

CASE = Case(today=date(2025, 11, 21))
DONE = Typed(
    state="done", done_by="Chief pharmacist", done_on_day="20", done_on_month="11", done_on_year="2025"
)
IS_DONE = Answer(
    state=ActionState.DONE,
    work=ActionWork.COMPLETE,
    done_by="Chief pharmacist",
    done_on=date(2025, 11, 20),
)
NOT_APPLICABLE = Typed(state="not_applicable", reason_not_applicable="We prescribe nothing.")
IS_NOT_APPLICABLE = Answer(state=ActionState.NOT_APPLICABLE, reason="We prescribe nothing.")
BLOCKED = Typed(state="blocked", reason_blocked="The supplier is late.")
IS_BLOCKED = Answer(state=ActionState.OUTSTANDING, work=ActionWork.BLOCKED, reason="The supplier is late.")
STARTED = Typed(state="in_progress", owner="Ward managers")
IS_STARTED = Answer(state=ActionState.OUTSTANDING, work=ActionWork.IN_PROGRESS, owner="Ward managers")
PLANNED = replace(STARTED, state="not_started")
IS_PLANNED = replace(IS_STARTED, work=ActionWork.NOT_STARTED)
EVERY = (
    (DONE, IS_DONE),
    (NOT_APPLICABLE, IS_NOT_APPLICABLE),
    (BLOCKED, IS_BLOCKED),
    (STARTED, IS_STARTED),
    (PLANNED, IS_PLANNED),
)
NHS_NUMBER = "943 476 5919"


@pytest.mark.parametrize(("typed", "answer"), EVERY)
def test_each_state_needs_its_own_fields_and_no_more(typed: Typed, answer: Answer) -> None:
    assert read_answer(typed, CASE) == answer


@pytest.mark.parametrize(("typed", "answer"), EVERY)
def test_owner_day_note_and_evidence_go_with_every_state(typed: Typed, answer: Answer) -> None:
    more = replace(
        typed,
        owner="Chief pharmacist",
        due_on_day="1",
        due_on_month="12",
        due_on_year="2025",
        note="Minute 7.",
        evidence="https://trust.example/minutes/7",
    )
    assert read_answer(more, CASE) == replace(
        answer,
        owner="Chief pharmacist",
        due_on=date(2025, 12, 1),
        note="Minute 7.",
        evidence="https://trust.example/minutes/7",
    )


@pytest.mark.parametrize(("typed", "answer"), EVERY)
def test_a_form_filled_from_an_answer_says_the_same(typed: Typed, answer: Answer) -> None:
    assert typed_of(answer) == typed
    assert read_answer(typed_of(answer), CASE) == answer


def test_fields_of_other_choices_do_not_count() -> None:
    typed = replace(NOT_APPLICABLE, done_by="x" * 9_000, reason_blocked=NHS_NUMBER, late_because="?")
    assert read_answer(typed, CASE) == IS_NOT_APPLICABLE


def test_an_answer_from_before_work_had_states_is_outstanding_and_its_reason_is_not_lost() -> None:
    old = Answer(state=ActionState.OUTSTANDING, reason="The supplier is late.")
    assert old.word == "outstanding"
    assert typed_of(old) == Typed(reason_blocked="The supplier is late.")


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (IS_DONE, "done"),
        (IS_NOT_APPLICABLE, "not_applicable"),
        (IS_BLOCKED, "blocked"),
        (IS_STARTED, "in_progress"),
        (IS_PLANNED, "not_started"),
    ],
)
def test_an_answer_has_a_word(answer: Answer, word: str) -> None:
    assert answer.word == word


@pytest.mark.parametrize(
    ("changes", "troubles"),
    [
        ({"state": ""}, {"state": Trouble.NO_STATE}),
        ({"state": "DONE"}, {"state": Trouble.NO_STATE}),
        ({"state": "outstanding"}, {"state": Trouble.NO_STATE}),
        ({"state": "leave"}, {"state": Trouble.LEFT}),
        ({"done_by": " \t"}, {"done_by": Trouble.NO_DONE_BY}),
        ({"done_by": "x" * (LINE_LIMIT + 1)}, {"done_by": Trouble.LINE_TOO_LONG}),
        ({"done_by": "a\nb"}, {"done_by": Trouble.NOT_PRINTABLE}),
        ({"done_on_day": "", "done_on_month": "", "done_on_year": ""}, {"done_on": Trouble.NO_DAY}),
        ({"done_on_day": "31"}, {"done_on": Trouble.NOT_A_DAY}),
        ({"done_on_day": "22"}, {"done_on": Trouble.DAY_AHEAD}),
        ({"due_on_day": "1"}, {"due_on": Trouble.NOT_A_DAY}),
        ({"note": "x" * (PROSE_LIMIT + 1)}, {"note": Trouble.TOO_LONG}),
        ({"evidence": "javascript:alert(1)"}, {"evidence": Trouble.NOT_AN_ADDRESS}),
        (
            {"done_by": "", "done_on_day": "40"},
            {"done_by": Trouble.NO_DONE_BY, "done_on": Trouble.NOT_A_DAY},
        ),
    ],
)
def test_what_is_wrong_is_named_by_field(changes: dict[str, str], troubles: dict[str, Trouble]) -> None:
    assert read_answer(replace(DONE, **changes), CASE) == troubles


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (DONE, "done_by"),
        (DONE, "note"),
        (DONE, "evidence"),
        (STARTED, "owner"),
        (BLOCKED, "reason_blocked"),
        (NOT_APPLICABLE, "reason_not_applicable"),
    ],
)
def test_an_nhs_number_is_refused_in_every_field(typed: Typed, field: str) -> None:
    with_number = replace(typed, **{field: f"Ward 4, {NHS_NUMBER}"})
    assert read_answer(with_number, CASE) == {field: Trouble.NHS_NUMBER}


@pytest.mark.parametrize(
    ("typed", "troubles"),
    [
        (
            replace(NOT_APPLICABLE, reason_not_applicable=" \r\n "),
            {"reason_not_applicable": Trouble.NOT_APPLICABLE_WITHOUT_REASON},
        ),
        (replace(BLOCKED, reason_blocked=""), {"reason_blocked": Trouble.BLOCKED_WITHOUT_REASON}),
        (replace(STARTED, owner=""), {"owner": Trouble.NO_OWNER}),
        (replace(PLANNED, owner=" "), {"owner": Trouble.NO_OWNER}),
    ],
)
def test_what_a_state_needs_must_be_given(typed: Typed, troubles: dict[str, Trouble]) -> None:
    assert read_answer(typed, CASE) == troubles


@pytest.mark.parametrize("text", ["test", "1", "01", "12", "2025", "test@example.com", "https://x.example"])
@pytest.mark.parametrize("state", ["", "done", "leave"])
def test_the_same_text_in_every_field_with_no_first_or_last_choice_answers_nothing(
    text: str, state: str
) -> None:
    """As a machine fills in forms: no day has the same number for its day, month and year, since 2000."""
    names = Typed.__dataclass_fields__
    typed = replace(Typed(**dict.fromkeys(names, text)), state=state)
    assert isinstance(read_answer(typed, CASE), dict)


PASSED = replace(CASE, complete_by=date(2025, 11, 19))
DUE_PASSED = {"due_on_day": "19", "due_on_month": "11", "due_on_year": "2025"}
LATE = {"late_because": Trouble.LATE_WITHOUT_REASON}


@pytest.mark.parametrize(
    ("typed", "case", "asked"),
    [
        (DONE, CASE, False),
        (DONE, PASSED, True),
        (DONE, replace(CASE, complete_by=date(2025, 11, 20)), False),
        (replace(DONE, **DUE_PASSED), CASE, True),
        (replace(DONE, **DUE_PASSED), replace(CASE, complete_by=date(2026, 1, 1)), True),
        (STARTED, PASSED, True),
        (BLOCKED, PASSED, True),
        (STARTED, replace(CASE, complete_by=CASE.today), False),
        (replace(STARTED, **DUE_PASSED), CASE, True),
        (NOT_APPLICABLE, PASSED, False),
        (replace(NOT_APPLICABLE, **DUE_PASSED), CASE, False),
    ],
)
def test_whoever_is_late_says_why(typed: Typed, case: Case, asked: bool) -> None:
    answer = read_answer(replace(typed, late_because=""), case)
    assert (answer == LATE) is asked
    assert (read_answer(replace(typed, late_because="weather"), case) == LATE) is asked
    said = read_answer(replace(typed, late_because="supplier"), case)
    assert isinstance(said, Answer)
    assert said.late_because == (LateReason.SUPPLIER if asked else None)
    assert said.late_words == ("Supplier" if asked else "")


@pytest.mark.parametrize("before", [IS_DONE, IS_NOT_APPLICABLE, replace(IS_DONE, note="Minute 7.")])
def test_an_answer_that_is_taken_back_says_why(before: Answer) -> None:
    case = replace(CASE, before=before)
    assert read_answer(replace(STARTED, note=before.note or ""), case) == {"note": Trouble.BACK_WITHOUT_NOTE}
    assert isinstance(read_answer(replace(STARTED, note="It came back."), case), Answer)
    assert read_answer(BLOCKED, case) == IS_BLOCKED
    assert read_answer(DONE, case) == IS_DONE


def test_what_was_never_answered_needs_no_word_why_it_is_open() -> None:
    assert read_answer(STARTED, replace(CASE, before=IS_PLANNED)) == IS_STARTED


def test_a_line_break_counts_as_one_character() -> None:
    text = "x\r\n" * (PROSE_LIMIT // 2)
    answer = read_answer(replace(DONE, note=text), CASE)
    assert isinstance(answer, Answer)
    assert answer.note == ("x\n" * (PROSE_LIMIT // 2)).strip()


def test_a_link_leads_only_to_evidence_that_is_an_address() -> None:
    assert replace(IS_DONE, evidence="https://a.example/1").evidence_address == "https://a.example/1"
    assert replace(IS_DONE, evidence="Minute 7, https://a.example/1").evidence_address is None
    assert IS_DONE.evidence_address is None
