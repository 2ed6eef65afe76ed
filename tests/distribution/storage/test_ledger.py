"""Planning: Postgres writes some mails while the next are made ready, and none is lost over it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from services.distribution.domain.sending import Kind, Lane
from services.distribution.storage import ledger
from services.distribution.storage.ledger import Planned
from tests.builders import REFERENCE, person_id
from tests.distribution.stage import Stage


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PLANNED_TOGETHER", 1)


def to(name: str) -> Planned:
    return Planned(
        person_id=person_id(name),
        ods_code="RH5",
        reference=REFERENCE,
        version=1,
        kind=Kind.ALERT_ISSUED,
        occasion_id=None,
        address=f"{name}@somerset.example",
        person_name=name,
        organisation_name="Somerset",
        role="specialist",
        colleagues="",
        must_respond=True,
        lane=Lane.MUST_RESPOND,
        message_id=f"<{name}@cascade.example>",
    )


async def test_the_next_are_made_ready_while_postgres_writes(stage: Stage) -> None:
    database, made = stage.service.database, asyncio.Event()

    def mails() -> Iterator[Planned]:
        yield to("asha")
        made.set()
        yield to("ben")

    async def plan() -> None:
        async with database.transaction() as tx:
            await ledger.plan(tx, mails())

    async with asyncio.timeout(10), database.transaction() as other:
        # Somebody else plans the first as well, so Postgres waits for what becomes of theirs.
        await ledger.plan(other, [to("asha")])
        planning = asyncio.create_task(plan())
        await made.wait()
        assert not planning.done()
    await planning

    assert {mail.person_name for mail in await stage.mails()} == {"asha", "ben"}


async def test_what_breaks_while_mails_are_made_is_raised_as_it_is_and_none_is_planned(stage: Stage) -> None:
    def mails() -> Iterator[Planned]:
        yield to("asha")
        raise LookupError("nobody knows ben")

    with pytest.raises(LookupError, match="nobody knows ben"):
        async with stage.service.database.transaction() as tx:
            await ledger.plan(tx, mails())

    assert await stage.mails() == []


async def test_what_postgres_refuses_is_raised_and_the_connection_is_good_for_more(stage: Stage) -> None:
    refused = to("ben")._replace(person_name=None)  # type: ignore[arg-type] # as no mail can be

    with pytest.raises(DBAPIError, match="null value"):
        async with stage.service.database.transaction() as tx:
            await ledger.plan(tx, [to("asha"), refused, to("cara")])

    async with stage.service.database.transaction() as tx:
        await ledger.plan(tx, [to("asha")])
    assert [mail.person_name for mail in await stage.mails()] == ["asha"]


@pytest.mark.parametrize("other", [{"message_id": "<asha@other.example>"}, {"version": 2}])
async def test_the_same_mail_is_planned_once_from_another_domain_or_with_the_same_message_id(
    stage: Stage, other: dict[str, Any]
) -> None:
    for mail in (to("asha"), to("asha")._replace(**other)):
        async with stage.service.database.transaction() as tx:
            await ledger.plan(tx, [mail])

    assert [(mail.message_id, mail.version) for mail in await stage.mails()] == [
        ("<asha@cascade.example>", 1)
    ]
