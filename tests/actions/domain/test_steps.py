"""The strip of four steps, and the one next thing."""

from dataclasses import replace

import pytest

from contracts.events.actions import ActionState, ResponseStatus
from services.actions.domain.moves import Move
from services.actions.domain.recording import Record
from services.actions.domain.sign_off import Executive, SignOffRequest
from services.actions.domain.standing import Acknowledgement, BlockingQuestion, Standing
from services.actions.domain.status import Command
from services.actions.domain.steps import NextThing, next_thing, steps
from tests.actions.domain.test_moves import a_move, moves
from tests.actions.domain.test_standing import ACKNOWLEDGED, ASHA, BACK_1, DONE_1, DONE_2, FRESH
from tests.builders import NOW

ACTING = moves(Command.RECORD_ACTION)
SIGNED = moves(Command.RECORD_ACTION, Command.REQUEST_SIGN_OFF, Command.SIGN)
NOT_REQUIRED = (a_move(Command.DECIDE_NOT_REQUIRED, approver="Dr Lee, medical director"),)
REOPENED = (*NOT_REQUIRED, a_move(Command.REOPEN, 2, status=ResponseStatus.ASSESSING))
REQUEST = SignOffRequest(
    request_id=ASHA.person_id,
    version=1,
    executive=Executive(name="Jo Park", title="Chief nurse", email="jo.park@somerset.example"),
    evidence="Folder 7",
    requested_by=ASHA.person_id,
    requested_by_name="Asha Verma",
    requested_at=NOW,
)
ALL = replace(FRESH, records=(DONE_1, DONE_2))
ASKED = replace(ALL, moves=SIGNED[:2], requests=(REQUEST,))
QUESTION = BlockingQuestion(question_id=ASHA.person_id, question="May we?", asked_at=NOW)


@pytest.mark.parametrize(
    ("acknowledgement", "moves", "records", "done"),
    [
        (None, (), (), [False, False, False, False]),
        (ACKNOWLEDGED, (), (), [True, False, False, False]),
        (replace(ACKNOWLEDGED, version=2), (), (), [False, False, False, False]),
        (None, ACTING, (DONE_1,), [False, True, False, False]),
        (ACKNOWLEDGED, moves(Command.ASSESS), (), [True, False, False, False]),
        (ACKNOWLEDGED, ACTING, (DONE_1, DONE_2), [True, True, True, False]),
        (ACKNOWLEDGED, ACTING, (DONE_1, DONE_2, BACK_1), [True, True, False, False]),
        (ACKNOWLEDGED, SIGNED, (DONE_1, DONE_2), [True, True, True, True]),
        (ACKNOWLEDGED, NOT_REQUIRED, (), [True, True, True, True]),
        (ACKNOWLEDGED, REOPENED, (), [True, False, False, False]),
    ],
)
def test_answers_alone_complete_nothing(
    acknowledgement: Acknowledgement | None,
    moves: tuple[Move, ...],
    records: tuple[Record, ...],
    done: list[bool],
) -> None:
    standing = replace(FRESH, acknowledgement=acknowledgement, moves=moves, records=records)
    assert [step.done for step in steps(standing)] == done


def test_a_step_that_is_done_says_who_and_when_or_how() -> None:
    decided = steps(replace(FRESH, moves=ACTING, records=(DONE_1,)))[1]
    assert (decided.who, decided.at) == ("Asha Verma", ACTING[0].at)
    closed = steps(replace(FRESH, moves=NOT_REQUIRED))
    assert [step.so_far for step in closed[1:]] == [
        "nothing has to be done",
        "not needed",
        "approved by Dr Lee, medical director",
    ]
    assert steps(ASKED)[3].so_far == "Jo Park is asked to sign"


@pytest.mark.parametrize(
    ("standing", "page"),
    [
        (FRESH, "/decision"),
        (replace(FRESH, acknowledgement=ACKNOWLEDGED), "/decision"),
        (replace(FRESH, moves=moves(Command.ASSESS)), "/decision"),
        (replace(FRESH, moves=ACTING, records=(DONE_1,)), "#action-2"),
        (replace(ALL, moves=ACTING), "/sign-off"),
        (replace(ALL, moves=ACTING, blocking=(QUESTION,)), None),
        (ASKED, None),
        (replace(ALL, moves=SIGNED), None),
        (replace(FRESH, moves=NOT_REQUIRED), None),
    ],
)
def test_there_is_one_next_thing_or_none(standing: Standing, page: str | None) -> None:
    following: NextThing | None = next_thing(standing)
    assert (following.page if following else None) == page


def test_an_action_set_back_is_the_next_thing_again() -> None:
    back = replace(ALL, moves=ACTING, records=(*ALL.records, BACK_1))
    assert back.state_of(1) is ActionState.OUTSTANDING
    assert next_thing(back) == NextThing("Answer action 1", "#action-1")
