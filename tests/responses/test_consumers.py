from datetime import datetime, timedelta

from sqlalchemy import select

from contracts.events.actions import ActionRecorded, DecisionRecorded, OrganisationProgressed, Progress
from contracts.events.distribution import AudienceOrganisation
from contracts.topics import TOPICS
from services.responses.tables import (
    action_states,
    alerts,
    audience_organisations,
    deliveries,
    people,
    progress,
    said_last,
)
from tests.builders import NOW, REFERENCE, a_count, a_person, an_alert, an_audience
from tests.responses.site import Site, audience, whole_story


def test_responses_hears_the_topics_that_the_map_says(site: Site) -> None:
    heard = {door.topic.name for door in site.service.doors}
    assert heard == {topic.name for topic in TOPICS if "responses" in topic.hearers}


async def test_hearing_everything_twice_changes_nothing(site: Site) -> None:
    await site.hear(*whole_story())
    async with site.service.database.reading() as tx:
        assert len((await tx.execute(select(alerts))).all()) == 1
        assert len((await tx.execute(select(audience_organisations))).all()) == 2


async def test_an_alert_stays_as_it_was_first_heard(site: Site) -> None:
    await site.hear(an_alert(title="Changed behind its back"))
    async with site.service.database.reading() as tx:
        document = (await tx.execute(select(alerts.c.document))).scalar_one()
    assert document["title"] == an_alert().title


async def test_an_audience_is_written_once(site: Site) -> None:
    another = AudienceOrganisation(ods_code="RTE", must_respond=True)
    await site.hear(an_audience(organisations=(another,)))
    async with site.service.database.reading() as tx:
        codes = (await tx.execute(select(audience_organisations.c.ods_code))).scalars().all()
    assert set(codes) == {"RH5", "RA9"}


async def test_an_audience_of_nobody_is_heard(empty_site: Site) -> None:
    await empty_site.hear(audience().model_copy(update={"organisations": ()}))
    async with empty_site.service.database.reading() as tx:
        assert (await tx.execute(select(audience_organisations))).all() == []


async def test_a_person_is_kept_as_the_register_knows_them_now(site: Site) -> None:
    await site.hear(a_person(active=False))
    async with site.service.database.reading() as tx:
        found = select(people.c.active).where(people.c.person_id == a_person().person_id)
        assert (await tx.execute(found)).scalar_one() is False


async def test_an_older_count_does_not_replace_a_newer_one(site: Site) -> None:
    later = NOW + timedelta(hours=1)
    await site.hear(a_count(first_accepted_at=later, counted_at=later), a_count())
    async with site.service.database.reading() as tx:
        assert (await tx.execute(select(deliveries.c.first_accepted_at))).scalar_one() == later


async def test_older_progress_does_not_replace_newer_progress(site: Site) -> None:
    def progressed(state: Progress, hours: int) -> OrganisationProgressed:
        return OrganisationProgressed(
            reference=REFERENCE,
            version=1,
            ods_code="RH5",
            progress=state,
            done=2,
            not_applicable=0,
            outstanding=0,
            changed_at=NOW + timedelta(hours=hours),
        )

    await site.hear(progressed(Progress.COMPLETE, 2), progressed(Progress.IN_PROGRESS, 1))
    async with site.service.database.reading() as tx:
        assert (await tx.execute(select(progress.c.progress))).scalar_one() == "complete"


async def test_what_partners_read_is_as_it_was_said_last_and_holds_no_name(site: Site) -> None:
    later = NOW + timedelta(hours=1)
    about = {"reference": REFERENCE, "version": 1, "ods_code": "RH5"}
    somebody = a_person().person_id

    def an_action(at: datetime, **changes: object) -> ActionRecorded:
        whole = about | {"number": 1, "state": "outstanding", "recorded_by": somebody, "recorded_at": at}
        return ActionRecorded.model_validate(whole | changes)

    def a_decision(at: datetime, decision: str) -> DecisionRecorded:
        whole = about | {"decision": decision, "decided_by": somebody, "decided_at": at}
        return DecisionRecorded.model_validate(whole | {"approver": "Dora Quist"})

    await site.hear(
        an_action(later, work="blocked", owner="Dora Quist", note="Dora", reason="Dora"),
        an_action(NOW, state="done", done_by="Dora Quist"),
        a_decision(later, "required"),
        a_decision(NOW, "assessing"),
    )
    async with site.service.database.reading() as tx:
        [action] = (await tx.execute(select(action_states))).all()
        [said] = (await tx.execute(select(said_last))).all()
    assert (action.state, action.work) == ("outstanding", "blocked")
    assert (said.about, said.word) == ("decision", "required")
    assert "Dora" not in f"{action} {said}"
