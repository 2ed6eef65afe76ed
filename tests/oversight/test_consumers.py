from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import delete, select

from contracts.envelope import Event
from contracts.events.actions import Progress
from contracts.events.responses import RecipientDisowned
from services.kit.database import Database
from services.kit.service import Service
from services.oversight.tables import metadata, organisations, people, standings
from tests.builders import (
    NOW,
    REFERENCE,
    a_count,
    a_person,
    an_alert,
    an_audience,
    an_organisation,
    person_id,
    said,
)
from tests.oversight.stage import acknowledged, answered, asked, audience, hear, progressed, specialist

#: How often we heard something is no part of what we know.
NOT_KNOWLEDGE = {"inbox", "latest_heard", "latest_said", "outbox", "revisions"}
DISOWNED = RecipientDisowned(
    reference=REFERENCE,
    version=1,
    ods_code="RH5",
    person_id=person_id("Asha Verma"),
    reason="left_role",
    disowned_at=NOW,
)
STORY: tuple[Event[Any], ...] = (
    said(an_organisation(name="Somerset Partnership"), sequence=1),
    said(an_organisation(), sequence=2),
    said(a_person(), sequence=1),
    said(an_alert(), sequence=1),
    said(an_audience(), sequence=1),
    said(a_count(planned=2, accepted=1, deferred=1), sequence=1),
    said(a_count(planned=2, accepted=2), sequence=2),
    said(acknowledged(acknowledged_at=NOW, first_of_organisation=False), sequence=2),
    said(acknowledged(acknowledged_at=NOW - timedelta(hours=1), person_id=person_id("Ben")), sequence=1),
    said(asked(), sequence=3),
    said(answered(), sequence=4),
    said(DISOWNED, sequence=5),
    said(progressed(), sequence=1),
    said(progressed(progress=Progress.COMPLETE, done=2, outstanding=0, completed_at=NOW), sequence=2),
)


async def _known(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    async with database.reading() as tx:
        return {
            table.name: sorted(map(tuple, await tx.execute(select(table))), key=str)
            for table in metadata.sorted_tables
            if table.name not in NOT_KNOWLEDGE
        }


async def _forget_everything(database: Database) -> None:
    async with database.transaction() as tx:
        for table in metadata.sorted_tables:
            await tx.execute(delete(table))


async def _hears(service: Service, story: list[Event[Any]]) -> dict[str, list[tuple[Any, ...]]]:
    await _forget_everything(service.database)
    for event in story:
        await hear(service, event)
    return await _known(service.database)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=strategies.permutations(STORY),
    repeated=strategies.lists(strategies.sampled_from(STORY), max_size=4),
)
async def test_facts_give_the_same_picture_in_any_order(
    oversight: Service, order: list[Event[Any]], repeated: list[Event[Any]]
) -> None:
    assert await _hears(oversight, [*order, *repeated]) == await _hears(oversight, list(STORY))


async def test_all_that_was_heard_of_an_organisation_stands_in_one_row(oversight: Service) -> None:
    await _hears(oversight, list(STORY))

    async with oversight.database.reading() as tx:
        row = (await tx.execute(select(standings))).one()._asdict()

    assert row["must_respond"] is True
    assert (row["recipients"], row["planned"], row["accepted"], row["deferred"]) == (1, 2, 2, 0)
    assert row["acknowledged_at"] == NOW - timedelta(hours=1)
    assert (row["acknowledged_by"], row["acknowledged_by_role"]) == (person_id("Ben"), "specialist")
    assert (row["progress"], row["done"], row["outstanding"]) == ("complete", 2, 0)
    assert (row["first_action_at"], row["completed_at"]) == (NOW, NOW)
    assert (row["asked"], row["answered"], row["disowned"]) == (1, 1, 1)


async def test_the_same_fact_under_another_id_changes_nothing(oversight: Service) -> None:
    known = await _hears(oversight, list(STORY))
    again = [said(event.data, sequence=100 + number) for number, event in enumerate(STORY)]
    without_older = [
        event for event in again if event.data not in (STORY[0].data, STORY[5].data, STORY[12].data)
    ]

    for event in without_older:
        await hear(oversight, event)

    assert await _known(oversight.database) == known


async def test_a_version_is_never_rewritten(oversight: Service) -> None:
    known = await _hears(oversight, [said(an_alert())])

    await hear(oversight, said(an_alert(short_title="Something else")))

    assert await _known(oversight.database) == known


async def test_versions_are_kept_apart(oversight: Service) -> None:
    await _hears(
        oversight, [said(audience("RH5")), said(audience("RH5", "RA1", version=2)), said(acknowledged())]
    )

    async with oversight.database.reading() as tx:
        rows = await tx.execute(select(standings).order_by(standings.c.version, standings.c.ods_code))
        found = [(row.version, row.ods_code, row.acknowledged_at is not None) for row in rows]

    assert found == [(1, "RH5", True), (2, "RA1", False), (2, "RH5", False)]


async def test_an_address_for_mail_is_not_kept(oversight: Service) -> None:
    await _hears(oversight, [said(specialist("RH5"))])

    async with oversight.database.reading() as tx:
        row = (await tx.execute(select(people))).one()._asdict()

    assert "example" not in str(row)
    assert row["phone"] == "01632 960001"


async def test_an_audience_of_thousands_is_heard(oversight: Service) -> None:
    await _hears(oversight, [said(audience(*(f"R{number}" for number in range(6_000))))])

    async with oversight.database.reading() as tx:
        assert len((await tx.execute(select(standings))).all()) == 6_000
        assert (await tx.execute(select(organisations))).all() == []
