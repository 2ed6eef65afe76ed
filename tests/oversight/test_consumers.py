from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import Executable, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from contracts.envelope import Event
from contracts.events.actions import OrganisationProgressed, Progress, ResponseStatus
from contracts.events.alerts import AlertEnded, AlertIssued
from contracts.events.distribution import AudienceFrozen, DeliveriesCounted
from contracts.events.register import Role
from contracts.events.responses import (
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    QuestionPublished,
    RecipientDisowned,
)
from services.kit.database import Database
from services.kit.service import Service
from services.oversight.storage import histories
from services.oversight.tables import history, metadata, organisations, people, standings
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
from tests.oversight.stage import (
    acknowledged,
    answered,
    asked,
    audience,
    examples,
    hear,
    progressed,
    specialist,
)

#: How often we heard something is no part of what we know.
NOT_KNOWLEDGE = {"history", "inbox", "latest_heard", "latest_said", "outbox", "revisions"}
#: Of these the stage has its own.
TOLD_BY_THE_STAGE = (
    AlertIssued,
    AudienceFrozen,
    DeliveriesCounted,
    OrganisationProgressed,
    AlertAcknowledged,
)
BEN = person_id("Ben")
WITHDRAWN = AcknowledgementWithdrawn(
    reference=REFERENCE,
    version=1,
    ods_code="RH5",
    person_id=BEN,
    reason="Pressed on the wrong alert.",
    withdrawn_at=NOW + timedelta(hours=1),
    first_acknowledged_at=NOW,
    first_acknowledged_by=person_id("Specialist RH5"),
    first_acknowledged_role=Role.SPECIALIST,
)
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
    said(acknowledged(acknowledged_at=NOW - timedelta(hours=1), person_id=BEN), sequence=1),
    said(WITHDRAWN, sequence=3),
    said(asked(), sequence=3),
    said(answered(), sequence=4),
    said(DISOWNED, sequence=5),
    said(progressed(), sequence=1),
    said(progressed(progress=Progress.COMPLETE, done=2, outstanding=0, completed_at=NOW), sequence=2),
    *(event for event in examples() if not isinstance(event.data, TOLD_BY_THE_STAGE)),
)


#: Snapshots of the story that a newer one replaces.
OLDER = (STORY[0].data, STORY[5].data, STORY[13].data)


async def _known(database: Database) -> dict[str, Sequence[Any]]:
    async with database.reading() as tx:
        told = {"told": await histories.of_organisation(tx, "RH5", [REFERENCE])}
        return told | {
            table.name: sorted(map(tuple, await tx.execute(select(table))), key=str)
            for table in metadata.sorted_tables
            if table.name not in NOT_KNOWLEDGE
        }


async def _forget_everything(database: Database) -> None:
    async with database.transaction() as tx:
        # Only the tests' way to begin anew: what was said is never taken away otherwise.
        await tx.execute(text("ALTER TABLE oversight.history DISABLE TRIGGER USER"))
        for table in metadata.sorted_tables:
            if table.name != "audit":
                await tx.execute(delete(table))
        await tx.execute(text("ALTER TABLE oversight.history ENABLE TRIGGER USER"))


async def _hears(service: Service, story: list[Event[Any]]) -> dict[str, Sequence[Any]]:
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
    assert row["acknowledged_at"] == NOW, "the earlier one was withdrawn"
    assert (row["acknowledged_by"], row["acknowledged_by_role"]) == (
        person_id("Specialist RH5"),
        "specialist",
    )
    assert (row["progress"], row["done"], row["outstanding"]) == ("complete", 2, 0)
    assert (row["first_action_at"], row["completed_at"]) == (NOW, NOW)
    assert (row["asked"], row["answered"], row["disowned"]) == (2, 2, 2)


async def test_the_same_fact_under_another_id_changes_nothing(oversight: Service) -> None:
    known = await _hears(oversight, list(STORY))
    again = [said(event.data, sequence=100 + number) for number, event in enumerate(STORY)]

    for event in again:
        if event.data not in OLDER:
            await hear(oversight, event)

    counted = await _known(oversight.database)
    assert {**counted, "told": None} == {**known, "told": None}


async def test_an_acknowledgement_that_nobody_repeats_is_gone_with_its_withdrawal(oversight: Service) -> None:
    gone = WITHDRAWN.model_copy(
        update={
            "first_acknowledged_at": None,
            "first_acknowledged_by": None,
            "first_acknowledged_role": None,
        }
    )
    again = acknowledged(acknowledged_at=NOW + timedelta(hours=2), person_id=BEN)
    events: list[Event[Any]] = [
        said(acknowledged(person_id=BEN)),
        said(gone, sequence=2),
        said(again, sequence=3),
    ]

    async def counts(story: Sequence[Event[Any]]) -> datetime | None:
        (row,) = (await _hears(oversight, list(story)))["standings"]
        return row[list(standings.c.keys()).index("acknowledged_at")]  # type: ignore[no-any-return]

    assert {await counts(story) for story in permutations(events[:2])} == {None}
    assert {await counts(story) for story in permutations(events)} == {again.acknowledged_at}


async def test_everything_said_about_an_alert_is_kept_as_it_was_said(oversight: Service) -> None:
    await _hears(oversight, list(examples()))

    async with oversight.database.reading() as tx:
        rows = (await tx.execute(select(history))).all()

    assert {(row.event_id, row.source, row.sequence, row.at) for row in rows} == {
        (event.id, event.source, event.sequence, event.time) for event in examples()
    }
    assert "@" not in str([row.document for row in rows]), "addresses for mail are not kept"
    assert {row.event_type for row in rows if row.ods_code is None} == {
        AlertIssued.type_name(),
        AlertEnded.type_name(),
        QuestionPublished.type_name(),
    }
    theirs = [row.document for row in rows if row.event_type == AudienceFrozen.type_name()]
    assert sorted(len(document["organisations"]) for document in theirs) == [1, 1, 1]


@pytest.mark.parametrize("change", [update(history).values(version=2), delete(history)])
async def test_postgres_itself_refuses_to_change_what_was_said(
    oversight: Service, change: Executable
) -> None:
    await hear(oversight, said(acknowledged()))

    with pytest.raises(DBAPIError, match="added and never changed"):
        async with oversight.database.transaction() as tx:
            await tx.execute(change)


async def test_a_response_says_where_it_stands_and_what_is_blocked(oversight: Service) -> None:
    await hear(oversight, said(progressed(status=ResponseStatus.NOT_REQUIRED, blocked=2)))

    async with oversight.database.reading() as tx:
        row = (await tx.execute(select(standings))).one()

    assert (row.response, row.blocked) == ("not_required", 2)


async def test_a_version_is_never_rewritten(oversight: Service) -> None:
    known = await _hears(oversight, [said(an_alert())])

    await hear(oversight, said(an_alert(short_title="Something else")))

    counted = await _known(oversight.database)
    assert {**counted, "told": None} == {**known, "told": None}
    assert len(counted["told"]) == 2, "that somebody tried is kept"


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
