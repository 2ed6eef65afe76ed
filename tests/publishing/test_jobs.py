import asyncio
from datetime import timedelta

from services.publishing import jobs
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
