"""What was done by a link stands in the audit as a look by the same link does."""

from contracts.links import LinkClaims, LinkPurpose
from services.access import deeds
from services.all import METADATA
from services.kit import audit
from services.kit.config import KitSettings
from services.kit.database import Database
from tests.builders import REFERENCE, person_id
from tests.fakes import FixedClock


async def test_a_deed_names_the_link_the_alert_and_the_organisation(
    common_settings: KitSettings, clock: FixedClock
) -> None:
    link = LinkClaims(
        person_id=person_id("Tomasz Nowak"),
        ods_code="RH5",
        reference=REFERENCE,
        version=1,
        purpose=LinkPurpose.ACT,
    )
    database = Database(
        common_settings.database_of("actions"), METADATA["actions"], connections=1, clock=clock
    )
    async with database.transaction() as tx:
        deeds.by_link(tx, link, "recorded an action", version=2, number=3)
    async with database.reading() as tx:
        (row,) = [row async for row in audit.rows_of(tx)]
    await database.close()

    assert (row.who, row.what) == (f"link/{link.person_id}", "recorded an action")
    assert row.about == f"{REFERENCE} RH5"
    assert row.details == {"ods_code": "RH5", "version": 2, "number": 3}
