"""Many senders share one ledger, and never a mail."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import event, text, update

from services.distribution.domain.sending import Outcome, Standing, State, Tried
from services.distribution.storage import claims, outcomes
from services.distribution.storage.claims import Claimed
from services.distribution.tables import ledger
from services.kit.database import Transaction
from tests.distribution.stage import Stage

LEASE = timedelta(seconds=120)


async def take(tx: Transaction, sender: str = "one/a", most: int = 100) -> list[Claimed]:
    return [*(await claims.claim(tx, sender, most=most, lease=LEASE)).mails]


def accepted(mail: Claimed) -> list[tuple[Tried, Standing]]:
    at = mail.first_attempt_at
    tried = Tried(mail.id, mail.attempts, at, at, at, Outcome.ACCEPTED, 250, "taken")
    return [(tried, Standing(State.ACCEPTED, "taken"))]


async def test_two_senders_at_once_never_share_a_mail(stage: Stage) -> None:
    await stage.issue(*(f"a{n}@x.example" for n in range(40)))

    async def some(sender: str) -> list[int]:
        taken: list[int] = []
        for _ in range(10):
            async with stage.service.database.transaction() as tx:
                taken += [mail.id for mail in await take(tx, sender, most=3)]
                await asyncio.sleep(0)
        return taken

    shares = await asyncio.gather(*(some(f"{name}/x") for name in "abc"))

    everything = [mail_id for share in shares for mail_id in share]
    assert len(everything) == len(set(everything)) == 40


async def test_who_takes_mails_goes_by_the_index_of_lanes_and_nobody_after_them_is_held_to_it(
    stage: Stage,
) -> None:
    await stage.issue("asha@x.example")
    asked = text("SELECT current_setting('enable_sort')")
    async with stage.service.database.transaction() as tx:
        assert len(await take(tx)) == 1
        assert (await tx.execute(asked)).scalar_one() == "off"
    async with stage.service.database.transaction() as tx:
        assert await take(tx) == []
        assert (await tx.execute(asked)).scalar_one() == "on"


async def test_mails_in_the_hands_of_another_are_passed_over(stage: Stage) -> None:
    await stage.issue(*(f"a{n}@x.example" for n in range(5)))
    database = stage.service.database
    async with database.transaction() as one, database.transaction() as two:
        first, second = await take(one, most=3), await take(two, "two/b")

        assert (len(first), len(second)) == (3, 2)


async def test_a_renewed_claim_is_not_freed(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    async with stage.service.database.transaction() as tx:
        (mail,) = await take(tx, "one/a")
    stage.clock.advance(seconds=100)
    async with stage.service.database.transaction() as tx:
        await claims.renew(tx, [mail.id], "one/a", LEASE)
    stage.clock.advance(seconds=100)
    async with stage.service.database.transaction() as tx:
        await claims.free(tx, "two/b")

    assert await stage.states() == ["claimed"]


async def test_an_outcome_that_comes_after_the_lease_still_counts(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    async with stage.service.database.transaction() as tx:
        (mail,) = await take(tx)
    stage.clock.advance(seconds=121)
    async with stage.service.database.transaction() as tx:
        await claims.free(tx, "two/b")
    async with stage.service.database.transaction() as tx:
        await outcomes.record(tx, accepted(mail))

    assert await stage.states() == ["accepted"]
    assert await stage.history() == [(1, "unknown"), (1, "accepted")]


async def test_an_outcome_that_comes_after_a_new_claim_leaves_the_new_one_alone(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    async with stage.service.database.transaction() as tx:
        (mail,) = await take(tx)
    stage.clock.advance(seconds=121)
    async with stage.service.database.transaction() as tx:
        await claims.free(tx, "two/b")
        await take(tx, "two/b")
    async with stage.service.database.transaction() as tx:
        await outcomes.record(tx, accepted(mail))

    assert await stage.states() == ["claimed"]


async def test_must_respond_goes_before_information_and_real_before_exercise(stage: Stage) -> None:
    await stage.issue("asha@x.example", status="exercise")
    await stage.issue("asha@x.example", reference="NatPSA/2025/007/NHSPS")
    async with stage.service.database.transaction() as tx:
        taken = await take(tx)

    assert [mail.reference for mail in taken] == ["NatPSA/2025/007/NHSPS", "NatPSA/2025/006/NHSPS"]


async def test_a_kind_that_only_a_newer_version_knows_is_left_to_it(stage: Stage) -> None:
    await stage.issue("asha@x.example", "ben@x.example")
    async with stage.service.database.transaction() as tx:
        await tx.execute(update(ledger).values(kind="of-tomorrow").where(ledger.c.person_name == "Person 0"))
        taken = await take(tx)

    assert [mail.person_name for mail in taken] == ["Person 1"]


async def test_a_batch_is_read_in_the_order_of_lanes_whatever_the_planner_believes(stage: Stage) -> None:
    database = stage.service.database
    async with database.transaction() as tx:
        await tx.execute(text("ANALYZE distribution.ledger, distribution.queue"))
    await stage.issue(*(f"a{n}@x.example" for n in range(30)))
    said: list[tuple[str, Any]] = []
    event.listen(
        database.engine.sync_engine, "before_cursor_execute", lambda *args: said.append((args[2], args[3]))
    )

    async with database.transaction() as tx:
        await take(tx, most=10)
        (claim,) = (one for one in said if "judged" in one[0])
        driver = (await tx.connection.get_raw_connection()).driver_connection
        assert driver is not None
        plan = "\n".join(row[0] for row in await driver.fetch(f"EXPLAIN {claim[0]}", *claim[1]))

    due = plan[plan.index("CTE due") : plan.index("CTE judged")]
    assert "Index Scan using ix_queue_in_order on" in due
    assert "Sort" not in due
    assert plan.count("SubPlan") < 30, "what decides is asked once for each mail, not for each column"
