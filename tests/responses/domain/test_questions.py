from datetime import timedelta
from uuid import uuid4

from contracts.events.register import Role
from services.responses.domain.links import Duty
from services.responses.domain.progress import Acknowledged
from services.responses.domain.questions import Publication, Question, QuestionState, history
from tests.builders import NOW, REFERENCE, an_alert, person_id


def a_question(**changes: object) -> Question:
    whole: dict[str, object] = {
        "question_id": uuid4(),
        "reference": REFERENCE,
        "version": 1,
        "ods_code": "RH5",
        "person_id": person_id("Asha Verma"),
        "question": "Does this apply to community teams?",
        "asked_at": NOW,
        "answer": None,
        "answered_at": None,
        "organisation_name": "Somerset NHS Foundation Trust",
        "person_name": "Asha Verma",
        "alert_title": "Penicillin",
    }
    return Question(**(whole | changes))  # type: ignore[arg-type]


def test_a_question_is_open_until_it_is_answered() -> None:
    assert a_question().state is QuestionState.OPEN
    assert a_question(answer="Yes.", answered_at=NOW).state is QuestionState.ANSWERED


def test_a_closed_question_is_closed_whether_or_not_it_was_answered() -> None:
    assert a_question(closed_at=NOW).state is QuestionState.CLOSED
    assert a_question(answer="Yes.", answered_at=NOW, closed_at=NOW).state is QuestionState.CLOSED


def test_the_time_to_answer_is_known_once_there_is_an_answer() -> None:
    assert a_question().answered_after is None
    assert a_question(answered_at=NOW + timedelta(hours=2)).answered_after == timedelta(hours=2)


def test_the_history_tells_everything_in_the_order_in_which_it_happened() -> None:
    duty = Duty(must_respond=True, acknowledge_by=NOW, frozen_at=NOW - timedelta(hours=23))
    ben = Acknowledged(
        person_id("Ben"), "Ben", Role.DEPUTY, NOW + timedelta(hours=1), first_of_organisation=True
    )
    answered = a_question(
        answer="Yes.",
        answered_at=NOW + timedelta(hours=2),
        publication=Publication("Teams?", "Yes.", NOW + timedelta(hours=3)),
        closed_at=NOW + timedelta(hours=4),
    )
    told = history([an_alert()], duty, NOW - timedelta(hours=22), [ben], [answered])
    assert [entry.words for entry in told] == [
        "Version 1 of the alert issued",
        "Settled whom the alert is for",
        "First mail taken by your organisation's mail server",
        "Question asked by Asha Verma",
        "Acknowledged by Ben, deputy patient safety specialist",
        "Question answered by the national team",
        "Question and answer published to all recipients, without who asked",
        "Question closed by the national team",
    ]
