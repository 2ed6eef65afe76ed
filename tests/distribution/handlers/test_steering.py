"""What an operator orders happens to the mails it names, to no other, and is written down."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from contracts.events.distribution import DeliveriesCounted
from services.distribution.domain.sending import Kind
from services.distribution.domain.steering import PAUSED_FOR, Order, Refusal, Scope, What
from services.distribution.handlers import steering
from services.distribution.handlers.steering import Done
from services.distribution.tables import ledger, orders
from tests.builders import REFERENCE
from tests.distribution.chasing import chase, issued, send, to
from tests.distribution.occasions import an_assignment
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage

OTHER = "NatPSA/2025/007/NHSPS"
ALERT = Scope(REFERENCE)


async def give(stage: Stage, what: What, scope: Scope = ALERT, confirmed: str = "") -> Done | Refusal:
    async with stage.service.database.transaction() as tx:
        order = Order(what, scope, "The list was wrong", confirmed)
        return await steering.carry_out(tx, order, None, "Olu Operator")


async def test_a_pause_keeps_every_mail_of_its_alert_and_no_other(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example")
    await stage.issue("asha@x.example", reference=OTHER)

    assert await give(stage, What.PAUSE) == Done(1)
    await stage.send()
    stage.clock.advance(seconds=90)
    await stage.send()

    assert {mail.reference: mail.state for mail in await stage.mails()} == {
        REFERENCE: "planned",
        OTHER: "accepted",
    }
    assert len(sink.taken) == 1


async def test_what_is_resumed_leaves_at_once(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await give(stage, What.PAUSE)
    await stage.send()

    assert await give(stage, What.RESUME) == Done(1)
    await stage.send()

    assert await stage.states() == ["accepted"]


async def test_a_pause_of_everything_holds_what_is_planned_later(stage: Stage) -> None:
    await give(stage, What.PAUSE, Scope())
    await stage.issue("asha@x.example")

    await stage.send()

    assert await stage.states() == ["planned"]


async def test_a_pause_of_a_kind_lets_the_others_go(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await stage.hear(an_assignment())
    await give(stage, What.PAUSE, Scope("", Kind.ALERT_ISSUED))

    await stage.send()

    assert {mail.kind: mail.state for mail in await stage.mails()} == {
        "alert-issued": "planned",
        "action-assigned": "accepted",
    }


async def test_many_paused_mails_are_put_off_and_hold_up_no_other(stage: Stage) -> None:
    await stage.issue(*(f"a{n}@x.example" for n in range(60)))
    await give(stage, What.PAUSE)
    await stage.issue("ben@x.example", reference=OTHER)

    await stage.send()

    assert {mail.state for mail in await stage.mails() if mail.reference == OTHER} == {"accepted"}
    waiting = {mail.next_attempt_at for mail in await stage.mails() if mail.reference == REFERENCE}
    assert waiting == {stage.clock.now + PAUSED_FOR}


async def test_what_is_cancelled_never_leaves_and_is_counted(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example", "ben@x.example")

    assert await give(stage, What.CANCEL, Scope(REFERENCE, Kind.ALERT_ISSUED), REFERENCE) == Done(2)
    await stage.send()

    assert {(mail.state, mail.reply) for mail in await stage.mails()} == {("suppressed", "cancelled")}
    assert sink.taken == []
    counted = [event for event in await stage.said() if isinstance(event, DeliveriesCounted)]
    assert counted[-1].planned == 0


async def test_a_mail_in_doubt_that_is_cancelled_stays_in_doubt(stage: Stage) -> None:
    await stage.issue("breaks@x.example")
    await stage.send()

    await give(stage, What.CANCEL, Scope(REFERENCE, Kind.ALERT_ISSUED), REFERENCE)

    (mail,) = await stage.mails()
    assert (mail.state, mail.next_attempt_at) == ("unknown", None)


async def test_alerts_whose_mails_wait_come_first_but_not_for_what_was_given_up_in_doubt(
    stage: Stage,
) -> None:
    async def shown() -> list[tuple[str, bool]]:
        async with stage.service.database.reading() as tx:
            return [(one.reference, one.is_open) for one in (await steering.overview(tx, 20)).alerts]

    await stage.issue("breaks@x.example")
    await stage.send()
    stage.clock.advance(seconds=1)
    await stage.issue("asha@x.example", reference=OTHER)
    await stage.send()
    assert await shown() == [(REFERENCE, True), (OTHER, False)]

    await give(stage, What.CANCEL, Scope(REFERENCE, Kind.ALERT_ISSUED), REFERENCE)

    assert await stage.states() == ["unknown", "accepted"]
    assert await shown() == [(OTHER, False), (REFERENCE, False)]


async def test_what_was_refused_is_tried_again(stage: Stage, sink: Sink) -> None:
    await stage.issue("never@x.example")
    await stage.send()
    assert await stage.states() == ["bounced"]
    sink.obeys = False

    assert await give(stage, What.RETRY) == Done(1)
    await stage.send()

    assert await stage.states() == ["accepted"]
    assert await stage.history() == [(1, "refused"), (2, "accepted")]


async def chases_to_asha(stage: Stage) -> dict[int, str]:
    """How each of November's stands, by its day."""
    found = [
        mail for mail in await stage.mails() if mail.kind == "chase" and mail.address == "asha@x.example"
    ]
    return {mail.last_attempt_at.day: mail.state for mail in found}


