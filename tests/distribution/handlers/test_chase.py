"""One mail a day for everybody to be asked, and none about what was answered when its turn comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import product

from sqlalchemy import update

from contracts.events.actions import Progress
from contracts.events.alerts import AlertEnded, AlertOutcome
from contracts.events.register import Absence, Role
from services.distribution.domain.answered import Answered, is_answered
from services.distribution.domain.chasing import Deadline
from services.distribution.storage import chases
from services.distribution.tables import queue
from tests.builders import REFERENCE, a_person, an_alert, an_organisation
from tests.distribution.chasing import MORNING, acknowledged, chase, issued, progressed, send, to, withdrawn
from tests.distribution.handlers.test_occasions import text_of
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage


@asynccontextmanager
async def in_the_hands_of_a_sender(stage: Stage) -> AsyncIterator[None]:
    """What waits now; rounds leave it alone."""
    async with stage.service.database.transaction() as tx:
        await tx.execute(update(queue).values(claimed_by="x", claimed_until=datetime.max.replace(tzinfo=UTC)))
    yield
    async with stage.service.database.transaction() as tx:
        await tx.execute(update(queue).values(claimed_by=None, claimed_until=None))


async def waiting(stage: Stage) -> list[str]:
    """To whom chasing mails are still to be sent."""
    mails = await stage.mails()
    return [mail.address for mail in mails if mail.kind == "chase" and mail.next_attempt_at is not None]


async def test_the_chase_climbs_until_it_is_answered(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    climbed = {}
    for day in (*range(20, 29), 30):
        await chase(stage, day, at=(10, 1) if day == 20 else MORNING)
        await chase(stage, day, at=(17, 59))
        await send(stage, day)
        climbed[day] = to(sink)
        sink.taken.clear()

    assert {day: mailed for day, mailed in climbed.items() if mailed} == {
        21: ["asha", "ben"],
        24: ["asha", "ben"],
        25: ["asha", "ben", "box"],
        26: ["elena"],
        # Yeovil has nobody, and its region is told of it all the same.
        27: ["rhys"],
    }


async def test_each_reader_is_told_what_they_can_do(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    for day in (25, 26, 27):
        await chase(stage, day)
        await send(stage, day)

    texts = {mail["To"].addresses[0].username: text_of(mail) for mail in sink.mails()}
    assert texts["asha"].count("/answer/") == 2
    assert "You are its patient safety specialist." in texts["asha"]
    assert "Not acknowledged, was due Monday 24 November 2025." in texts["asha"]
    assert "You are its monitored shared mailbox." in texts["box"]
    for name in ("elena", "rhys"):
        assert "/answer/" not in texts[name]
    assert "- Somerset NHS Foundation Trust (RH5)\n- Yeovil (RA4)\n" in sorted_lines(texts["rhys"])
    assert {mail["Subject"].partition(":")[0] for mail in sink.mails()} == {
        "Not acknowledged, due Mon 24 Nov",
        "Your organisation is late with 1 alert",
        "2 organisations of your region late",
    }


def sorted_lines(text: str) -> str:
    return "".join(sorted(line + "\n" for line in text.splitlines() if line.startswith("- ")))


async def test_what_is_answered_while_the_mails_wait_is_never_asked(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    await chase(stage, 24)
    await stage.hear(acknowledged())
    await send(stage, 24)

    assert to(sink) == []
    waiting = [mail for mail in await stage.mails() if mail.kind == "chase"]
    assert [(mail.state, mail.reply) for mail in waiting] == [("suppressed", "answered meanwhile")] * 2


async def test_a_withdrawal_has_it_asked_again_and_acting_is_an_answer(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    await stage.hear(acknowledged(), withdrawn(), acknowledged())
    await chase(stage, 25)
    await send(stage, 25)
    assert to(sink) == ["asha", "ben", "box"]

    await stage.hear(progressed(Progress.IN_PROGRESS))
    await chase(stage, 26)
    assert [mail.role for mail in await stage.mails() if mail.kind == "chase"].count("executive_lead") == 0


async def test_a_mail_that_was_put_off_asks_only_what_is_open_when_it_is_tried_again(
    stage: Stage, sink: Sink
) -> None:
    await issued(stage, sink)
    await stage.hear(a_person("Rhys", role=Role.REGIONAL_LEAD, ods_code="Y58", email="later@x.example"))
    await chase(stage, 27)
    await send(stage, 27)
    await stage.hear(acknowledged())
    sink.obeys = False
    stage.clock.advance(minutes=5)
    await stage.send()

    (mail,) = sink.mails("later")
    assert "Yeovil" in text_of(mail)
    assert "Somerset" not in text_of(mail)


async def test_what_did_not_leave_is_asked_by_the_next_mail_and_never_by_two(
    stage: Stage, sink: Sink
) -> None:
    await issued(stage, sink)
    late = a_person("Late", email="later@x.example")
    await stage.hear(late, a_person("Elena", role=Role.EXECUTIVE_LEAD, email="later@x.example"))
    await chase(stage, 25)
    await send(stage, 25)
    sink.taken.clear()
    sink.obeys = False
    # Neither before the round of the next day, nor beside its mail.
    stage.clock.now = datetime(2025, 11, 26, 7, 55, tzinfo=UTC)
    await stage.send()
    assert to(sink) == []
    await chase(stage, 26)
    await send(stage, 26)

    (mail,) = sink.mails()
    assert "You are its patient safety specialist." in text_of(mail)
    assert "You are its executive lead." in text_of(mail)
    closed = [one.reply for one in await stage.mails() if one.state == "suppressed"]
    assert closed == ["asked in a newer mail"]


async def test_two_mails_that_wait_for_one_reader_become_one_even_when_nothing_new_is_to_be_asked(
    stage: Stage, sink: Sink
) -> None:
    await issued(stage, sink)
    late = a_person("Late", email="late@x.example")
    await stage.hear(late, a_person("Elena", role=Role.EXECUTIVE_LEAD, email="late@x.example"))
    await chase(stage, 25)
    async with in_the_hands_of_a_sender(stage):
        for day in (26, 27):
            await chase(stage, day)
    assert (await waiting(stage)).count("late@x.example") == 2

    await chase(stage, 28)

    assert (await waiting(stage)).count("late@x.example") == 1


async def test_what_was_put_off_on_a_friday_leaves_on_monday(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    await chase(stage, 21)
    for day, mailed in ((22, []), (23, []), (24, ["asha", "ben"])):
        await chase(stage, day)
        await send(stage, day)
        assert to(sink) == mailed


async def test_who_is_away_is_not_chased_and_gets_every_alert(stage: Stage, sink: Sink) -> None:
    away = (Absence(first_day=date(2025, 11, 1), last_day=date(2025, 11, 30)),)
    stage.clock.now = datetime(2025, 11, 20, 10, tzinfo=UTC)
    await stage.hear(
        an_organisation(),
        a_person("Asha", email="asha@x.example", absences=away),
        a_person("Ben", role=Role.DEPUTY, email="ben@x.example"),
        an_alert(),
    )
    await stage.send()
    assert to(sink) == ["asha", "ben"]
    sink.taken.clear()
    await chase(stage, 24)
    await send(stage, 24)
    assert to(sink) == ["ben"]


async def test_a_new_version_is_asked_for_and_the_old_one_no_more(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    await chase(stage, 24)
    await stage.hear(an_alert(version=2))
    await stage.send()
    sink.taken.clear()
    await send(stage, 24)
    assert to(sink) == []
    await chase(stage, 25)
    await send(stage, 25)
    assert to(sink) == ["asha", "ben", "box"]


async def test_an_update_that_asks_for_no_new_acknowledgement_keeps_the_one_given(
    stage: Stage, sink: Sink
) -> None:
    await issued(stage, sink)
    await stage.hear(acknowledged())
    for version, again in ((2, False), (3, False), (4, True)):
        change = {"reason": "A word was wrong.", "must_acknowledge_again": again}
        await stage.hear(an_alert(version=version, change=change))
        stage.clock.advance(hours=1)
        await stage.send()
        sink.taken.clear()
        await chase(stage, 23 + version)
        await send(stage, 23 + version)
        # Of Yeovil, which has never answered, nobody is registered.
        assert to(sink) == (["asha", "ben", "box"] if again else [])


async def test_nobody_is_chased_about_an_alert_that_is_at_its_end(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    await chase(stage, 24)
    end = AlertEnded(
        reference=REFERENCE,
        version=1,
        outcome=AlertOutcome.WITHDRAWN,
        reason="It does not hold any more.",
        ended_at=datetime(2025, 11, 24, 8, 1, tzinfo=UTC),
    )
    await stage.hear(end, end)
    await send(stage, 24)
    await chase(stage, 25)
    await send(stage, 25)
    assert {mail["Subject"].partition("]")[0] for mail in sink.mails()} == {"[WITHDRAWN"}


async def test_tests_ask_for_nothing_and_exercises_come_behind_all_that_is_real(stage: Stage) -> None:
    stage.clock.now = datetime(2025, 11, 20, 10, tzinfo=UTC)
    await stage.issue("asha@x.example", status="test")
    await stage.hear(an_alert(reference="NatPSA/2025/900/NHSPS", status="exercise"))
    await chase(stage, 24)
    (mail,) = [mail for mail in await stage.mails() if mail.kind == "chase"]
    assert (mail.reference, mail.lane) == ("NatPSA/2025/900/NHSPS", 40)


async def test_a_setting_turns_chasing_off(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    stage.service.settings.__dict__["chase"] = False
    await chase(stage, 24)
    assert [mail for mail in await stage.mails() if mail.kind == "chase"] == []


async def test_the_ledger_asks_by_the_same_rule_as_the_round(stage: Stage, sink: Sink) -> None:
    await issued(stage, sink)
    day = date(2025, 11, 24)
    due = {"acknowledge_by": day, "underway_by": day, "complete_by": day}
    cases = {
        f"NatPSA/2025/{number:03}/NHSPS": Answered(acknowledges, progress)
        for number, (acknowledges, progress) in enumerate(product((False, True), Progress), start=901)
    }
    await stage.hear(*(an_alert(reference=reference, deadlines=due) for reference in cases))
    await chase(stage, 25)
    for reference, answered in cases.items():
        if answered.acknowledged:
            await stage.hear(acknowledged(reference=reference))
        if answered.progress is not Progress.NOT_STARTED:
            await stage.hear(progressed(answered.progress, reference))
    deputy = next(mail for mail in await stage.mails() if mail.kind == "chase" and mail.role == "deputy")
    async with stage.service.database.reading() as tx:
        left = {(one.reference, one.deadline) for one in await chases.still_open(tx, deputy.occasion_id)}

    assert {one for one in left if one[0] != REFERENCE} == {
        (reference, deadline)
        for reference, answered in cases.items()
        for deadline in Deadline
        if not is_answered(deadline, answered)
    }
