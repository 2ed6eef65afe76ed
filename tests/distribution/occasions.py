"""What people say that calls for a mail; valid by default, a test says only what matters to it."""

from datetime import date
from typing import Any, TypeVar

from contracts.envelope import EventData
from contracts.events.actions import ActionAssigned, AssignmentEnded, SignOffRequested, SignOffSettled
from contracts.events.responses import AcknowledgementDoubted, PartnerCommented, QuestionPublished
from tests.builders import NOW, REFERENCE, person_id

D = TypeVar("D", bound=EventData)
ASSIGNMENT = person_id("an assignment")
REQUEST = person_id("a request")
HERE = {"reference": REFERENCE, "version": 1, "ods_code": "RH5"}


def a_doubt(**changes: Any) -> AcknowledgementDoubted:
    own = {"doubt_id": person_id("a doubt"), "person_id": person_id("Person 0"), "sent_at": NOW}
    return _said(AcknowledgementDoubted, own | {"doubts": ["soon_after_delivery"]}, changes)


def an_assignment(**changes: Any) -> ActionAssigned:
    own = {
        "assignment_id": ASSIGNMENT,
        "number": 2,
        "owner_name": "Omar Owner",
        "owner_email": "omar@pharmacy.example",
        "due_on": date(2025, 12, 5),
        "note": "The list is with pharmacy.",
        "assigned_by": person_id("Person 0"),
        "assigned_by_name": "Person 0",
        "assigned_at": NOW,
    }
    return _said(ActionAssigned, own, changes)


def an_end(**changes: Any) -> AssignmentEnded:
    own = {
        "assignment_id": ASSIGNMENT,
        "number": 2,
        "outcome": "revoked",
        "reason": "Somebody else has done it.",
        "ended_by": person_id("Person 0"),
        "ended_at": NOW,
    }
    return _said(AssignmentEnded, own, changes)


def a_request(**changes: Any) -> SignOffRequested:
    own = {
        "request_id": REQUEST,
        "executive_name": "Dr Elena Executive",
        "executive_title": "Chief Medical Officer",
        "executive_email": "elena@board.example",
        "evidence": "Minutes of the medicines group.",
        "requested_by": person_id("Person 0"),
        "requested_by_name": "Person 0",
        "requested_at": NOW,
    }
    return _said(SignOffRequested, own, changes)


def a_settlement(**changes: Any) -> SignOffSettled:
    own = {
        "request_id": REQUEST,
        "outcome": "sent_back",
        "comment": "Action 2 has no proof.",
        "settled_by_name": "Dr Elena Executive",
        "requested_by": person_id("Person 0"),
        "settled_at": NOW,
    }
    return _said(SignOffSettled, own, changes)


def a_publication(question: str = "Does training count?", **changes: Any) -> QuestionPublished:
    own = {
        "question_id": person_id(question),
        "number": 2,
        "question": question,
        "answer": "Yes.",
        "published_at": NOW,
    }
    return _said(QuestionPublished, own, changes)


def a_comment(**changes: Any) -> PartnerCommented:
    own = {
        "comment_id": person_id("a comment"),
        "person_id": person_id("Rose Hill"),
        "comment": "Patients were not told.",
        "commented_at": NOW,
    }
    return _said(PartnerCommented, own, changes)


def _said(kind: type[D], own: dict[str, Any], changes: dict[str, Any]) -> D:
    return kind.model_validate(HERE | own | changes)
