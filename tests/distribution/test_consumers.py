"""What is heard on each topic, and what is let go by."""

from services.distribution.consumers import hears
from services.distribution.storage import register
from tests.builders import a_person, an_organisation, person_id
from tests.distribution.stage import Stage


def test_what_calls_for_a_mail_is_heard() -> None:
    assert {(door.topic.name, door.event.event) for door in hears} == {
        ("register", "organisation-recorded"),
        ("register", "person-recorded"),
        ("register", "sessions-ended"),
        ("register", "api-key-recorded"),
        ("national-patient-safety-alerts", "alert-issued"),
        ("national-patient-safety-alerts", "audience-corrected"),
        ("responses", "acknowledgement-doubted"),
        ("responses", "question-answered"),
        ("responses", "question-published"),
        ("responses", "partner-commented"),
        ("actions", "action-assigned"),
        ("actions", "assignment-ended"),
        ("actions", "sign-off-requested"),
        ("actions", "sign-off-settled"),
        # These only say who is chased no more.
        ("national-patient-safety-alerts", "alert-ended"),
        ("responses", "alert-acknowledged"),
        ("responses", "acknowledgement-withdrawn"),
        ("actions", "organisation-progressed"),
    }


async def test_the_newest_state_of_the_register_is_kept(stage: Stage) -> None:
    await stage.hear(
        an_organisation(), an_organisation(active=False), a_person(), a_person(email="new@somerset.example")
    )

    async with stage.service.database.reading() as tx:
        organisation = await register.organisation(tx, "RH5")
        person = await register.person(tx, person_id("Asha Verma"))
    assert organisation is not None
    assert not organisation.active
    assert person is not None
    assert person.email == "new@somerset.example"


async def test_a_person_may_be_heard_of_before_their_organisation(stage: Stage) -> None:
    await stage.hear(a_person())

    async with stage.service.database.reading() as tx:
        assert await register.is_empty(tx)
        assert len(await register.all_people(tx)) == 1
