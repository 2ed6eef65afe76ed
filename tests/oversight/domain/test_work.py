from datetime import date
from typing import Any

import pytest

from contracts.envelope import EventData
from contracts.events.actions import (
    ActionAssigned,
    ActionRecorded,
    ActionState,
    ActionWork,
    AssignmentEnded,
    LateReason,
    SignOffRequested,
    SignOffSettled,
)
from contracts.events.responses import AcknowledgementDoubted, Doubt, QuestionClosed
from services.oversight.domain.history import in_order
from services.oversight.domain.work import Work, work_of
from tests.builders import NOW, REFERENCE, person_id
from tests.oversight.domain.test_history import heard
from tests.oversight.stage import acknowledged, answered, asked

ABOUT: dict[str, Any] = {"reference": REFERENCE, "version": 1, "ods_code": "RH5"}
ASHA = person_id("Specialist RH5")


def recorded(number: int = 1, **changes: Any) -> EventData:
    said = {"number": number, "state": ActionState.OUTSTANDING, "recorded_by": ASHA, "recorded_at": NOW}
    return ActionRecorded.model_validate(ABOUT | said | changes)


def handed(number: int = 1, to: str = "Łukasz Żółć", **changes: Any) -> EventData:
    said = {
        "assignment_id": person_id(f"assignment to {to}"),
        "number": number,
        "owner_name": to,
        "owner_email": "owner@trust.example",
        "assigned_by": ASHA,
        "assigned_by_name": "Specialist RH5",
        "assigned_at": NOW,
    }
    return ActionAssigned.model_validate(ABOUT | said | changes)


def taken_away(number: int = 1, who: str = "Łukasz Żółć") -> EventData:
    return AssignmentEnded.model_validate(
        ABOUT
        | {
            "assignment_id": person_id(f"assignment to {who}"),
            "number": number,
            "outcome": "revoked",
            "ended_by": ASHA,
            "ended_at": NOW,
        }
    )


def sign_off(request: int = 1) -> EventData:
    said = {
        "request_id": person_id(f"request {request}"),
        "executive_name": "Dr Hana Okafor",
        "executive_email": "hana@trust.example",
        "evidence": "In the quality folder.",
        "requested_by": ASHA,
        "requested_by_name": "Specialist RH5",
        "requested_at": NOW,
    }
    return SignOffRequested.model_validate(ABOUT | said)


def settled(outcome: str, request: int = 1) -> EventData:
    said = {
        "request_id": person_id(f"request {request}"),
        "outcome": outcome,
        "comment": "Where is the audit?",
        "settled_by_name": "Dr Hana Okafor",
        "requested_by": ASHA,
        "settled_at": NOW,
    }
    return SignOffSettled.model_validate(ABOUT | said)


def doubted() -> EventData:
    said = {
        "doubt_id": person_id("doubt"),
        "person_id": ASHA,
        "doubts": [Doubt.KNOWN_SCANNER],
        "sent_at": NOW,
    }
    return AcknowledgementDoubted.model_validate(ABOUT | said)


def closed(number: int = 1) -> EventData:
    question = asked(number).model_dump(include=set(QuestionClosed.model_fields))
    return QuestionClosed(**question, closed_at=NOW)


def after(*said: EventData) -> Work:
    """One a minute."""
    return work_of(in_order(heard(data, number, minutes=number) for number, data in enumerate(said, start=1)))


def test_nothing_heard_is_no_work() -> None:
    assert after() == Work()


def test_an_action_is_as_it_was_last_recorded() -> None:
    (item,) = after(
        recorded(work=ActionWork.IN_PROGRESS, owner="Ward manager", due_on=date(2025, 12, 1)),
        recorded(
            work=ActionWork.BLOCKED,
            owner="Ward manager",
            due_on=date(2025, 12, 1),
            late_because=LateReason.SUPPLIER,
            note="No stock.",
        ),
    ).actions

    assert item.is_blocked
    assert (item.owner, item.note, item.late_because) == ("Ward manager", "No stock.", LateReason.SUPPLIER)
    assert item.is_past_its_day(date(2025, 12, 2))
    assert not item.is_past_its_day(date(2025, 12, 1))


def test_what_is_done_is_neither_blocked_nor_late() -> None:
    (item,) = after(
        recorded(state=ActionState.DONE, work=ActionWork.BLOCKED, due_on=date(2025, 12, 1))
    ).actions

    assert not item.is_blocked
    assert not item.is_past_its_day(date(2026, 1, 1))


def test_whoever_was_handed_an_action_owns_it_until_the_link_ends() -> None:
    story = [recorded(owner="Ward manager"), handed(due_on=date(2025, 12, 3)), handed(2, "Ward clerk")]

    before, ended = after(*story), after(*story, taken_away())

    assert before.owners == ("Łukasz Żółć", "Ward clerk")
    assert before.actions[0].due_on == date(2025, 12, 3)
    assert ended.owners == ("Ward manager", "Ward clerk")
    assert ended.actions[0].due_on is None


def test_an_action_that_was_only_handed_on_is_outstanding() -> None:
    (item,) = after(handed(2)).actions

    assert (item.number, item.state, item.work) == (2, ActionState.OUTSTANDING, None)


def test_questions_wait_until_they_are_answered_or_closed() -> None:
    blocking = asked(2).model_copy(update={"blocks_completion": True})
    story = [asked(1), blocking, asked(3)]

    assert (after(*story).unanswered, after(*story).waits_for_answers) == (3, (blocking.question,))
    rest = after(*story, answered(1), closed(3))
    assert (rest.unanswered, rest.waits_for_answers) == (1, (blocking.question,))
    assert after(*story, answered(1), closed(3), answered(2)).waits_for_answers == ()


@pytest.mark.parametrize(
    ("story", "asked_to_sign", "sent_back"),
    [
        ([sign_off()], "Dr Hana Okafor", None),
        ([sign_off(), settled("sent_back")], None, ("Dr Hana Okafor", "Where is the audit?")),
        ([sign_off(), settled("sent_back"), sign_off(2)], "Dr Hana Okafor", None),
        ([sign_off(), settled("sent_back"), sign_off(2), settled("signed", 2)], None, None),
        ([sign_off(), settled("withdrawn")], None, None),
    ],
)
def test_the_last_request_for_a_sign_off_counts(
    story: list[EventData], asked_to_sign: str | None, sent_back: tuple[str, str] | None
) -> None:
    work = after(*story)

    assert (work.asked_to_sign, work.sent_back) == (asked_to_sign, sent_back)


def test_a_doubtful_acknowledgement_waits_to_be_confirmed() -> None:
    assert after(doubted()).to_confirm == 1
    assert after(doubted(), acknowledged()).to_confirm == 0
    assert after(acknowledged(), doubted()).to_confirm == 1
