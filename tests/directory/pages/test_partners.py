from services.directory import jobs
from services.directory.config import Settings
from services.kit.config import KitSettings
from services.kit.database import Database
from services.local.mailbox import Mailbox
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import post, said_by, the

MAY = {"organisation": "RH5", "name": "May Lin", "email": "may.lin@home.example"}


async def test_a_specialist_registers_a_partner_who_is_mailed_what_it_means(
    signed_in: SignIn, database: Database, settings: KitSettings, mailbox: Mailbox
) -> None:
    asha = await signed_in("Asha Verma")
    answer = await post(asha, "/partners", **MAY)
    await jobs.verify_addresses(database, Settings.of(settings)).tick()

    assert answer.headers["location"] == "/partners"
    assert "May Lin" in said_by(await asha.get("/partners"))
    (mail,) = mailbox.messages(MAY["email"])
    assert "without names of staff" in mail.text
    async with database.reading() as tx:
        assert (await the(tx, "May Lin")).role == "partner"


async def test_only_for_ones_own_organisation_and_with_an_address(signed_in: SignIn) -> None:
    asha = await signed_in("Asha Verma")

    assert "Choose one of your" in said_by(await post(asha, "/partners", **MAY | {"organisation": "QSL"}))
    assert (await post(asha, "/partners", **MAY | {"email": "nowhere"})).status_code == 422
    again = MAY | {"email": "asha.verma@somerset.example"}
    assert "registered here with this address already" in said_by(await post(asha, "/partners", **again))


async def test_nobody_else_registers_partners(signed_in: SignIn) -> None:
    assert (await (await signed_in("Rhys Hale")).get("/partners")).status_code == 403
