"""Planning: Postgres writes some mails while the next are made ready, and none is lost over it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

import pytest
from sqlalchemy import Row, select
from sqlalchemy.exc import DBAPIError

from services.distribution.domain.sending import Kind, Lane, State
from services.distribution.storage import ledger
from services.distribution.storage.ledger import Planned
from services.distribution.tables import queue
from services.kit.database import Transaction
from tests.builders import NOW, REFERENCE, person_id
from tests.distribution.stage import Stage


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PLANNED_TOGETHER", 1)
    monkeypatch.setattr(ledger, "COPIED_TOGETHER", 1)


BOTH_WAYS = pytest.mark.parametrize("plan", [ledger.plan, ledger.plan_at_once])
Plan = Callable[[Transaction, Iterable[Planned]], Awaitable[None]]


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


def as_planned(row: Row[Any]) -> Planned:
    return Planned(*(getattr(row, name) for name in Planned._fields))


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


@BOTH_WAYS
async def test_each_mail_is_planned_in_its_turn_and_waits_to_be_sent_at_once(
    stage: Stage, plan: Plan
) -> None:
    planned = [to("asha"), to("cara")._replace(lane=Lane.FOR_INFORMATION), to("ben")]
    async with stage.service.database.transaction() as tx:
        await plan(tx, planned)

    mails = await stage.mails()
    assert [(as_planned(mail), mail.state, mail.attempts) for mail in mails] == [
        (mail, State.PLANNED, 0) for mail in planned
    ]
    async with stage.service.database.reading() as tx:
        waiting = [*await tx.execute(select(queue).order_by(queue.c.ledger_id))]
    assert [
        (row.ledger_id, row.lane, row.next_attempt_at, row.attempt, row.claimed_by) for row in waiting
    ] == [(mail.id, mail.lane, NOW, 0, None) for mail in mails]


async def test_planning_none_at_once_is_nothing(stage: Stage) -> None:
    async with stage.service.database.transaction() as tx:
        await ledger.plan_at_once(tx, [])

    assert await stage.mails() == []


@BOTH_WAYS
async def test_what_was_planned_before_is_not_planned_again_nor_sent_again(stage: Stage, plan: Plan) -> None:
    await stage.issue("asha@somerset.example", "ben@somerset.example")
    await stage.send()
    asha, ben = map(as_planned, await stage.mails())
    cara = asha._replace(person_id=person_id("cara"), message_id="<cara@cascade.example>")

    async with stage.service.database.transaction() as tx:
        await plan(tx, [asha, cara, ben])

    mails = await stage.mails()
    assert [(as_planned(mail), mail.state, mail.next_attempt_at) for mail in mails] == [
        (asha, State.ACCEPTED, None),
        (ben, State.ACCEPTED, None),
        (cara, State.PLANNED, NOW),
    ]


@pytest.mark.parametrize(
    "other", [{"version": 2}, {"kind": Kind.QUESTION_ANSWERED}, {"occasion_id": person_id("x")}]
)
async def test_mails_that_are_not_of_one_kind_are_not_planned_at_once(
    stage: Stage, other: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="of 2 mails, 1 are like the first"):
        async with stage.service.database.transaction() as tx:
            await ledger.plan_at_once(tx, [to("asha"), to("ben")._replace(**other)])

    assert await stage.mails() == []


@BOTH_WAYS
async def test_what_breaks_while_mails_are_made_is_raised_as_it_is_and_none_is_planned(
    stage: Stage, plan: Plan
) -> None:
    def mails() -> Iterator[Planned]:
        yield to("asha")
        raise LookupError("nobody knows ben")

    with pytest.raises(LookupError, match="nobody knows ben"):
        async with stage.service.database.transaction() as tx:
            await plan(tx, mails())

    assert await stage.mails() == []


@BOTH_WAYS
async def test_what_postgres_refuses_is_raised_and_the_connection_is_good_for_more(
    stage: Stage, plan: Plan
) -> None:
    refused = to("ben")._replace(person_name=None)  # type: ignore[arg-type] # as no mail can be

    with pytest.raises(DBAPIError, match="null value"):
        async with stage.service.database.transaction() as tx:
            await plan(tx, [to("asha"), refused, to("cara")])

    async with stage.service.database.transaction() as tx:
        await plan(tx, [to("asha")])
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
