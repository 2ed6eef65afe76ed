from datetime import timedelta

from sqlalchemy import select

from contracts.events.actions import OrganisationProgressed, Progress
from contracts.events.distribution import AudienceOrganisation
from contracts.topics import TOPICS
from services.responses.tables import alerts, audience_organisations, deliveries, people, progress
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
