"""What all events have in common, and what each is about; alerts have a file of their own."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from contracts.envelope import EventData
from contracts.events.actions import ActionRecorded, ActionState, OrganisationProgressed, Progress
from contracts.events.register import PersonRecorded, Role
from contracts.events.responses import RecipientDisowned
from contracts.topics import EVENTS
from tests.builders import REFERENCE, a_count, a_person, an_audience, an_organisation, person_id

AT = datetime(2025, 11, 21, 10, 0, tzinfo=UTC)
ORGANISATIONS_OWN = f"{REFERENCE}/RH5"
RECORDED = ActionRecorded(
    reference=REFERENCE,
    version=1,
    ods_code="RH5",
    number=1,
    state=ActionState.DONE,
    recorded_by=person_id("Asha Verma"),
    recorded_at=AT,
)
PROGRESSED = OrganisationProgressed(
    reference=REFERENCE,
    version=1,
    ods_code="RH5",
    progress=Progress.IN_PROGRESS,
    done=1,
    not_applicable=0,
    outstanding=1,
    changed_at=AT,
)
DISOWNED = RecipientDisowned(
    reference=REFERENCE,
    version=1,
    ods_code="RH5",
    person_id=person_id("Asha Verma"),
    reason="left_role",
    disowned_at=AT,
)


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        (an_organisation(), "organisation/RH5"),
        (a_person(), f"person/{person_id('Asha Verma')}"),
        (an_audience(), REFERENCE),
        (a_count(), ORGANISATIONS_OWN),
        (RECORDED, ORGANISATIONS_OWN),
        (PROGRESSED, ORGANISATIONS_OWN),
        (DISOWNED, ORGANISATIONS_OWN),
    ],
)
def test_events_about_one_thing_have_one_subject_and_so_stay_in_order(said: EventData, subject: str) -> None:
    assert said.subject() == subject


def test_what_carries_its_whole_state_may_replace_what_was_before() -> None:
    assert {event.event for event in EVENTS if event.snapshot} == {
        "organisation-recorded",
        "person-recorded",
        "sessions-ended",
        "api-key-recorded",
        "deliveries-counted",
        "organisation-progressed",
    }


@pytest.mark.parametrize("event", EVENTS)
def test_every_instant_of_an_event_has_its_zone(event: type[EventData]) -> None:
    properties = event.model_json_schema()["properties"]
    instants = [name for name in event.model_fields if name.endswith("_at")]

    assert all("date-time" in str(properties[name]) for name in instants)
    for name in instants:
        with pytest.raises(ValidationError, match=name):
            event.model_validate({name: "2025-11-21T10:00:00"})


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        (RECORDED, {"number": 0}),
        (RECORDED, {"state": "perhaps"}),
        (RECORDED, {"done_by": "a\nb"}),
        (PROGRESSED, {"done": -1}),
        (DISOWNED, {"reason": "bored"}),
        (a_count(), {"bounced": -1}),
        (an_audience(), {"version": 0}),
        (an_organisation(), {"ods_code": ""}),
        (a_person(), {"email": "no address"}),
        (a_person(), {"role": "guest"}),
        (a_person(), {"phone": "1" * 41}),
    ],
)
def test_what_makes_no_sense_is_refused(said: EventData, changes: dict[str, object]) -> None:
    (field,) = changes
    with pytest.raises(ValidationError, match=field):
        type(said).model_validate(said.model_dump() | changes)


def test_somebody_of_the_national_team_belongs_to_no_organisation() -> None:
    person = a_person(ods_code=None, role=Role.NATIONAL_AUTHOR)

    assert PersonRecorded.model_validate_json(person.model_dump_json()) == person
