"""The way of a mail: planned, claimed, handed over to a real mail server, recorded."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest

from contracts.events.distribution import DeliveriesCounted
from contracts.links import LinkClaims
from services.distribution import wiring
from services.distribution.domain.sending import Standing, Tried
from services.distribution.handlers import send
from services.distribution.handlers.letters import LetterInForm
from services.distribution.jobs.sending import PostRoom
from services.distribution.storage import outcomes
from services.distribution.storage.claims import Claimed
from services.kit import jobs
from services.kit.database import Transaction
from services.kit.mail import Envelope
from services.kit.service import Service
from services.kit.signing import Verifier
from tests.builders import REFERENCE, a_person, an_alert, an_organisation, person_id
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage


async def test_an_alert_reaches_its_specialist(stage: Stage, sink: Sink) -> None:
    await stage.hear(
        an_organisation(), a_person("Zoë Ní <Bhriain>", email="zoe@somerset.example"), an_alert()
    )

    await stage.send()

    (mail,) = sink.mails()
    assert mail["To"].addresses[0].display_name == "Zoë Ní <Bhriain>"
    assert mail["From"] == "Safety Cascade <alerts@safety-cascade.example>"
    assert mail["Subject"].startswith("Acknowledge by Mon 24 Nov: ")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Cascade-Repeat"] is None
    assert mail["Date"].datetime == stage.clock.now
    text, html = (part.get_content() for part in mail.iter_parts())
    assert "Zoë Ní <Bhriain>: you get this as patient safety specialist of Somerset" in text
    assert "Zoë Ní &lt;Bhriain&gt;: you get this" in html


async def test_the_link_says_who_and_which_version(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@somerset.example")
    await stage.send()

    text = next(sink.mails()[0].iter_parts()).get_content()
    (link,) = (line for line in text.splitlines() if line.startswith("http") and not line.endswith("/not-me"))
    token = link.removeprefix("http://127.0.0.1:8000/answer/")
    claims = Verifier.of(stage.service.settings.link_public_keys).claims(token)
    assert claims is not None
    assert LinkClaims.unpacked(claims) == LinkClaims(
        person_id=person_id("Person 0"), ods_code="RH5", reference=REFERENCE, version=1
    )


async def test_what_the_server_says_is_recorded_and_counted(stage: Stage) -> None:
    await stage.issue("asha@x.example", "later@x.example", "never@x.example", "breaks@x.example")

    await stage.send()
    # Others are told of the one that was refused.
    await stage.send()

    alerts = [mail for mail in await stage.mails() if mail.kind == "alert-issued"]
    mails = {mail.address.partition("@")[0]: mail for mail in alerts}
    assert {name: (mail.state, mail.code) for name, mail in mails.items()} == {
        "asha": ("accepted", 250),
        "later": ("deferred", 451),
        "never": ("bounced", 550),
        "breaks": ("unknown", None),
    }
    assert mails["never"].reply == "5.1.1 <[address]>: no such mailbox"
    assert mails["asha"].accepted_at == stage.clock.now
    assert await stage.routes() == {stage.service.settings.smtp}
    counted = (await stage.said())[-1]
    assert isinstance(counted, DeliveriesCounted)
    numbers = (counted.planned, counted.accepted, counted.deferred, counted.bounced, counted.unknown)
    assert numbers == (4, 1, 1, 1, 1)
    assert counted.last_trouble


async def test_counts_wait_for_mails_but_not_for_long(stage: Stage) -> None:
    await stage.issue(*(f"a{n}@x.example" for n in range(30)))
    tick = next(job.tick for job in stage.service.jobs if "sends" in job.name)
    await tick()
    await stage.count()
    assert not any(isinstance(event, DeliveriesCounted) for event in await stage.said())

    stage.clock.advance(seconds=10)
    await stage.count()
    first = (await stage.said())[-1]
    await stage.send()

    last = (await stage.said())[-1]
    assert [(counted.planned, counted.accepted) for counted in (first, last)] == [(30, 25), (30, 30)]


async def test_a_mail_put_off_is_tried_again_when_it_is_due(stage: Stage, sink: Sink) -> None:
    await stage.issue("later@x.example")
    await stage.send()
    await stage.send()
    assert [mail.attempts for mail in await stage.mails()] == [1]
    stage.clock.advance(seconds=75)
    sink.obeys = False

    await stage.send()

    assert await stage.history() == [(1, "deferred"), (2, "accepted")]
    assert sink.mails()[0]["X-Cascade-Repeat"] is None


async def test_who_has_left_before_their_mail_is_sent_gets_none(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example", "later@x.example", "stays@x.example")
    await stage.hear(a_person("Person 0", active=False))
    await stage.send()
    await stage.hear(a_person("Person 1", active=False))
    stage.clock.advance(seconds=75)

    await stage.send()

    mails = {mail.person_name: (mail.state, mail.attempts, mail.reply) for mail in await stage.mails()}
    assert mails["Person 0"] == ("suppressed", 0, "no longer registered")
    assert mails["Person 1"] == ("suppressed", 1, "no longer registered")
    assert [mail["To"].addresses[0].username for mail in sink.mails()] == ["stays"]
    counted = (await stage.said())[-1]
    assert (counted.planned, counted.accepted, counted.deferred) == (1, 1, 0)


async def test_a_mail_in_doubt_is_repeated_even_to_who_has_left(stage: Stage, sink: Sink) -> None:
    await stage.issue("breaks@x.example")
    await stage.send()
    await stage.hear(a_person("Person 0", active=False))
    stage.clock.advance(seconds=40)
    sink.obeys = False

    await stage.send()

    assert await stage.states() == ["accepted"]


async def test_a_mail_in_doubt_is_repeated_and_says_so(stage: Stage, sink: Sink) -> None:
    await stage.issue("breaks@x.example")
    await stage.send()
    stage.clock.advance(seconds=40)
    sink.obeys = False

    await stage.send()

    first, second = sink.mails()
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["X-Cascade-Repeat"], second["X-Cascade-Repeat"]) == (None, "1")
    (mail,) = await stage.mails()
    assert (mail.state, mail.attempts, mail.repeated) == ("accepted", 2, 1)


async def test_an_unreachable_server_only_delays(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example")
    await sink.stop()
    await stage.send()
    assert await stage.states() == ["deferred"]
    await sink.start(sink.port)
    stage.clock.advance(seconds=3)

    await stage.send()

    assert await stage.states() == ["accepted"]


async def test_while_the_server_is_away_few_mails_are_tried(stage: Stage, sink: Sink) -> None:
    await stage.issue(*(f"a{n}@x.example" for n in range(40)))
    await sink.stop()
    for _ in range(3):
        await stage.send()
    assert sorted(mail.attempts for mail in await stage.mails()) == [0] * 15 + [1] * 25
    await sink.start(sink.port)
    stage.clock.advance(seconds=3)

    await stage.send()

    assert await stage.states() == ["accepted"] * 40


async def test_outcomes_wait_for_the_database(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.issue("asha@x.example")
    record, tries = outcomes.record, iter((ConnectionError, None))

    async def fails_once(tx: Transaction, ended: Sequence[tuple[Tried, Standing]]) -> None:
        if error := next(tries):
            raise error
        await record(tx, ended)

    monkeypatch.setattr(outcomes, "record", fails_once)
    await stage.send()

    assert await stage.history() == [(1, "accepted")]
    assert len(sink.taken) == 1


async def test_a_killed_process_finds_its_claims_at_its_next_start(
    stage: Stage, successor: Service, sink: Sink
) -> None:
    await stage.issue("asha@x.example")
    await claim_without_sending(stage.service)

    await stage.free()
    assert await stage.states() == ["claimed"]
    await stage.free(successor)
    assert await stage.states() == ["unknown"]
    await stage.send(successor)

    assert await stage.states() == ["accepted"]
    assert await stage.history() == [(1, "unknown"), (2, "accepted")]
    assert sink.mails()[0]["X-Cascade-Repeat"] == "1"
    assert [event.unknown for event in await stage.said() if isinstance(event, DeliveriesCounted)] == [0]


async def test_another_process_waits_for_the_lease(stage: Stage) -> None:
    other = wiring.build(stage.service.settings.model_copy(update={"instance": "two"}), stage.clock)
    await stage.issue("asha@x.example")
    await claim_without_sending(stage.service)

    await stage.free(other)
    assert await stage.states() == ["claimed"]
    stage.clock.advance(seconds=121)
    await stage.free(other)

    assert await stage.states() == ["unknown"]
    await other.database.close()


async def test_a_nameless_process_takes_nobody_for_its_predecessor(stage: Stage) -> None:
    nameless = stage.service.settings.model_copy(update={"instance": ""})
    one, two = wiring.build(nameless, stage.clock), wiring.build(nameless, stage.clock)
    await stage.issue("asha@x.example")
    await claim_without_sending(one)

    await stage.free(two)

    assert await stage.states() == ["claimed"]
    await one.database.close()
    await two.database.close()


async def test_at_the_end_mails_on_their_way_are_recorded(stage: Stage, sink: Sink) -> None:
    await stage.issue(*(f"asha{n}@x.example" for n in range(5)))
    sink.holds = asyncio.Event()
    async with jobs.running(stage.service.jobs):
        await asyncio.wait_for(sink.somebody_waits.wait(), 30)
        asyncio.get_running_loop().call_later(0.2, sink.holds.set)

    assert await stage.states() == ["accepted"] * 5


async def test_at_the_end_a_database_that_is_away_is_not_waited_for(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_tx: Transaction, _ended: Sequence[tuple[Tried, Standing]]) -> None:
        raise ConnectionError

    monkeypatch.setattr(outcomes, "record", fails)
    monkeypatch.setattr("services.distribution.jobs.sending.FAREWELL_SECONDS", 0.2)
    await stage.issue("asha@x.example")
    sink.holds = asyncio.Event()
    sending = asyncio.create_task(stage.send())
    await asyncio.wait_for(sink.somebody_waits.wait(), 30)
    sending.cancel()
    sink.holds.set()

    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_an_alert_leaves_while_every_other_sender_is_busy(stage: Stage, sink: Sink) -> None:
    ticks = {job.name: job.tick for job in stage.service.jobs}
    await stage.issue(*(f"a{n}@x.example" for n in range(3)), status="exercise")
    sink.holds = asyncio.Event()
    busy = asyncio.ensure_future(ticks["distribution sends 1"]())
    await asyncio.wait_for(sink.somebody_waits.wait(), 30)
    await stage.issue("asha@x.example", reference="NatPSA/2025/007/NHSPS")

    urgent = asyncio.ensure_future(ticks["distribution sends what is urgent"]())
    await sink.took("asha@x.example")

    sink.holds.set()
    await asyncio.gather(busy, urgent)


async def test_what_is_not_urgent_is_left_to_the_others(stage: Stage) -> None:
    ticks = {job.name: job.tick for job in stage.service.jobs}
    await stage.issue("asha@x.example", status="exercise")

    await ticks["distribution sends what is urgent"]()

    assert await stage.states() == ["planned"]


async def test_one_mail_that_cannot_be_written_holds_up_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.issue("asha@x.example", "ben@x.example")
    room = post_room(stage.service)
    write = room.letters.envelope

    def fails_for_asha(mail: Claimed, letter: LetterInForm, now: datetime) -> Envelope:
        if mail.address.startswith("asha"):
            raise UnicodeError
        return write(mail, letter, now)

    monkeypatch.setattr(room.letters, "envelope", fails_for_asha)
    await stage.send()

    mails = {mail.address: mail.state for mail in await stage.mails()}
    assert mails == {"asha@x.example": "deferred", "ben@x.example": "accepted"}


async def claim_without_sending(service: Service) -> None:
    """As far as a process comes that is killed before it sends."""
    room = post_room(service)
    async with service.database.transaction() as tx:
        assert (await send.claim_due(tx, room.sender, room.letters, service.settings)).mails


def post_room(service: Service) -> PostRoom:
    room: PostRoom = next(job for job in service.jobs if "sends" in job.name).tick.args[0]  # type: ignore[attr-defined]
    return room
