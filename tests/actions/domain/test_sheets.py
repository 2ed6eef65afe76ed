"""What the card and the form of one action show."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.events.actions import ActionState, ActionWork, LateReason
from contracts.events.alerts import Deadlines
from services.actions.domain.answers import Answer, Typed
from services.actions.domain.recording import Record
from services.actions.domain.sheets import Due, Sent, due_of, sheet
from services.actions.domain.standing import Standing
from tests.actions.domain.test_answers import IS_BLOCKED, IS_DONE, IS_NOT_APPLICABLE, IS_STARTED
from tests.actions.domain.test_assignments import an_assignment
from tests.actions.domain.test_standing import FRESH, a_record
from tests.builders import NOW, an_alert

REWORDED = an_alert(
    version=2, actions=(an_alert().actions[0].model_copy(update={"text": "Other."}), an_alert().actions[1])
)
PASSED = replace(FRESH, versions=(an_alert(deadlines=Deadlines(complete_by=date(2025, 11, 20))),))


def recorded(answer: Answer, standing: Standing = FRESH, **changes: Any) -> Standing:
    record: Record = replace(a_record(1, answer.state), answer=answer, **changes)
    return replace(standing, records=(record,))


def test_a_form_is_filled_with_what_is_recorded_and_no_choice_is_made() -> None:
    shown = sheet(recorded(IS_BLOCKED, revision=4), 1, NOW)
    assert (shown.revision, shown.version) == (4, 1)
    assert shown.typed == Typed(reason_blocked="The supplier is late.")
    assert sheet(FRESH, 1, NOW).typed == Typed()


def test_an_answer_to_other_words_is_not_confirmed_by_a_click() -> None:
    """What asks for it stays empty, so that the first choice and a button do not answer anew."""
    before = recorded(replace(IS_DONE, owner="Ward managers", note="Minute 7.", evidence="Folder 3"))
    shown = sheet(replace(before, versions=(an_alert(), REWORDED)), 1, NOW)
    assert shown.typed == Typed(owner="Ward managers", note="Minute 7.", evidence="Folder 3")
    assert (shown.revision, shown.version) == (1, 2)


def test_what_was_typed_comes_back_with_the_newest_revision() -> None:
    sent = Sent(typed=Typed(state="done", done_by="Me"), revision=0, version=1)
    shown = sheet(recorded(IS_STARTED), 1, NOW, sent)
    assert shown.typed == sent.typed
    assert shown.revision == 1
    assert [one.label for one in shown.differences] == ["How far it is", "Done by", "Who does it"]
    assert not shown.reworded


@pytest.mark.parametrize(("version", "reworded"), [(1, True), (2, False), (-1, True)])
def test_a_form_made_from_other_words_says_so(version: int, reworded: bool) -> None:
    sent = Sent(typed=Typed(), revision=0, version=version)
    assert sheet(replace(FRESH, versions=(an_alert(), REWORDED)), 1, NOW, sent).reworded is reworded


def test_an_owner_finds_their_name_and_the_day_they_were_asked_for() -> None:
    asked = an_assignment(due_on=date(2025, 12, 1))
    typed = sheet(FRESH, 1, NOW, None, asked).typed
    assert typed == Typed(owner="Tomasz Nowak", due_on_day="1", due_on_month="12", due_on_year="2025")
    assert sheet(recorded(IS_STARTED), 1, NOW, None, asked).typed == Typed(owner="Ward managers")


@pytest.mark.parametrize(
    ("standing", "asks"),
    [
        (FRESH, False),
        (PASSED, True),
        (replace(PASSED, must_respond=False), False),
        (recorded(replace(IS_STARTED, due_on=date(2025, 11, 20))), True),
        (recorded(replace(IS_STARTED, due_on=date(2025, 11, 21))), False),
    ],
)
def test_the_reason_is_asked_for_once_the_day_has_passed(standing: Standing, asks: bool) -> None:
    assert sheet(standing, 1, NOW).asks_why_late is asks


SOON, GONE = date(2025, 11, 26), date(2025, 11, 19)


@pytest.mark.parametrize(
    ("standing", "due"),
    [
        (FRESH, Due(day=date(2026, 11, 20), left="in 52 weeks", late=False)),
        (replace(FRESH, must_respond=False), None),
        (
            recorded(replace(IS_STARTED, due_on=SOON)),
            Due(day=SOON, left="in 3 working days", late=False),
        ),
        (recorded(replace(IS_STARTED, due_on=GONE)), Due(day=GONE, left="2 days late", late=True)),
        (recorded(replace(IS_NOT_APPLICABLE, due_on=GONE)), None),
        (recorded(IS_DONE), None),
        (
            recorded(replace(IS_DONE, due_on=GONE, late_because=LateReason.SUPPLIER)),
            Due(day=GONE, left="", late=True),
        ),
    ],
)
def test_a_card_says_by_when_and_how_long_it_has(standing: Standing, due: Due | None) -> None:
    assert due_of(standing, 1, NOW) == due


def test_an_action_that_is_asked_again_is_not_done() -> None:
    standing = replace(recorded(IS_DONE), versions=(an_alert(), REWORDED))
    assert standing.state_of(1) is ActionState.OUTSTANDING
    assert standing.work_of(1) is None
    assert recorded(IS_DONE).work_of(1) is ActionWork.COMPLETE
    assert due_of(standing, 1, NOW) == due_of(FRESH, 1, NOW)
