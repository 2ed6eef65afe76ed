"""History is added to and never changed."""

import pytest
from sqlalchemy import Executable, delete, update
from sqlalchemy.exc import DBAPIError

from services.actions.domain.recording import Outcome
from services.actions.tables import records
from tests.actions.stories import DONE, Story
from tests.actions.test_handlers import record


@pytest.mark.parametrize("change", [update(records).values(done_by="Nobody"), delete(records)])
async def test_postgres_itself_refuses_to_change_what_was_recorded(story: Story, change: Executable) -> None:
    await story.has_arrived()
    assert (await record(story, 1, DONE)).outcome is Outcome.RECORDED
    with pytest.raises(DBAPIError, match="added and never changed"):
        async with story.service.database.transaction() as tx:
            await tx.execute(change)
    assert await story.recorded() == 1
