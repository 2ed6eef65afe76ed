import httpx
import pytest

from services.directory import handlers, storage
from services.directory.domain.people import Person
from services.kit.database import Database
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import SMALL_REGISTER, people, post, said_by

OPEN = SMALL_REGISTER.replace(b"QSL,closed,2023-03-31,RH5", b"QSL,active,,")
PAGE = "/register/organisations/RA4/move"
OF_YEOVIL = ("RA4,specialist,Ben Cole,ben@yeovil.example,1", "RA4,deputy,Cat Lowe,cat@yeovil.example,2")


@pytest.fixture
async def author(signed_in: SignIn, database: Database) -> httpx.AsyncClient:
    """Signed in where Yeovil has closed with two people, and Somerset carries it on."""
    client = await signed_in("Nia Bevan")
    async with database.transaction() as tx:
        await handlers.import_organisations(tx, OPEN, accept_valid=False, by=None)
        await handlers.import_people(tx, people(*OF_YEOVIL), accept_valid=False, by=None)
        await handlers.import_organisations(tx, SMALL_REGISTER, accept_valid=False, by=None)
    return client


async def registered(database: Database, code: str) -> dict[str, Person]:
    async with database.reading() as tx:
        return {each.person.name: each.person for each in await storage.registered_at(tx, code)}


async def test_everybody_of_a_merger_moves_at_once_with_a_trace(
    author: httpx.AsyncClient, database: Database
) -> None:
    assert f'href="{PAGE}"' in (await author.get("/register/gaps")).text
    answer = await post(author, PAGE, successor="RH5", who="all")

    assert answer.headers["location"] == "/register/organisations/RH5#people"
    there, here = await registered(database, "RH5"), await registered(database, "RA4")
    assert {"Ben Cole", "Cat Lowe"} <= set(there)
    assert here["Ben Cole"].active, "their links for what Yeovil was asked stay good"
    assert PAGE not in (await author.get("/register/gaps")).text
    assert "→ Moved to RH5 on" in said_by(await author.get("/register/organisations/RA4"))
    assert "Came from RA4 on" in said_by(await author.get("/register/organisations/RH5"))
    person = f"/register/people/{there['Ben Cole'].person_id}"
    assert "from RA4 to RH5" in said_by(await author.get(person))


async def test_one_moves_and_the_other_waits(author: httpx.AsyncClient, database: Database) -> None:
    cat = (await registered(database, "RA4"))["Cat Lowe"]
    await post(author, PAGE, successor="RH5", who=str(cat.person_id))

    assert "Ben Cole" not in await registered(database, "RH5")
    shown = said_by(await author.get(PAGE))
    assert "Ben Cole, specialist" in shown
    assert "Cat Lowe" not in shown


async def test_nothing_is_chosen_beforehand(author: httpx.AsyncClient, database: Database) -> None:
    answer = await post(author, PAGE)

    assert answer.status_code == 422
    assert "Tick who moves, or everybody" in said_by(answer)
    assert "checked" not in (await author.get(PAGE)).text
    refused = await post(author, PAGE, successor="QSL", who="all")
    assert "QSL: is no open successor" in said_by(refused)
    assert "Ben Cole" not in await registered(database, "RH5")
