from sqlalchemy import select

from services.kit.database import Database
from services.publishing.handlers.hear import record_alert
from services.publishing.handlers.issue import issue_alert
from services.publishing.storage import alerts
from services.publishing.tables import alerts as table
from tests.builders import REFERENCE, an_alert, said


async def test_who_issued_is_kept_for_the_audit_and_hearing_names_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="person 1")
        await record_alert(tx, said(an_alert(version=2)))
        kept = await tx.execute(select(table.c.version, table.c.issued_by).order_by(table.c.version))
        assert [tuple(row) for row in kept] == [(1, "person 1"), (2, None)]


async def test_after_a_reference_nobody_knows_there_is_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="api")
        assert await alerts.list_alerts(tx, 10, after="no reference") == []


async def test_alerts_of_one_instant_are_listed_once_each_across_pages(database: Database) -> None:
    references = [f"NatPSA/2025/00{number}/MHRA" for number in range(4)]
    async with database.transaction() as tx:
        for reference in references:
            await issue_alert(tx, an_alert(reference=reference), by="api")
        first = await alerts.list_alerts(tx, 3)
        second = await alerts.list_alerts(tx, 3, after=first[-1].document.reference)
    assert [known.document.reference for known in (*first, *second)] == references[::-1]


async def test_a_version_that_was_not_heard_is_not_known(database: Database) -> None:
    async with database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="api")
        assert await alerts.find_alert(tx, REFERENCE, 2) is None
        assert await alerts.newest_version(tx, "NatPSA/2025/999/MHRA") is None
