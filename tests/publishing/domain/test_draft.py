import json

import pytest

from contracts.events.alerts import AlertIssued, Deadlines
from services.local.alerts import sample_alerts
from services.publishing.domain.draft import Draft, Typed, draft_of_file, draft_of_form, typed_of, with_room
from tests.builders import NOW, an_alert, an_attachment


@pytest.mark.parametrize("alert", [an_alert(), *sample_alerts()[0]], ids=lambda alert: alert.reference)
def test_an_alert_filled_into_the_form_comes_out_of_it_unchanged(alert: AlertIssued) -> None:
    typed = typed_of(alert, states_time_of_issue=True)
    assert draft_of_form(typed).as_alert(NOW) == alert


def test_without_a_time_of_issue_it_is_issued_now() -> None:
    typed = typed_of(an_alert(deadlines={}), states_time_of_issue=False)
    draft = draft_of_form(typed)
    assert not draft.states_time_of_issue
    assert draft.as_alert(NOW) == an_alert(deadlines={}, issued_at=NOW)


def test_a_settled_draft_is_the_same_whenever_it_is_issued() -> None:
    draft = draft_of_form(typed_of(an_alert(deadlines={}), states_time_of_issue=False))
    settled = [draft.settled(an_alert(deadlines={}, issued_at=at)) for at in (NOW, an_alert().issued_at)]
    assert settled[0].digest == settled[1].digest
    assert "issued_at" not in settled[0].document


def test_empty_actions_are_left_out_and_the_others_keep_their_numbers() -> None:
    fields = {
        "action-1-text": "",
        "action-2-text": "Second",
        "action-2-number": "2",
        "action-10-text": "Tenth",
    }
    actions = Typed({name: [value] for name, value in fields.items()}).actions()
    assert [(action["number"], action["text"]) for action in actions] == [("2", "Second"), ("", "Tenth")]


def test_there_is_always_room_for_actions() -> None:
    assert with_room(Typed({}), []).places() == [1, 2, 3]
    assert with_room(Typed({}), [{"text": "x"}] * 3, room=1).places() == [1, 2, 3, 4]


def test_half_a_date_is_at_fault_and_not_left_out() -> None:
    typed = Typed({"complete_by-day": ["3"]})
    assert draft_of_form(typed).document["deadlines"] == {"complete_by": "0000-00-03"}


def test_a_time_of_issue_is_read_in_london() -> None:
    assert draft_of_form(Typed({"issued_at": ["2025-07-01T09:00"]})).document["issued_at"] == (
        "2025-07-01T09:00:00+01:00"
    )


def test_codes_may_be_parted_by_anything() -> None:
    typed = Typed({"inform-organisations": ["rh5, RA7\r\nQSL"]})
    audience = draft_of_form(typed).document["audience"]
    assert audience["for_information"]["organisations"] == ["RH5", "RA7", "QSL"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"a": 1,}', "file: is not JSON: look at line 1, column "),
        ("", "file: is not JSON"),
        ("[" * 100_000, "file: is nested too deeply"),
        ("[]", "file: must hold one alert document"),
        ('{"specversion": "1.0", "type": "other", "data": {}}', "type: must be org.safety-cascade"),
        ('{"specversion": "1.0", "type": "org.safety-cascade.alert-issued.v1"}', "file: must hold one"),
    ],
)
def test_a_file_that_holds_no_document_says_why(text: str, fault: str) -> None:
    faults = draft_of_file(text)
    assert isinstance(faults, tuple)
    assert str(faults[0]).startswith(fault)


def test_a_file_may_hold_the_document_or_the_event() -> None:
    document = an_alert(deadlines=Deadlines()).model_dump(mode="json")
    event = {"specversion": "1.0", "type": AlertIssued.type_name(), "data": document}
    assert draft_of_file(json.dumps(document)) == draft_of_file(json.dumps(event)) == Draft(document)


def test_a_change_and_a_briefing_come_out_of_the_form_unchanged() -> None:
    briefing = {
        "starts_at": "2025-12-01T14:00:00Z",
        "ends_at": "2025-12-01T15:00:00Z",
        "joining": "https://call.example",
        "capacity": 500,
        "cancelled": True,
    }
    change = {"reason": "We learnt more.", "must_acknowledge_again": False}
    alert = an_alert(version=2, change=change, briefing=briefing)
    document = draft_of_form(typed_of(alert, states_time_of_issue=True)).document
    assert Draft({**document, "version": 2}).as_alert(NOW) == alert


def test_attachments_come_out_of_the_form_unchanged_and_close_up() -> None:
    second = an_attachment(name="Letter", media_type="text/csv")
    alert = an_alert(attachments=[an_attachment(), second])
    typed = typed_of(alert, states_time_of_issue=True)

    assert draft_of_form(typed).as_alert(NOW) == alert
    cleared = {name: [""] for name in typed.fields if name.startswith("attachment-1-")}
    again = with_room(Typed({**typed.fields, **cleared}), typed.actions())
    assert again.one("attachment-1-name") == "Letter"
    assert draft_of_form(again).as_alert(NOW) == an_alert(attachments=[second])
