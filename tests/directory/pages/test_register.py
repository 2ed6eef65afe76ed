import httpx
import pytest

from services.directory import handlers
from services.kit.database import Database
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import ORGANISATIONS, parsed, said_by


@pytest.fixture
async def author(signed_in: SignIn) -> httpx.AsyncClient:
    return await signed_in("Nia Bevan")


async def _whole_register(database: Database) -> None:
    async with database.transaction() as tx:
        await handlers.import_organisations(tx, ORGANISATIONS, accept_valid=False, by=None)


async def test_open_organisations_are_listed_with_who_is_registered(author: httpx.AsyncClient) -> None:
    shown = said_by(await author.get("/register"))

    assert "3 organisations, by name" in shown
    assert "Somerset NHS Foundation Trust (RH5)" in shown
    assert "Yeovil" not in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=somerset trust", {"RH5"}),
        ("q=rh", {"RH5"}),
        ("q=%25", set()),
        ("q=yeovil", set()),
        ("q=yeovil&state=all", {"RA4"}),
        ("state=not_open", {"RA4"}),
        ("type=icb", {"QSL"}),
        ("region=Y99", set()),
    ],
)
async def test_organisations_are_found_by_name_code_and_filter(
    author: httpx.AsyncClient, asked: str, found: set[str]
) -> None:
    links = [link.get("href", "") for link in parsed(await author.get(f"/register?{asked}")).iter("a")]

    codes = {link.partition("/organisations/")[2].partition("#")[0] for link in links}
    assert codes - {""} == found


async def test_a_long_list_has_pages_that_keep_the_filter(
    author: httpx.AsyncClient, database: Database
) -> None:
    await _whole_register(database)
    first = await author.get("/register?type=nhs_trust&state=all")
    second = await author.get("/register?type=nhs_trust&state=all&page=2")

    assert "111 organisations, 1 to 50, by name" in said_by(first)
    assert 'href="/register?type=nhs_trust&amp;state=all&amp;page=2"' in first.text
    assert "111 organisations, 51 to 100, by name" in said_by(second)
    past = await author.get("/register?type=nhs_trust&state=all&page=9")
    assert "past the last page" in said_by(past)


async def test_an_empty_list_says_what_would_stand_there(author: httpx.AsyncClient) -> None:
    assert "No organisation fits" in said_by(await author.get("/register?q=nowhere"))


async def test_an_organisation_shows_its_people_and_where_it_belongs(author: httpx.AsyncClient) -> None:
    shown = said_by(await author.get("/register/organisations/rh5"))

    assert "Asha Verma" in shown
    assert "Specialist" in shown
    assert "NHS Somerset Integrated Care Board (QSL)" in shown
    assert "South West" in shown
    assert "Registered since Friday 21 November 2025" in " ".join(shown.split())
    assert "Succeeds Yeovil District Hospital NHS Foundation Trust (RA4)" in shown


async def test_a_closed_organisation_shows_its_successor(author: httpx.AsyncClient) -> None:
    shown = said_by(await author.get("/register/organisations/RA4"))

    assert "Closed" in shown
    assert "Last day Friday 31 March 2023" in shown
    assert "Succeeded by Somerset NHS Foundation Trust (RH5)" in shown
    assert "Nobody is registered here" in shown


@pytest.mark.parametrize("code", ["RZZ", "%00", "R%20H5"])
async def test_an_unknown_code_is_told(author: httpx.AsyncClient, code: str) -> None:
    assert (await author.get(f"/register/organisations/{code}")).status_code == 404


async def test_words_that_no_name_can_hold_are_refused(author: httpx.AsyncClient) -> None:
    assert (await author.get("/register?q=%00")).status_code == 422


async def test_only_keepers_are_led_to_the_import(signed_in: SignIn) -> None:
    assert "/register/import" in (await (await signed_in("Nia Bevan")).get("/register")).text
    assert "/register/import" not in (await (await signed_in("Otto Lang")).get("/register")).text


@pytest.mark.parametrize("path", ["/register", "/register/organisations/RH5", "/register/gaps"])
async def test_an_auditor_may_look_and_a_regional_lead_may_not(signed_in: SignIn, path: str) -> None:
    assert (await (await signed_in("Otto Lang")).get(path)).status_code == 200
    assert (await (await signed_in("Rhys Hale")).get(path)).status_code == 403


@pytest.mark.parametrize(
    "path", ["/register", "/register/organisations/RH5", "/register/gaps", "/register/import"]
)
async def test_strangers_are_sent_to_sign_in(anybody: httpx.AsyncClient, path: str) -> None:
    assert (await anybody.get(path)).headers["location"] == f"/sign-in?next={path}"
