from datetime import date, timedelta
from typing import Any

import pytest

from contracts.events.actions import ActionState, ActionWork, Decision, Progress
from services.responses.domain.partner import (
    NOT_DECIDED,
    NOT_SIGNED,
    SIGN_OFFS,
    WORKING,
    ActionTold,
    Decided,
    SignedOff,
    Told,
    Work,
    told,
)
from services.responses.domain.progress import NOTHING_YET, Progressed
from tests.builders import NOW, an_alert

DUE = date(2026, 2, 2)


def an_action(number: int = 1, **changes: Any) -> ActionTold:
    whole: dict[str, Any] = {
        "version": 1,
        "number": number,
        "state": ActionState.OUTSTANDING,
        "work": ActionWork.NOT_STARTED,
        "done_on": None,
        "due_on": None,
        "recorded_at": NOW,
    }
    return ActionTold(**(whole | changes))


def of(*actions: ActionTold, decided: Decided | None = None, signed: SignedOff | None = None) -> Told:
    return told([an_alert()], an_alert(), NOTHING_YET, actions, decided, signed)


@pytest.mark.parametrize(
    ("changes", "work", "words"),
    [
        (
            {"state": ActionState.DONE, "done_on": DUE},
            Work.DONE,
            "Your organisation says that this is done, since",
        ),
        ({"state": ActionState.DONE}, Work.DONE, "Your organisation says that this is done"),
        (
            {"state": ActionState.NOT_APPLICABLE},
            Work.NOT_APPLICABLE,
            "Your organisation says that this does not apply to it",
        ),
        ({"work": ActionWork.IN_PROGRESS}, Work.IN_PROGRESS, "Being worked on"),
        (
            {"work": ActionWork.IN_PROGRESS, "due_on": DUE},
            Work.IN_PROGRESS,
            "Being worked on; planned to be done by",
        ),
        ({"work": ActionWork.BLOCKED}, Work.BLOCKED, "The work cannot go on at present"),
        ({"work": None}, Work.OUTSTANDING, "Not begun yet"),
    ],
)
def test_how_far_an_action_is_is_said_in_plain_words(changes: Any, work: Work, words: str) -> None:
    read = of(an_action(**changes)).actions[0]
    assert (read.work, read.words) == (work, words)


def test_an_action_nothing_was_said_of_says_so() -> None:
    read = of(an_action(1, state=ActionState.DONE))
    assert read.actions[1].work is Work.NOT_ANSWERED
    assert read.settled == 1


def test_an_answer_to_an_earlier_version_stands_while_the_action_is_the_same() -> None:
    first = an_alert()
    changed = first.actions[1].model_copy(update={"text": "Cover it differently."})
    second = an_alert(version=2, actions=(first.actions[0], changed))
    answers = [an_action(number, state=ActionState.DONE) for number in (1, 2)]
    read = told([first, second], second, NOTHING_YET, answers, None, None)
    assert [one.work for one in read.actions] == [Work.DONE, Work.NOT_ANSWERED]
    late = [*answers, an_action(1, version=2, work=ActionWork.BLOCKED)]
    assert told([first, second], second, NOTHING_YET, late, None, None).actions[0].work is Work.BLOCKED
    assert told([first, second], first, NOTHING_YET, late, None, None).actions[0].work is Work.DONE


def test_what_was_decided_is_said_or_that_nothing_was() -> None:
    assert of().decision == NOT_DECIDED
    begun = Progressed(Progress.IN_PROGRESS, 1, 0, 1, NOW, None)
    assert told([], an_alert(), begun, [], None, None).decision == WORKING
    for decision in Decision:
        assert of(decided=Decided(decision, NOW)).decision not in (NOT_DECIDED, WORKING)


def test_a_sign_off_stands_until_the_answer_is_taken_back() -> None:
    signed = SignedOff("signed", NOW)
    assert of().sign_off == NOT_SIGNED
    assert of(signed=signed).sign_off == SIGN_OFFS["signed"]
    before = Decided(Decision.REOPENED, NOW - timedelta(days=1))
    after = Decided(Decision.REOPENED, NOW + timedelta(days=1))
    assert of(signed=signed, decided=before).sign_off == SIGN_OFFS["signed"]
    assert of(signed=signed, decided=after).sign_off == NOT_SIGNED


def test_what_to_ask_fits_how_the_organisation_stands() -> None:
    blocked = of(an_action(1, work=ActionWork.BLOCKED), signed=SignedOff("sent_back", NOW)).ask
    assert "What stands in the way of action 1, and who can help?" in blocked
    assert "What was missing when the executive sent it back?" in blocked
    nothing = of().ask
    assert nothing[0] == "When will actions 1 and 2 begin, and are patients safe until then?"
    refused = of(decided=Decided(Decision.NOT_REQUIRED, NOW)).ask
    assert refused[0] == "Why does the alert not apply to us, and who agreed to that?"
