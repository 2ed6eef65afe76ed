"""Two answers beside each other."""

from dataclasses import replace
from datetime import date

from contracts.events.actions import ActionState, ActionWork, LateReason
from services.actions.domain.answers import Answer, Typed, typed_of
from services.actions.domain.merging import CHOICE_WORDS, Difference, merge
from tests.actions.domain.test_recording import FIRST

THEIRS = Answer(
    state=ActionState.DONE,
    work=ActionWork.COMPLETE,
    done_by="Chief pharmacist",
    done_on=date(2025, 11, 5),
    note="Minute 7.\nFiled.",
    late_because=LateReason.SUPPLIER,
)
NEWEST = replace(FIRST, revision=3, answer=THEIRS)


def test_a_form_made_from_what_is_recorded_has_nothing_to_merge() -> None:
    assert merge(Typed(state="blocked"), 3, NEWEST) == ()
    assert merge(Typed(state="blocked"), 0, None) == ()


def test_each_field_that_differs_is_shown_both_ways() -> None:
    yours = replace(
        typed_of(THEIRS), state="blocked", done_by="", done_on_day="6", reason_blocked="No parts.", note=""
    )
    assert merge(yours, 2, NEWEST) == (
        Difference("How far it is", "Blocked", "Done"),
        Difference("Done by", "", "Chief pharmacist"),
        Difference("Done on", "6 11 2025", "5 11 2025"),
        Difference("What blocks it", "No parts.", ""),
        Difference("Note", "", "Minute 7.\nFiled."),
    )


def test_what_only_looks_different_does_not_differ() -> None:
    yours = replace(typed_of(THEIRS), done_on_day="05", note=" Minute 7.\r\nFiled.\r\n")
    assert merge(yours, 2, NEWEST) == ()


def test_reasons_are_said_in_words() -> None:
    yours = replace(typed_of(THEIRS), late_because="plan_in_progress")
    assert merge(yours, 0, NEWEST) == (Difference("Why it is late", "Plan in progress", "Supplier"),)


def test_an_answer_from_before_work_had_states_has_a_word_too() -> None:
    old = replace(NEWEST, answer=Answer(state=ActionState.OUTSTANDING, reason="No parts."))
    yours = Typed(state="blocked", reason_blocked="No parts.")
    assert merge(yours, 0, old) == (Difference("How far it is", "Blocked", "Outstanding"),)


def test_every_choice_of_the_form_has_words() -> None:
    assert len(set(CHOICE_WORDS.values())) == len(CHOICE_WORDS) == 6
