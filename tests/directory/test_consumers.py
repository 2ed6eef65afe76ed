from datetime import timedelta

from contracts.events.responses import RecipientDisowned
from services.directory import consumers, storage
from services.directory.config import Settings
from services.kit.database import Database
from tests.builders import NOW, REFERENCE, person_id, said
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
