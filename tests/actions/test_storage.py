"""History is added to and never changed."""

import pytest
from sqlalchemy import Executable, delete, insert, update
from sqlalchemy.exc import DBAPIError

from contracts.events.actions import ActionWork
from services.actions.domain.recording import Outcome
from services.actions.storage.standing import standing as standing_of
from services.actions.tables import assignment_ends, assignments, records
from tests.actions.stories import DONE, Story
from tests.actions.test_handlers import give, record, take_back
from tests.builders import NOW, REFERENCE, person_id


@pytest.mark.parametrize("change", [update(records).values(done_by="Nobody"), delete(records)])
async def test_postgres_itself_refuses_to_change_what_was_recorded(story: Story, change: Executable) -> None:
    await story.has_arrived()
    assert (await record(story, 1, DONE)).outcome is Outcome.RECORDED
    with pytest.raises(DBAPIError, match="added and never changed"):
        async with story.service.database.transaction() as tx:
            await tx.execute(change)
    assert await story.recorded() == 1


async def test_who_was_asked_and_what_ended_it_is_never_changed_either(story: Story) -> None:
    await story.has_arrived()
    await take_back(story, await give(story))
    for change in (
        update(assignments).values(owner_name="Nobody"),
        delete(assignments),
        update(assignment_ends).values(reason="None"),
        delete(assignment_ends),
    ):
        with pytest.raises(DBAPIError, match="added and never changed"):
            async with story.service.database.transaction() as tx:
                await tx.execute(change)


async def test_records_from_before_work_had_states_read_as_they_did(story: Story) -> None:
    """As 0001 kept them: without what 0003 added."""
    await story.has_arrived()
    old = {
        "reference": REFERENCE,
        "ods_code": "RH5",
        "revision": 1,
        "version": 1,
        "recorded_by": person_id("Asha Verma"),
        "recorded_at": NOW,
        "nonce": "old",
    }
    done = {"number": 1, "state": "done", "done_by": "Chief pharmacist", "done_on": NOW.date()}
    late = {"number": 2, "state": "outstanding", "reason": "The supplier is late."}
    async with story.service.database.transaction() as tx:
        for row in (done, late):
            await tx.execute(insert(records).values(old | row))
        standing = await standing_of(tx, REFERENCE, "RH5")
    assert [record.answer.word for record in standing.records] == ["done", "outstanding"]
    assert standing.work_of(1) is ActionWork.COMPLETE
    assert standing.work_of(2) is None
    assert standing.records[1].answer.reason == "The supplier is late."
    assert (standing.tally.done, standing.tally.outstanding, standing.tally.blocked) == (1, 1, 0)
    again = {"state": "done", "done_by": "Chief pharmacist"}
    day = {"done_on_day": "21", "done_on_month": "11", "done_on_year": "2025"}
    assert (await record(story, 1, again | day, revision=1)).outcome is Outcome.UNCHANGED
