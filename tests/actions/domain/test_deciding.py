"""What comes of a form that decides; test_status_machine.py does it in every order."""

from dataclasses import replace

import pytest

from contracts.events.actions import ResponseStatus
from services.actions.domain.deciding import (
    COMMANDS,
    Attempt,
    Order,
    Outcome,
    TypedDecision,
    may_act,
    moved,
    read_order,
    weighed,
)
from services.actions.domain.moves import BY_ACTING, BY_ANSWER, Move
from services.actions.domain.status import Command, Refusal
from tests.actions.domain.test_moves import a_move, moves
from tests.actions.domain.test_standing import ASHA, FRESH
from tests.actions.domain.test_steps import ASKED
from tests.builders import NOW

REQUIRED = Order(command=Command.DECIDE_REQUIRED, by=ASHA.person_id, by_name="Asha Verma", nonce="a")
FULL = TypedDecision(
    reason_not_required="We prescribe nothing.",
    approver_name="Dr Lee",
    approver_role="medical director",
    reason_reopened="We found more.",
)


def read(choice: str, typed: TypedDecision) -> Order | dict[str, str]:
    return read_order(choice, typed, ASHA.person_id, "Asha Verma", "a")


@pytest.mark.parametrize(
    ("choice", "typed", "wrong"),
    [
        ("assessing", TypedDecision(), set()),
        ("required", TypedDecision(reason_reopened="x" * 9_999), set()),
        ("not_required", FULL, set()),
        ("not_required", TypedDecision(), {"reason_not_required", "approver_name", "approver_role"}),
        ("not_required", replace(FULL, approver_role=" "), {"approver_role"}),
        ("reopened", FULL, set()),
        ("reopened", replace(FULL, reason_reopened=""), {"reason_reopened"}),
    ],
)
def test_only_the_fields_of_the_decision_are_asked_for(
    choice: str, typed: TypedDecision, wrong: set[str]
) -> None:
    order = read(choice, typed)
    assert (set() if isinstance(order, Order) else set(order)) == wrong
    if isinstance(order, Order):
        assert order.command is COMMANDS[choice]


def test_who_approved_is_kept_with_their_role() -> None:
    order = read("not_required", FULL)
    assert isinstance(order, Order)
    assert (order.approver, order.reason) == ("Dr Lee, medical director", "We prescribe nothing.")
    longest = replace(FULL, approver_name="x" * 140, approver_role="y" * 140)
    assert isinstance(read("not_required", longest), Order)


def test_a_decision_becomes_a_move() -> None:
    after = weighed(FRESH, REQUIRED, 0, NOW)
    assert isinstance(after, Move)
    assert (after.revision, after.status, after.by_name) == (1, ResponseStatus.ONGOING, "Asha Verma")


def test_what_was_not_seen_is_not_overwritten() -> None:
    decided = replace(FRESH, moves=(a_move(Command.DECIDE_NOT_REQUIRED),))
    assert weighed(decided, REQUIRED, 0, NOW) == Attempt(Outcome.STALE)
    refused = weighed(decided, REQUIRED, 1, NOW)
    assert isinstance(refused, Attempt)
    assert refused.outcome is Outcome.REFUSED
    assert "Re-open it first" in refused.troubles["choice"]


def test_the_same_form_again_is_a_repeat_whatever_happened_since() -> None:
    first = a_move(Command.DECIDE_REQUIRED, nonce="a")
    since = replace(FRESH, moves=(first, a_move(Command.DECIDE_NOT_REQUIRED, 2)))
    assert weighed(since, REQUIRED, 0, NOW) == Attempt(Outcome.REPEATED)
    assert weighed(since, replace(REQUIRED, nonce="b"), 0, NOW) == Attempt(Outcome.STALE)


def test_acting_decides_once_and_takes_back_what_waits_for_a_signature() -> None:
    act = Order(command=Command.RECORD_ACTION, by=ASHA.person_id)
    first, later = moved(FRESH, act, NOW), moved(ASKED, act, NOW)
    assert isinstance(first, Move)
    assert isinstance(later, Move)
    assert (first.reason, later.reason) == (BY_ACTING, BY_ANSWER)
    assert moved(replace(FRESH, moves=(first,)), act, NOW) is None


@pytest.mark.parametrize("closing", [Command.DECIDE_NOT_REQUIRED, Command.SIGN])
def test_nothing_is_recorded_on_what_is_closed(closing: Command) -> None:
    closed = replace(FRESH, moves=moves(closing))
    assert not may_act(closed)
    assert isinstance(moved(closed, Order(command=Command.RECORD_ACTION), NOW), Refusal)
    assert may_act(FRESH)
