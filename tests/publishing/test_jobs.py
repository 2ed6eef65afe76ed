import asyncio
from datetime import timedelta

from httpx import AsyncClient

from services.kit import audit
from services.kit.config import KitSettings
from services.kit.service import Service
from services.publishing import jobs
from services.publishing.config import Settings
from services.publishing.domain.heartbeat import heartbeat
from services.publishing.handlers.issue import issue_alert
from tests.builders import REFERENCE, an_alert
from tests.fakes import FixedClock
from tests.publishing.desk_work import Desk, press
from tests.publishing.signed_in import Seen


async def scheduled(desk: Desk, **changes: object) -> str:
    draft = await desk.approved(an_alert(deadlines={}, **changes))
    at = {"publish_at": "2025-11-21T10:00", "confirmation": REFERENCE}
    assert (await press(desk.author, draft, "/schedule", **at)).status_code == 303
    return draft


async def test_what_was_approved_is_issued_once_at_its_time_whoever_looks(
    desk: Desk, clock: FixedClock
) -> None:
    draft = await scheduled(desk)
    assert not await jobs.tick(desk.database)
    at = clock.advance(minutes=45)
    did = await asyncio.gather(*(jobs.tick(desk.database) for _ in range(4)))
    assert sorted(did) == [False, False, False, True]
    assert await desk.said() == [an_alert(deadlines={}, issued_at=at)]
    assert "Issued by The clock" in Seen(await desk.author.get(draft)).words


async def test_the_audit_names_whoever_stands_behind_it_as_every_service_does(
    desk: Desk, clock: FixedClock
) -> None:
    await scheduled(desk)
    clock.advance(minutes=45)
    await jobs.tick(desk.database)

    async with desk.database.reading() as tx:
        rows = [row async for row in audit.rows_of(tx)]
    # The clock issued it, to whoever was registered then; who approved it stands behind that.
    by = {row.what: row.who.partition("/")[0] for row in rows}
    assert (by.pop("issued an alert"), by.pop("issued to an audience")) == ("person", "clock")
    assert {*by.values()} == {"person"}


async def test_what_was_cancelled_or_changed_is_not_issued(desk: Desk, clock: FixedClock) -> None:
    draft = await scheduled(desk)
    await desk.rewritten(draft, summary="Changed after approval.")
    other = await scheduled(desk)
    await press(desk.approver, other, "/unschedule")
    clock.advance(hours=2)
    assert not await jobs.tick(desk.database)
    assert await desk.said() == []


async def test_what_cannot_be_issued_at_its_time_says_why_and_is_not_tried_again(
    desk: Desk, clock: FixedClock
) -> None:
    draft = await scheduled(desk)
    async with desk.database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="api")
    clock.advance(hours=2)
    assert await jobs.tick(desk.database)
    assert not await jobs.tick(desk.database)
    shown = Seen(await desk.author.get(draft)).words
    assert "Not issued at the set time by The clock" in shown
    assert "was issued before with other content" in shown
    assert await desk.said() == [an_alert()]


def test_a_set_time_is_kept_to_within_seconds(desk: Desk) -> None:
    assert jobs.issue_at_set_times(desk.database).every <= timedelta(seconds=5).total_seconds()


def beating(common: KitSettings, minutes: int = 60) -> Settings:
    return Settings.of(common).model_copy(update={"heartbeat_minutes": minutes, "heartbeat_to": "PROBE1"})


def test_without_a_setting_there_is_no_heartbeat(publishing: Service, common_settings: KitSettings) -> None:
    on = jobs.jobs_of(publishing.database, beating(common_settings))

    assert [job.name for job in publishing.jobs] == ["publishing issues at set times"]
    assert [job.name for job in on] == ["publishing issues at set times", "publishing issues heartbeats"]


async def test_a_heartbeat_is_issued_at_once_and_then_once_each_time_whoever_looks(
    desk: Desk, clock: FixedClock, common_settings: KitSettings
) -> None:
    beat = jobs.beat(desk.database, beating(common_settings))
    first = clock()
    for minutes in (0, 59, 1, 30):
        clock.advance(minutes=minutes)
        await asyncio.gather(*(beat.tick() for _ in range(3)))

    assert await desk.said() == [heartbeat("PROBE1", first), heartbeat("PROBE1", first + timedelta(hours=1))]


async def test_heartbeats_stand_in_no_list_and_say_what_they_are(
    desk: Desk, program: AsyncClient, clock: FixedClock, common_settings: KitSettings
) -> None:
    async with desk.database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="api")
    await jobs.beat(desk.database, beating(common_settings)).tick()
    reference = heartbeat("PROBE1", clock()).reference

    listed = (await program.get("/api/v1/alerts")).json()["items"]
    assert [one["reference"] for one in listed] == [REFERENCE]
    assert reference not in (await desk.author.get("/desk")).text
    seen = Seen(await desk.author.get(f"/desk/alerts/{reference}")).words
    assert "Issued by the service itself, to watch that alerts arrive" in seen
