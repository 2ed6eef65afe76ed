"""A mail comes back: what is written down, who is told, and what is sent to that address from then on."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from contracts.events.distribution import AddressBounced
from contracts.events.register import Role
from services.distribution.domain.bounces import Report, Verdict
from services.distribution.handlers.bounces import Returned, Taken, take
from services.distribution.storage import bounces
from services.distribution.storage.ledger import deliveries
from tests.builders import NOW, REFERENCE, a_person, an_alert, an_organisation, person_id
from tests.distribution.handlers.test_occasions import subjects, text_of
from tests.distribution.occasions import an_assignment
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage

ASHA, BEN = "asha@x.example", "ben@x.example"
_AUDIENCE = an_alert().audience
#: Somerset need not answer.
INFORMED = {"must_respond": _AUDIENCE.for_information, "for_information": _AUDIENCE.must_respond}
SINCE = "address bounces since 21 Nov 2025"


async def come_back(
    stage: Stage,
    to: str = ASHA,
    verdict: Verdict = Verdict.BAD_ADDRESS,
    receipt: str = "first",
    **report: Any,
) -> Taken:
    """The newest mail to that address."""
    words = f"550 5.1.1 <{to}>: no such user"
    said = Report(verdict, 550, "5.1.1", words, **report)
    returned = Returned(receipt, said, (await mail_to(stage, to)).id)
    async with stage.service.database.transaction() as tx:
        return await take(tx, returned, stage.service.settings)


async def mail_to(stage: Stage, address: str) -> Row[Any]:
    return [mail for mail in await stage.mails() if mail.address == address][-1]


async def bounced_said(stage: Stage) -> list[AddressBounced]:
    return [said for said in await stage.said() if isinstance(said, AddressBounced)]


async def is_suppressed(stage: Stage, address: str = ASHA) -> bool:
    async with stage.service.database.reading() as tx:
        return bool(await bounces.where_mail_comes_back(tx, [address.upper()]))


async def sent(stage: Stage, *addresses: str, **alert: Any) -> None:
    await stage.issue(*addresses, **alert)
    await stage.send()


async def test_a_mail_that_came_back_is_written_down_said_and_told_to_the_others(
    stage: Stage, sink: Sink
) -> None:
    await sent(stage, ASHA, BEN)
    await stage.hear(a_person("Rose Hill", role=Role.PARTNER, email="rose@x.example"))
    stage.clock.advance(minutes=5)
    assert await come_back(stage) is Taken.RECORDED
    await stage.send()

    mail = await mail_to(stage, ASHA)
    assert (mail.state, mail.code, mail.reply) == ("bounced", 550, "550 5.1.1 <[address]>: no such user")
    assert mail.accepted_at == NOW
    assert (1, "bad_address") in await stage.history()
    (said,) = await bounced_said(stage)
    assert (said.person_id, said.ods_code, said.kind) == (person_id("Person 0"), "RH5", "alert-issued")
    assert (said.enhanced, said.sent_at, said.bounced_at) == ("5.1.1", NOW, stage.clock.now)
    assert "@" not in str(said)
    counted = [one for one in await stage.said() if hasattr(one, "planned")][-1]
    assert (counted.planned, counted.accepted, counted.bounced) == (2, 1, 1)
    assert subjects(sink, "ben")[1].startswith("Pass on now")
    assert "Person 0 (patient safety specialist) about" in text_of(sink.mails(BEN)[1])
    assert sink.mails("rose") == []
    assert len(sink.mails(ASHA)) == 1


async def test_what_is_told_twice_is_taken_once_and_others_are_told_once_for_each_alert(
    stage: Stage, sink: Sink
) -> None:
    await sent(stage, ASHA, BEN)
    taken = [await come_back(stage), await come_back(stage), await come_back(stage, receipt="second")]
    await stage.hear(an_alert(version=2))
    await stage.send()
    taken.append(await come_back(stage, receipt="third"))
    await stage.send()

    assert taken == [Taken.RECORDED, Taken.KNOWN, Taken.RECORDED, Taken.RECORDED]
    assert [said.version for said in await bounced_said(stage)] == [1, 2]
    assert len({said.bounce_id for said in await bounced_said(stage)}) == 1
    assert [subject[:11] for subject in subjects(sink, "ben")].count("Pass on now") == 1


async def test_what_arrives_before_our_own_commit_is_to_come_again(stage: Stage) -> None:
    await sent(stage, ASHA)
    await stage.left_claimed(NOW - timedelta(minutes=1))
    assert await come_back(stage) is Taken.TOO_EARLY
    assert await stage.states() == ["claimed"]

    await stage.free()
    assert await come_back(stage) is Taken.RECORDED
    await stage.send()
    assert await stage.states() == ["bounced"]


async def test_what_is_not_the_addresss_fault_ends_the_mail_and_not_the_address(
    stage: Stage, sink: Sink
) -> None:
    await sent(stage, ASHA, BEN)
    assert await come_back(stage, verdict=Verdict.REFUSED) is Taken.RECORDED
    await stage.send()

    assert sorted(await stage.states()) == ["accepted", "bounced"]
    assert (await stage.said())[-1].bounced == 1
    assert not await is_suppressed(stage)
    assert await bounced_said(stage) == []
    assert len(sink.mails(BEN)) == 1


async def test_delays_and_complaints_are_noted_and_change_nothing(stage: Stage) -> None:
    await sent(stage, ASHA)
    for verdict in (Verdict.DELAYED, Verdict.COMPLAINT, Verdict.AUTOMATIC, Verdict.UNCLEAR):
        await come_back(stage, verdict=verdict, receipt=verdict)

    assert await stage.states() == ["accepted"]
    assert await stage.history() == [(1, "accepted"), (1, "delayed"), (1, "complaint")]
    assert not await is_suppressed(stage)


async def test_an_answer_of_a_machine_is_no_bounce(stage: Stage) -> None:
    await sent(stage, ASHA)
    assert await come_back(stage, verdict=Verdict.AUTOMATIC) is Taken.NOTHING_FOLLOWS
    assert await come_back(stage, verdict=Verdict.UNCLEAR) is Taken.UNREADABLE


async def test_without_a_token_the_message_id_tells_which_mail_it_was(stage: Stage) -> None:
    await sent(stage, ASHA)
    mail = await mail_to(stage, ASHA)
    taken = []
    for message_id in (mail.message_id, "<other@x.example>", None):
        report = Report(Verdict.REFUSED, message_id=message_id)
        async with stage.service.database.transaction() as tx:
            taken.append(await take(tx, Returned(f"{message_id}", report), stage.service.settings))

    assert taken == [Taken.RECORDED, Taken.NOT_OURS, Taken.NOT_OURS]


async def test_of_a_shared_mailbox_one_reader_may_be_gone(stage: Stage) -> None:
    box = a_person("Mailbox", role=Role.SHARED_MAILBOX, email="safety@x.example")
    await stage.hear(an_organisation(), box, an_alert())
    await stage.send()
    await come_back(stage, "safety@x.example", recipient="gone@x.example")

    assert await stage.states() == ["accepted"]
    assert not await is_suppressed(stage, "safety@x.example")


async def test_who_must_answer_is_tried_once_although_mails_come_back(stage: Stage, sink: Sink) -> None:
    sink.obeys = False
    await sent(stage, "later@x.example")
    await come_back(stage, "later@x.example")
    stage.clock.advance(minutes=1)
    sink.obeys = True
    await stage.hear(an_alert(version=2))
    await stage.send()
    second = await mail_to(stage, "later@x.example")
    assert (second.state, second.attempts) == ("deferred", 1)

    async with stage.service.database.reading() as tx:
        shown = await deliveries(tx, REFERENCE, None, after=0, limit=9)
    assert [one.in_spite for one in shown] == [False, True]

    stage.clock.advance(hours=1)
    await stage.send()
    second = await mail_to(stage, "later@x.example")
    assert (second.state, second.attempts, second.reply) == ("suppressed", 1, SINCE)


async def test_what_is_for_information_is_not_sent_to_where_mails_come_back(stage: Stage, sink: Sink) -> None:
    await sent(stage, "Asha@x.example")
    await come_back(stage, "Asha@x.example")
    await stage.hear(an_alert(version=2, audience=INFORMED))
    await stage.send()

    mail = await mail_to(stage, "Asha@x.example")
    assert (mail.state, mail.attempts, mail.reply) == ("suppressed", 0, SINCE)
    assert len(sink.mails()) == 1


async def test_an_address_that_a_keeper_confirms_is_mailed_again(stage: Stage) -> None:
    await sent(stage, ASHA)
    stage.clock.advance(hours=1)
    await come_back(stage)
    before = stage.clock.now - timedelta(minutes=1)
    await stage.hear(a_person("Person 0", email=ASHA, address_confirmed_at=before))
    assert await is_suppressed(stage), "it came back after that"

    confirmed = stage.clock.advance(hours=1)
    await stage.hear(a_person("Person 0", email=ASHA, address_confirmed_at=confirmed))
    assert not await is_suppressed(stage)
    await stage.hear(an_alert(version=2, audience=INFORMED))
    await stage.send()
    assert await stage.states() == ["bounced", "accepted"]


async def test_a_late_report_says_nothing_of_an_address_that_was_confirmed_since(stage: Stage) -> None:
    await sent(stage, ASHA)
    confirmed = stage.clock.advance(hours=1)
    await stage.hear(a_person("Person 0", email=ASHA, address_confirmed_at=confirmed))
    stage.clock.advance(hours=1)
    assert await come_back(stage) is Taken.RECORDED

    assert await stage.states() == ["bounced"]
    assert not await is_suppressed(stage)
    assert await bounced_said(stage) == []


async def test_an_address_that_is_refused_at_once_is_marked_too(stage: Stage, sink: Sink) -> None:
    await sent(stage, "never@x.example", BEN)
    await stage.send()

    assert await is_suppressed(stage, "never@x.example")
    (said,) = await bounced_said(stage)
    assert (said.sent_at, said.enhanced) == (None, "5.1.1")
    assert subjects(sink, "ben")[1].startswith("Pass on now")


async def test_a_mail_server_that_knows_nobody_marks_nobody(stage: Stage) -> None:
    await sent(stage, *(f"never{n}@x.example" for n in range(10)))

    assert set(await stage.states()) == {"bounced"}
    assert await bounced_said(stage) == []


async def test_where_nobody_else_is_reached_the_executive_lead_is_told(stage: Stage, sink: Sink) -> None:
    lead = a_person("Elena", role=Role.EXECUTIVE_LEAD, email="elena@x.example")
    await stage.hear(lead)
    await sent(stage, ASHA, "never@x.example")
    await come_back(stage)
    await stage.send()

    assert [subject[:11] for subject in subjects(sink, "elena")] == ["Pass on now"]
    assert "as executive lead of Somerset" in text_of(sink.mails("elena")[0])


async def test_of_an_owner_whoever_asked_them_is_told_and_can_ask_again(stage: Stage, sink: Sink) -> None:
    await sent(stage, ASHA, BEN)
    await stage.hear(an_assignment())
    await stage.send()
    await come_back(stage, "omar@pharmacy.example")
    await stage.send()

    assert subjects(sink, "asha")[1].startswith("Pass on now")
    assert "you asked Omar Owner, for Somerset" in text_of(sink.mails(ASHA)[1])
    assert len(sink.mails(BEN)) == 1
    assert not await is_suppressed(stage, "omar@pharmacy.example")
