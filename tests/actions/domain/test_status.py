"""What may follow what, read from the table as a person meets it."""

from dataclasses import replace
from itertools import product

import pytest

from contracts.events.actions import Progress, ResponseStatus
from services.actions.domain.status import (
    HEARD,
    TABLE,
    Command,
    Condition,
    Given,
    Refusal,
    commands_at,
    progress_at,
    step,
)

S = ResponseStatus
ALL = Given(
    reason="Why",
    approver="Dr Lee, medical director",
    executive="Jo Park",
    evidence="Folder 7",
    signed_name="Jo Park",
    actions_complete=True,
    question_blocks=False,
    actions_differ=True,
    request_waits=True,
)
#: What takes each condition away.
WITHOUT = {
    Condition.REASON: replace(ALL, reason=None),
    Condition.APPROVER: replace(ALL, approver=None),
    Condition.COMPLETE: replace(ALL, actions_complete=False),
    Condition.NO_QUESTION: replace(ALL, question_blocks=True),
    Condition.EXECUTIVE: replace(ALL, executive=None),
    Condition.EVIDENCE: replace(ALL, evidence=None),
    Condition.REQUEST: replace(ALL, request_waits=False),
    Condition.NAME: replace(ALL, signed_name=None),
    Condition.OTHER_ACTIONS: replace(ALL, actions_differ=False),
}


def follows(status: ResponseStatus, command: Command) -> ResponseStatus | None:
    after = step(status, command, ALL)
    return None if isinstance(after, Refusal) else after


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        # waiting, acknowledged, assessing, not required, ongoing, awaiting sign-off, completed
        (Command.ASSESS, [S.ASSESSING, S.ASSESSING, None, None, None, None, None]),
        (Command.DECIDE_REQUIRED, [S.ONGOING, S.ONGOING, S.ONGOING, None, None, None, None]),
        (Command.DECIDE_NOT_REQUIRED, [*[S.NOT_REQUIRED] * 3, None, S.NOT_REQUIRED, None, None]),
        (Command.RECORD_ACTION, [*[S.ONGOING] * 3, None, S.ONGOING, S.ONGOING, None]),
        (Command.REQUEST_SIGN_OFF, [None, None, None, None, S.AWAITING_SIGN_OFF, None, None]),
        (Command.WITHDRAW_REQUEST, [None, None, None, None, None, S.ONGOING, None]),
        (Command.SIGN, [None, None, None, None, None, S.COMPLETED, None]),
        (Command.SEND_BACK, [None, None, None, None, None, S.ONGOING, None]),
        (Command.REOPEN, [None, None, None, S.ASSESSING, None, None, S.ONGOING]),
    ],
)
def test_what_people_do_fits_where_the_table_says(
    command: Command, expected: list[ResponseStatus | None]
) -> None:
    assert [follows(status, command) for status in S] == expected


@pytest.mark.parametrize(
    ("command", "changed"),
    [
        (Command.ACKNOWLEDGE, {S.WAITING: S.ACKNOWLEDGED}),
        (Command.WITHDRAW_ACKNOWLEDGEMENT, {S.ACKNOWLEDGED: S.WAITING}),
        (
            Command.NEW_VERSION,
            {
                S.ACKNOWLEDGED: S.WAITING,
                S.NOT_REQUIRED: S.ASSESSING,
                S.AWAITING_SIGN_OFF: S.ONGOING,
                S.COMPLETED: S.ONGOING,
            },
        ),
    ],
)
def test_what_is_heard_is_never_refused(
    command: Command, changed: dict[ResponseStatus, ResponseStatus]
) -> None:
    assert {status: step(status, command, ALL) for status in S} == {status: status for status in S} | changed


def test_a_version_with_the_same_actions_leaves_what_was_decided() -> None:
    same = WITHOUT[Condition.OTHER_ACTIONS]
    for status in set(S) - {S.ACKNOWLEDGED}:
        assert step(status, Command.NEW_VERSION, same) is status


@pytest.mark.parametrize(
    ("line", "condition"), [(line, condition) for line in TABLE for condition in line.conditions]
)
def test_every_condition_is_asked_for_in_its_own_words(line: object, condition: Condition) -> None:
    assert line in TABLE
    [(command, origin)] = {(known.command, known.origins[0]) for known in TABLE if known is line}
    if command not in HEARD:
        assert step(origin, command, WITHOUT[condition]) == Refusal(condition.value, condition)


def test_every_refusal_is_a_sentence() -> None:
    for status, command in product(S, set(Command) - HEARD):
        after = step(status, command, Given())
        if isinstance(after, Refusal):
            assert after.sentence.endswith(".")
            assert len(after.sentence.split()) > 4


def test_a_command_has_one_line_at_a_status() -> None:
    places = [(line.command, origin) for line in TABLE for origin in line.origins]
    assert len(places) == len(set(places))


def test_every_status_can_be_reached_and_left() -> None:
    assert {line.target for line in TABLE} == set(S)
    assert all(commands_at(status) for status in S)


@pytest.mark.parametrize(
    ("word", "statuses"),
    [
        (Progress.NOT_STARTED, {S.WAITING, S.ACKNOWLEDGED, S.ASSESSING}),
        (Progress.IN_PROGRESS, {S.ONGOING, S.AWAITING_SIGN_OFF}),
        (Progress.COMPLETE, {S.NOT_REQUIRED, S.COMPLETED}),
    ],
)
def test_those_who_count_hear_three_words(word: Progress, statuses: set[ResponseStatus]) -> None:
    assert {status for status in S if progress_at(status) is word} == statuses
