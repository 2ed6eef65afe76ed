from datetime import datetime, timedelta

from contracts.events.responses import RecipientDisowned
from services.directory import consumers, handlers, storage
from services.directory.config import Settings
from services.kit.database import Database
from tests.builders import NOW, REFERENCE, a_bounce, person_id, said
from tests.directory.surroundings import ASHA, fill, the


def disowned(**changes: object) -> RecipientDisowned:
    return RecipientDisowned.model_validate(
        {
            "reference": REFERENCE,
            "version": 1,
            "ods_code": "RH5",
            "person_id": person_id("Asha Verma"),
            "reason": "left_role",
            "disowned_at": NOW - timedelta(hours=1),
        }
        | changes
    )


async def test_who_is_said_to_have_left_stays_until_somebody_decides(database: Database) -> None:
    async with database.transaction() as tx:
        await fill(tx, ASHA)
        asha = await the(tx, "Asha Verma")
        event = said(disowned(person_id=asha.person_id, note="Ivo has it now"))
        for _ in range(2):
            await consumers.recipient_disowned(tx, event, Settings())

    async with database.reading() as tx:
        (doubt,) = await storage.disowned(tx)
    assert (doubt.person.name, doubt.person.active) == ("Asha Verma", True)
    assert (doubt.note, doubt.organisation_name) == ("Ivo has it now", "Somerset NHS Foundation Trust")


async def test_an_unknown_person_does_no_harm(database: Database) -> None:
    async with database.transaction() as tx:
        await consumers.recipient_disowned(tx, said(disowned()), Settings())
        assert await storage.disowned(tx) == []


async def hear_bounce(database: Database, bounced_at: datetime = NOW) -> None:
    async with database.transaction() as tx:
        asha = await the(tx, "Asha Verma")
        event = said(a_bounce(person_id=asha.person_id, bounced_at=bounced_at))
        await consumers.address_bounced(tx, event, Settings())


async def test_a_mail_that_came_back_stands_with_everybody_who_has_that_address(database: Database) -> None:
    async with database.transaction() as tx:
        await fill(tx, ASHA, ASHA.replace("RH5,specialist", "QSL,icb_lead"))
    for minutes in (0, 5, 5):
        await hear_bounce(database, bounced_at=NOW - timedelta(minutes=minutes))

    async with database.reading() as tx:
        found = await storage.bouncing(tx)
    assert sorted(str(one.person.ods_code) for one in found) == ["QSL", "RH5"]
    assert {one.since for one in found} == {NOW - timedelta(minutes=5)}
    assert {one.reply for one in found} == {"550 5.1.1 [address]: no such user"}


async def test_what_came_back_to_somebody_who_is_in_no_register_does_no_harm(database: Database) -> None:
    async with database.transaction() as tx:
        await fill(tx, ASHA)
        await consumers.address_bounced(tx, said(a_bounce("an assignment")), Settings())
        assert await storage.bouncing(tx) == []


async def test_a_mail_that_left_before_the_address_was_confirmed_is_not_noted(database: Database) -> None:
    async with database.transaction() as tx:
        await fill(tx, ASHA)
    await hear_bounce(database)
    async with database.transaction() as tx:
        asha = await the(tx, "Asha Verma")
        assert await handlers.confirm_address(tx, asha.person_id, person_id("a keeper"))
    await hear_bounce(database, bounced_at=NOW + timedelta(minutes=1))

    async with database.reading() as tx:
        assert await storage.bouncing(tx) == []
