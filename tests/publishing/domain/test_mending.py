from services.publishing.domain.draft import Draft, Typed, draft_of_form
from services.publishing.domain.faults import Fault
from services.publishing.domain.mending import at_the_fields
from tests.builders import NOW, an_alert, an_attachment


def told(draft: Draft) -> dict[str, str]:
    faults = draft.as_alert(NOW)
    return at_the_fields(faults) if isinstance(faults, tuple) else {}


def told_of(**changes: object) -> dict[str, str]:
    return told(Draft(an_alert().model_dump(mode="json") | changes))


def test_an_empty_form_says_all_that_has_to_be_entered() -> None:
    assert told(draft_of_form(Typed({}))) == {
        "status": "Choose whether the alert is meant, or is an exercise or a test",
        "reference": "Enter a reference, such as NatPSA/2025/006/NHSPS",
        "title": "Enter the title of the alert",
        "issuer_code": "Enter the issuer's code, such as NHSPS",
        "issuer_name": "Enter the issuer's name",
        "summary": "Enter a summary: what is wrong, and what can happen",
        "action-1-text": "Enter at least one action",
        "respond-types": (
            "Choose who must respond or who is told: tick types, sectors or regions, or enter codes"
        ),
    }


def test_a_wrong_reference_is_told_with_a_right_one() -> None:
    assert told_of(reference="2025/6")["reference"].startswith(
        "Reference must look like NatPSA/2025/006/NHSPS"
    )


def test_a_day_that_does_not_exist_is_told_as_it_is_typed() -> None:
    assert told_of(deadlines={"complete_by": "2025-02-30"}) == {
        "complete_by-day": "Complete by must be a day that exists, such as 24 11 2025"
    }


def test_a_deadline_before_the_issue_is_told_at_its_field() -> None:
    assert told_of(deadlines={"underway_by": "2025-11-01"}) == {
        "underway_by-day": "Work under way by must be on or after the day of issue"
    }


def test_faults_of_an_action_name_it_as_people_count() -> None:
    actions = [{"number": 1, "text": "x"}, {"number": "two", "group": "g"}]
    assert told_of(actions=actions) == {
        "action-2-number": "The number of action 2 must be a whole number",
        "action-2-text": "Enter what has to be done in action 2, or clear its other fields",
    }


def test_a_fault_inside_a_list_is_told_at_the_list() -> None:
    assert set(told_of(joint_with=["x" * 301])) == {"joint_with"}
    group = {"must_respond": {"organisations": ["x" * 41]}}
    assert set(told_of(audience=group)) == {"respond-types"}


def test_of_two_faults_at_a_field_the_first_is_told() -> None:
    assert at_the_fields([Fault("title", "is odd"), Fault("title", "is long")]) == {"title": "Title is odd"}


def test_what_is_wrong_with_an_attachment_is_told_at_its_box() -> None:
    good = an_attachment().model_dump(mode="json")
    wrong = {"media_type": "text/html", "size": 30_000_000, "sha256": "x", "address": "http://x.example/a"}
    told = told_of(attachments=[good, {**wrong, "name": ""}])

    assert told["attachment-2-name"] == "Enter the name of attachment 2, or clear its other fields"
    assert told["attachment-2-media_type"].startswith("The type of attachment 2 must be one of")
    assert told["attachment-2-size"] == "The size in bytes of attachment 2 must be 25000000 or less"
    assert told["attachment-2-sha256"] == (
        "The SHA-256 of attachment 2 must be 64 digits and letters from a to f"
    )
    assert told["attachment-2-address"] == (
        "The address of attachment 2 must be a whole address that begins with https://"
    )
    assert told_of(attachments=[good, good]) == {
        "attachment-1-name": "Attachments attachments are called alike: Checklist for wards"
    }