async def fails(stage: Stage, *days: int) -> None:
    """As if a mail server had refused what was sent to Asha on these days."""
    chosen = [
        mail.id for mail in await stage.mails() if mail.kind == "chase" and mail.last_attempt_at.day in days
    ]
    refused = {"state": "bounced", "accepted_at": None}
    async with stage.service.database.transaction() as tx:
        await tx.execute(update(ledger).where(ledger.c.id.in_(chosen)).values(refused))


async def test_whoever_was_reminded_today_is_not_reminded_again_by_trying_again(
    stage: Stage, sink: Sink
) -> None:
    await issued(stage, sink)
    for day in (24, 25):
        await chase(stage, day)
        await send(stage, day)
    await fails(stage, 24)
    sink.taken.clear()

    refused = await give(stage, What.RETRY)
    await stage.send()

    assert isinstance(refused, Refusal)
    assert to(sink) == []
    assert await chases_to_asha(stage) == {24: "bounced", 25: "accepted"}


async def test_of_several_reminders_that_failed_the_last_is_tried_again(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    for day in (24, 25):
        await chase(stage, day)
        await send(stage, day)
    await fails(stage, 24, 25)
    sink.taken.clear()

    # To Asha, her deputy and the shared mailbox.
    assert await give(stage, What.RETRY) == Done(3)
    await stage.send()
    assert to(sink) == ["asha", "ben", "box"]
    assert await chases_to_asha(stage) == {24: "bounced", 25: "accepted"}


async def test_a_reminder_that_failed_is_tried_again_on_a_day_without_another(
    stage: Stage, sink: Sink
) -> None:
    await issued(stage, sink)
    await chase(stage, 25)
    await send(stage, 25)
    await fails(stage, 25)
    sink.taken.clear()
    await chase(stage, 26)
    await send(stage, 26)

    assert await give(stage, What.RETRY) == Done(3)
    await stage.send()
    assert to(sink) == ["asha", "ben", "box", "elena"]


@pytest.mark.parametrize(
    ("what", "scope", "field"),
    [
        (What.RESUME, ALERT, "what"),
        (What.RETRY, ALERT, "what"),
        (What.PAUSE, Scope("NatPSA/2025/999/NHSPS"), "reference"),
    ],
)
async def test_what_cannot_be_done_is_refused_and_not_written_down(
    stage: Stage, what: What, scope: Scope, field: str
) -> None:
    await stage.issue("asha@x.example")

    refusal = await give(stage, what, scope)

    assert isinstance(refusal, Refusal)
    assert refusal.field == field
    assert await ordered(stage) == []


async def test_a_second_pause_of_the_same_is_refused(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await give(stage, What.PAUSE)

    refusal = await give(stage, What.PAUSE)

    assert isinstance(refusal, Refusal)
    assert "paused already" in refusal.words


async def test_every_order_is_written_down_for_good(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await give(stage, What.PAUSE)
    await give(stage, What.RESUME)

    assert await ordered(stage) == [("pause", "Olu Operator", 1), ("resume", "Olu Operator", 1)]
    with pytest.raises(DBAPIError):
        async with stage.service.database.transaction() as tx:
            await tx.execute(text("DELETE FROM distribution.orders"))


async def ordered(stage: Stage) -> list[tuple[str, str, int]]:
    async with stage.service.database.reading() as tx:
        rows = await tx.execute(select(orders).order_by(orders.c.id))
        return [(row.what, row.by_name, row.mails) for row in rows]
