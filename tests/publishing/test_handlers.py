import asyncio

from services.kit.database import Database
from services.publishing.domain.issue import Outcome, Request
from services.publishing.handlers.hear import record_alert
from services.publishing.handlers.issue import issue_alert
from services.publishing.storage import alerts
from tests.builders import REFERENCE, an_alert, said
from tests.databases import events_said


async def test_of_two_that_issue_at_once_one_says_it(database: Database) -> None:
    async def issue(title: str) -> Outcome:
        async with database.transaction() as tx:
            return (await issue_alert(tx, an_alert(title=title), by="api")).outcome

    outcomes = await asyncio.gather(issue("First"), issue("Second"), issue("Third"))
    assert sorted(outcomes) == [Outcome.ISSUED, Outcome.OTHER_CONTENT, Outcome.OTHER_CONTENT]
    async with database.reading() as tx:
        assert len([event async for event in events_said(tx)]) == 1


async def test_of_two_equal_requests_at_once_one_issues(database: Database) -> None:
    async def issue() -> Outcome:
        async with database.transaction() as tx:
            request = Request(key="form 1", digest="as it was typed")
            return (
                await issue_alert(tx, an_alert(issued_at=tx.now, deadlines={}), request, by="api")
            ).outcome

    assert sorted(await asyncio.gather(issue(), issue())) == [Outcome.ISSUED, Outcome.REPEATED]


async def test_a_repeated_request_is_answered_with_what_it_issued(database: Database) -> None:
    request = Request(key="form 1", digest="as it was typed")
    async with database.transaction() as tx:
        first = await issue_alert(tx, an_alert(), request, by="api")
    async with database.transaction() as tx:
        again = await issue_alert(tx, an_alert(title="Made a second later"), request, by="api")
    assert again.outcome is Outcome.REPEATED
    assert again.alert == first.alert


async def test_hearing_its_own_alert_changes_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        issue = await issue_alert(tx, an_alert(), by="api")
        (event,) = [event async for event in events_said(tx)]
    async with database.transaction() as tx:
        await record_alert(tx, event)
        assert await alerts.newest_version(tx, REFERENCE) == issue.alert
        assert await alerts.list_refused(tx, 10) == []


async def test_the_same_alert_under_another_id_changes_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        await record_alert(tx, said(an_alert(), source="/elsewhere"))
        await record_alert(tx, said(an_alert(), source="/third"))
        known = await alerts.newest_version(tx, REFERENCE)
        assert known is not None
        assert known.source == "/elsewhere"
        assert await alerts.list_refused(tx, 10) == []


async def test_of_two_contents_of_a_version_the_first_stays(database: Database) -> None:
    async with database.transaction() as tx:
        await record_alert(tx, said(an_alert(), source="/elsewhere"))
        for _ in range(2):
            await record_alert(tx, said(an_alert(title="Another"), source="/third"))
        known = await alerts.newest_version(tx, REFERENCE)
        (refused,) = await alerts.list_refused(tx, 10)
    assert known is not None
    assert known.document == an_alert()
    assert (refused.title, refused.source) == ("Another", "/third")
    assert refused.reason == (
        "Version 1 was heard from /elsewhere before with other content; the first content stays."
    )


async def test_what_was_heard_cannot_be_issued_with_other_content(database: Database) -> None:
    async with database.transaction() as tx:
        await record_alert(tx, said(an_alert(), source="/elsewhere"))
        equal = await issue_alert(tx, an_alert(), by="api")
        other = await issue_alert(tx, an_alert(title="Another"), by="api")
        assert [event async for event in events_said(tx)] == []
    assert (equal.outcome, other.outcome) == (Outcome.REPEATED, Outcome.OTHER_CONTENT)


async def test_a_later_version_stays_meant_or_an_exercise_as_the_first(database: Database) -> None:
    async with database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="api")
        other = await issue_alert(tx, an_alert(version=2, status="exercise"), by="api")
        same = await issue_alert(tx, an_alert(version=2), by="api")
    assert (other.outcome, same.outcome) == (Outcome.OTHER_STATUS, Outcome.ISSUED)
