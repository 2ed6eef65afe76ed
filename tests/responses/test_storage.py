"""What was said through a link is added to and never changed."""

import pytest
from sqlalchemy import Table, delete, update
from sqlalchemy.exc import DBAPIError

from services.responses.tables import (
    acknowledgements,
    disownments,
    doubtful_acknowledgements,
    withdrawals,
)
from tests.responses.site import Site

HISTORY = (acknowledgements, doubtful_acknowledgements, withdrawals, disownments)


@pytest.mark.parametrize("table", HISTORY, ids=lambda table: table.name)
async def test_postgres_itself_refuses_to_change_what_was_said(empty_site: Site, table: Table) -> None:
    for change in (update(table).values(user_agent="another"), delete(table)):
        with pytest.raises(DBAPIError, match="added and never changed"):
            async with empty_site.service.database.transaction() as tx:
                await tx.execute(change)
