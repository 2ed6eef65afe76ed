"""Which domains are silent, by what directory hears."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.envelope import EventData
from contracts.events.distribution import AudienceOrganisation, MailStanding
from contracts.events.register import Role
from contracts.events.responses import AlertAcknowledged, QuestionAsked
from contracts.heartbeats import reference_at
from services.directory import handlers, storage
from services.directory.consumers import hears
from services.directory.domain.silence import Silent, silent
from services.kit.database import Database
from tests.builders import NOW, a_bounce, a_count, an_audience, person_id, said
from tests.directory.surroundings import ASHA, fill, the

IVO = "RH5,deputy,Ivo Bell,ivo.bell@Somerset.example,"
UNA = "QSL,icb_lead,Una Reed,una.reed@board.example,"
ALERTS = tuple(f"NatPSA/2025/00{number}/NHSPS" for number in range(1, 4))
LONG_AGO = NOW - timedelta(days=30)


async def hear(database: Database, *facts: EventData, at: datetime = NOW) -> None:
    for fact in facts:
        async with database.transaction() as tx:
            for door in hears:
                if door.event is type(fact):
                    await door.hear(tx, said(fact, time=at), None)


async def taken(
    database: Database, *who: str, alerts: Sequence[str] = ALERTS, must_respond: bool = True, **mail: Any
) -> None:
    """Mails about these alerts were taken a month ago for people of Somerset and of its board."""
    for person in who:
        async with database.reading() as tx:
            one = await the(tx, person)
        code = one.ods_code or ""
        known = {"person_id": one.person_id, "kind": "alert-issued", "state": "accepted", "message_id": "<1>"}
        known |= {"attempts": 1, "repeated": 0, "accepted_at": LONG_AGO}
        mails = (MailStanding.model_validate(known | mail),)
        asked = [AudienceOrganisation(ods_code=code, must_respond=must_respond, recipients=())]
        for reference in alerts:
            # As they come over Kafka, in any order.
            count = a_count(reference=reference, ods_code=code, mails=mails)
            await hear(database, count, an_audience(reference=reference, organisations=asked), count)


async def found(database: Database) -> tuple[Silent, ...]:
    async with database.reading() as tx:
        return silent(await storage.domains(tx), tx.now)


@pytest.fixture
async def register(database: Database) -> Database:
    async with database.transaction() as tx:
        await fill(tx, ASHA, IVO, UNA)
    return database


async def id_of(database: Database, name: str) -> Any:
    async with database.reading() as tx:
        return (await the(tx, name)).person_id


async def test_a_domain_that_takes_every_mail_and_says_nothing_is_silent(register: Database) -> None:
    await taken(register, "Asha Verma", "Ivo Bell")

    (gap,) = await found(register)

    assert (gap.domain.name, gap.domain.people, gap.alerts) == ("somerset.example", 2, len(ALERTS))
    assert gap.domain.organisations == (("RH5", "Somerset NHS Foundation Trust"),)
    assert gap.since == LONG_AGO


async def test_whoever_is_only_told_has_nothing_to_say(register: Database) -> None:
    await taken(register, "Una Reed", must_respond=False)

    assert await found(register) == ()


@pytest.mark.parametrize("mail", [{"kind": "chase"}, {"state": "bounced"}, {"accepted_at": None}])
async def test_only_alerts_that_were_taken_count(register: Database, mail: dict[str, Any]) -> None:
    await taken(register, "Asha Verma", **mail)

    assert await found(register) == ()


async def test_heartbeats_do_not_count(register: Database) -> None:
    beats = [reference_at(NOW + timedelta(hours=hour)) for hour in range(5)]
    await taken(register, "Asha Verma", alerts=beats)

    assert await found(register) == ()


async def test_a_sign_of_anybody_there_speaks_for_all(register: Database) -> None:
    await taken(register, "Asha Verma")
    about = {
        "reference": ALERTS[0],
        "version": 1,
        "ods_code": "RH5",
        "person_id": await id_of(register, "Ivo Bell"),
    }
    carried = AlertAcknowledged.model_validate(
        about
        | {"role": Role.DEPUTY, "acknowledged_at": NOW, "first_of_organisation": True, "carried_from": 1}
    )
    await hear(register, carried)
    assert await found(register), "nobody pressed anything for what is carried"

    await hear(register, carried.model_copy(update={"carried_from": None}))
    assert await found(register) == ()


async def test_a_question_is_a_sign_and_an_older_one_does_not_undo_it(register: Database) -> None:
    await taken(register, "Asha Verma")
    asked = QuestionAsked(
        question_id=person_id("a question"),
        reference=ALERTS[0],
        version=1,
        ods_code="RH5",
        person_id=await id_of(register, "Asha Verma"),
        question="Does this apply to paper charts?",
        asked_at=NOW,
    )
    await hear(register, asked, at=NOW)
    await hear(register, asked, at=LONG_AGO - timedelta(days=1))

    assert await found(register) == ()


async def test_where_mails_come_back_or_an_address_is_verified_it_is_not_silence(register: Database) -> None:
    await taken(register, "Asha Verma", "Una Reed")
    assert len(await found(register)) == len(("somerset.example", "board.example"))

    asha, una = await id_of(register, "Asha Verma"), await id_of(register, "Una Reed")
    await hear(register, a_bounce(person_id=asha))
    assert [gap.domain.name for gap in await found(register)] == ["board.example"]

    async with register.transaction() as tx:
        await storage.add_bounce(tx, "una.reed@board.example", a_bounce(bounced_at=LONG_AGO - timedelta(1)))
        assert await handlers.confirm_address(tx, una, person_id("a keeper"))
    assert await found(register) == ()
