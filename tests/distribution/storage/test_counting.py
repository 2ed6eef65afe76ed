"""Postgres writes what is said of mails, and nobody checks it on the way: it must read as the contract."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from contracts.envelope import Written
from contracts.events.distribution import DeliveriesCounted, MailStanding
from services.distribution.domain.sending import LONGEST_REPLY, Kind, Outcome, Tried
from services.distribution.handlers.send import record_outcomes
from services.distribution.storage import counting, ledger
from services.distribution.storage.ledger import Planned
from services.distribution.tables import ledger as rows
from services.kit.tables import table
from tests.builders import NOW, REFERENCE, person_id
from tests.distribution.stage import Stage
from tests.distribution.storage.test_ledger import to

SECOND = timedelta(seconds=1)
LATER = NOW + 3 * SECOND
#: What servers say at their worst: more than a line, quotes, other scripts, nothing.
ODD = [
    '250 "ok" \\ done',
    "5.1.1 <a@x.example>\r\n no such user",
    "Zoë \u2028 病院 \x00 \x7f",
    "x" * 900,
    "",
    " ",
]


async def plan(stage: Stage, *mails: Planned) -> None:
    async with stage.service.database.transaction() as tx:
        await ledger.plan(tx, mails)


async def change(stage: Stage, name: str, **values: Any) -> None:
    async with stage.service.database.transaction() as tx:
        await tx.execute(update(rows).where(rows.c.person_name == name).values(values))


async def told(stage: Stage, *ods_codes: str) -> list[Written]:
    async with stage.service.database.reading() as tx:
        return await counting.told(tx, REFERENCE, 1, ods_codes)


async def test_all_that_the_contract_names_is_said_of_an_organisation_and_of_each_mail(stage: Stage) -> None:
    await plan(stage, to("asha"), to("ben"), to("cara")._replace(kind=Kind.CHASE), to("dan"))
    times = {"first_attempt_at": NOW, "last_attempt_at": LATER, "attempts": 2, "repeated": 1}
    await change(stage, "asha", state="accepted", accepted_at=LATER, code=250, reply="2.0.0 Ok", **times)
    await change(stage, "ben", state="bounced", code=550, reply="5.1.1 no such mailbox", **times)
    await change(stage, "cara", state="deferred", code=451, reply="4.7.1 later", **times)
    await change(stage, "dan", state="suppressed", reply="no longer registered")

    (said,) = await told(stage, "RH5")

    assert said.subject == f"{REFERENCE}/RH5"
    assert json.loads(said.data).keys() == DeliveriesCounted.model_fields.keys()
    assert json.loads(said.data)["mails"][0].keys() == MailStanding.model_fields.keys()
    counted = DeliveriesCounted.model_validate_json(said.data)
    assert counted.model_copy(update={"mails": ()}) == DeliveriesCounted(
        reference=REFERENCE,
        version=1,
        ods_code="RH5",
        planned=2,
        accepted=1,
        deferred=0,
        bounced=1,
        unknown=0,
        first_accepted_at=LATER,
        last_accepted_at=LATER,
        counted_at=stage.clock.now,
        last_trouble="5.1.1 no such mailbox",
    )
    assert [mail.state for mail in counted.mails] == ["accepted", "bounced", "deferred", "suppressed"]
    assert counted.mails[0] == MailStanding(
        person_id=person_id("asha"),
        kind="alert-issued",
        state="accepted",
        message_id="<asha@cascade.example>",
        attempts=2,
        repeated=1,
        first_attempt_at=NOW,
        accepted_at=LATER,
        code=250,
        reply="2.0.0 Ok",
    )


async def test_of_several_troubles_the_newest_is_told(stage: Stage) -> None:
    await plan(stage, to("asha"), to("ben"), to("cara"))
    await change(stage, "asha", state="deferred", reply="4.7.1 newest", last_attempt_at=LATER)
    await change(stage, "ben", state="unknown", reply="older", last_attempt_at=NOW)
    await change(
        stage, "cara", state="accepted", reply="2.0.0 Ok", last_attempt_at=LATER + timedelta(seconds=1)
    )

    (said,) = await told(stage, "RH5")

    assert DeliveriesCounted.model_validate_json(said.data).last_trouble == "4.7.1 newest"


async def test_each_organisation_that_is_asked_for_is_told_apart(stage: Stage) -> None:
    await plan(stage, *(to(name)._replace(ods_code=name.upper()) for name in ("rh5", "ra7", "rxx")))

    said = await told(stage, "RXX", "RA7", "NOBODY")

    assert [DeliveriesCounted.model_validate_json(one.data).ods_code for one in said] == ["RA7", "RXX"]


@pytest.mark.parametrize("reply", ODD)
@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.ACCEPTED])
async def test_what_a_server_says_is_understood_by_those_who_hear_of_it(
    stage: Stage, reply: str, outcome: Outcome
) -> None:
    await plan(stage, to("asha"))
    (mail,) = await stage.mails()
    code = 250 if outcome is Outcome.ACCEPTED else 451
    tried = Tried(mail.id, 0, NOW, NOW, LATER, outcome=outcome, code=code, reply=reply)
    async with stage.service.database.transaction() as tx:
        await record_outcomes(tx, [tried])

    (said,) = await told(stage, "RH5")

    counted = DeliveriesCounted.model_validate_json(said.data)
    assert counted.mails[0].state == outcome.value
    assert len(counted.mails[0].reply or "") <= LONGEST_REPLY
    assert (counted.mails[0].reply is None) == (not reply.strip())


async def test_what_is_said_of_several_mails_lies_in_the_outbox_as_it_is(stage: Stage) -> None:
    await stage.issue(*(f"a{n}@x.example" for n in range(8)))
    await stage.send()

    async with stage.service.database.reading() as tx:
        outbox = table(stage.service.database.metadata, "outbox")
        pressed = func.pg_column_compression(outbox.c.payload).label("pressed")
        rows = (await tx.execute(select(func.length(outbox.c.payload).label("length"), pressed))).all()
    assert max(row.length for row in rows) > 2500
    assert {row.pressed for row in rows if row.length < 7000} == {None}
