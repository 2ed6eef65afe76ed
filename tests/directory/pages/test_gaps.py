from datetime import timedelta

import httpx
import pytest

from contracts.events.register import PersonRecorded
from contracts.events.responses import RecipientDisowned
from services.directory import handlers, storage
from services.kit.database import Database
from tests.builders import NOW, a_bounce
from tests.databases import events_said
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import ASHA, PEOPLE_HEADER, people, post, said_by, the, token_of
from tests.directory.test_silence import taken


@pytest.fixture
async def author(signed_in: SignIn, database: Database) -> httpx.AsyncClient:
    async with database.transaction() as tx:
        asha = await the(tx, "Asha Verma")
        for minutes in (5, 10):
            at = NOW - timedelta(minutes=minutes)
            await storage.add_disownment(
                tx, asha.person_id, at, "left_role", f"Said {minutes} minutes ago", "NatPSA/2025/006/NHSPS"
            )
    return await signed_in("Nia Bevan")


async def _asha(database: Database) -> str:
    async with database.reading() as tx:
        return str((await the(tx, "Asha Verma")).person_id)


async def test_gaps_are_listed_with_their_counts(author: httpx.AsyncClient) -> None:
    shown = said_by(await author.get("/register/gaps"))

    assert "1 person said to be the wrong one" in shown
    assert "1 organisation without a specialist" in shown
    assert "1 organisation with only one specialist" in shown
    assert "0 closed organisations with people" in shown
    assert "None: nobody is registered for an organisation that has closed." in shown


async def test_a_person_is_shown_once_with_what_was_said_last(author: httpx.AsyncClient) -> None:
    shown = said_by(await author.get("/register/gaps"))

    assert "Asha Verma, specialist of Somerset NHS Foundation Trust (RH5)" in shown
    assert "No longer holds the role. Said 5 minutes ago" in shown
    assert "Said 10 minutes ago" not in shown


async def test_a_link_for_somebody_else_is_told_with_its_note_and_alert(
    signed_in: SignIn, database: Database
) -> None:
    async with database.transaction() as tx:
        asha = await the(tx, "Asha Verma")
        said = RecipientDisowned(
            reference="NatPSA/2025/006/NHSPS",
            version=1,
            ods_code="RH5",
            person_id=asha.person_id,
            reason="not_this_person",
            note="Ben Okafor holds the role now.",
            disowned_at=NOW - timedelta(minutes=5),
        )
        await handlers.note_disownment(tx, said)
    shown = said_by(await (await signed_in("Nia Bevan")).get("/register/gaps"))

    assert "Asha Verma, specialist of Somerset NHS Foundation Trust (RH5)" in shown
    assert "The link is not for whoever opened it. Said 5 minutes ago" in shown
    assert "through the link of NatPSA/2025/006/NHSPS." in shown
    assert "Their note: Ben Okafor holds the role now." in shown
    assert asha.email in shown


async def test_what_was_said_changes_nothing_until_it_is_confirmed(
    author: httpx.AsyncClient, database: Database
) -> None:
    await author.get("/register/gaps")
    async with database.reading() as tx:
        assert (await the(tx, "Asha Verma")).active


async def test_a_confirmed_registration_ends_and_is_said(
    author: httpx.AsyncClient, database: Database
) -> None:
    answer = await post(author, "/register/gaps", f"/register/people/{await _asha(database)}/end")

    assert answer.headers["location"] == "/register/gaps"
    async with database.reading() as tx:
        assert not (await the(tx, "Asha Verma")).active
        *_, last = [event.data async for event in events_said(tx)]
        (kept, *_) = await storage.last_kept(tx, 1)
    assert (last.name, last.active) == ("Asha Verma", False)
    assert (kept.name, kept.what) == ("Nia Bevan", "ended a registration")
    assert "0 people said to be the wrong one" in said_by(await author.get("/register/gaps"))


async def test_a_doubt_that_was_settled_does_not_come_back_with_the_person(
    author: httpx.AsyncClient, database: Database
) -> None:
    await post(author, "/register/gaps", f"/register/people/{await _asha(database)}/end")
    back = people(f"{ASHA},yes", header=f"{PEOPLE_HEADER},active")
    async with database.transaction() as tx:
        await handlers.import_people(tx, back, accept_valid=False, by=None)
        assert (await the(tx, "Asha Verma")).active
        assert await storage.disowned(tx) == []


async def test_a_dismissed_doubt_leaves_the_person_registered(
    author: httpx.AsyncClient, database: Database
) -> None:
    path = f"/register/people/{await _asha(database)}/keep"
    await post(author, "/register/gaps", path)

    assert "Nobody. People stand here" in said_by(await author.get("/register/gaps"))
    async with database.reading() as tx:
        assert (await the(tx, "Asha Verma")).active
    assert (await post(author, "/register/gaps", path)).status_code == 409


async def test_only_a_keeper_decides_and_only_by_the_form(
    signed_in: SignIn, author: httpx.AsyncClient, database: Database
) -> None:
    path = f"/register/people/{await _asha(database)}/end"
    assert (await author.post(path)).status_code == 403
    auditor = await signed_in("Otto Lang")
    shown = await auditor.get("/register/gaps")
    assert "End this registration" not in shown.text
    assert (await post(auditor, "/register/gaps", path)).status_code == 403

    async with database.reading() as tx:
        assert (await the(tx, "Asha Verma")).active


async def test_people_of_a_closed_organisation_are_a_gap_with_its_successor(
    author: httpx.AsyncClient, database: Database
) -> None:
    header = "ods_code,name,type,closed_on,successor_ods_code"
    row = "RH5,SOMERSET NHS FOUNDATION TRUST,nhs_foundation_trust,2025-11-20,RA9"
    async with database.transaction() as tx:
        await handlers.import_organisations(tx, f"{header}\n{row}".encode(), accept_valid=False, by=None)
    shown = said_by(await author.get("/register/gaps"))

    assert "1 closed organisation with people still registered" in shown
    assert "Succeeded by RA9" in shown


@pytest.fixture
async def keeper(signed_in: SignIn, database: Database) -> httpx.AsyncClient:
    """Sees that a mail to Asha Verma came back an hour ago."""
    async with database.transaction() as tx:
        asha = await the(tx, "Asha Verma")
        at = NOW - timedelta(hours=1)
        await handlers.note_bounce(tx, a_bounce(person_id=asha.person_id, bounced_at=at))
    return await signed_in("Nia Bevan")


async def settle(keeper: httpx.AsyncClient, database: Database, **fields: str) -> httpx.Response:
    return await post(keeper, "/register/gaps", f"/register/people/{await _asha(database)}/address", **fields)


async def last_said(database: Database) -> PersonRecorded:
    async with database.reading() as tx:
        *_, last = [event.data async for event in events_said(tx)]
    assert isinstance(last, PersonRecorded)
    return last


async def test_whose_mails_come_back_is_shown_with_what_was_said_and_what_to_do(
    keeper: httpx.AsyncClient,
) -> None:
    shown = said_by(await keeper.get("/register/gaps"))

    assert "1 person whose mails come back" in shown
    assert "Asha Verma, specialist of Somerset NHS Foundation Trust (RH5)" in shown
    assert "Mails come back since Friday 21 November 2025, 8:15am, 1 hour ago." in shown
    assert "The mail server said: 550 5.1.1 [address]: no such user" in shown
    assert "What to do: ring them" in shown
    assert "1 organisation where every mail to a specialist comes back" in shown
    shown = said_by(await keeper.get("/register/organisations/RH5"))
    assert "Mails come back since Friday 21 November 2025" in shown


async def test_an_address_that_works_again_is_said_with_when_it_was_confirmed(
    keeper: httpx.AsyncClient, database: Database
) -> None:
    answer = await settle(keeper, database, choice="works")

    assert answer.headers["location"] == "/register/gaps#bouncing"
    last = await last_said(database)
    assert (last.name, last.address_confirmed_at) == ("Asha Verma", NOW)
    assert "Nobody. People stand here when a mail server" in said_by(await keeper.get("/register/gaps"))
    async with database.reading() as tx:
        (kept, *_) = await storage.last_kept(tx, 1)
    assert (kept.name, kept.what) == ("Nia Bevan", "said that an address works")


async def test_a_corrected_address_takes_the_place_of_the_one_that_bounces(
    keeper: httpx.AsyncClient, database: Database
) -> None:
    await settle(keeper, database, choice="corrected", email="asha.v@somerset.example")

    last = await last_said(database)
    assert (last.email, last.address_confirmed_at) == ("asha.v@somerset.example", NOW)
    assert "0 people whose mails come back" in said_by(await keeper.get("/register/gaps"))
    async with database.transaction() as tx:
        verdict = await handlers.import_people(tx, people(ASHA), accept_valid=False, by=None)
        assert len(verdict.news()) == 1, "the old address is another registration"
    assert "1 person whose mails come back" in said_by(await keeper.get("/register/gaps"))


async def test_whoever_has_left_is_ended_there_too(keeper: httpx.AsyncClient, database: Database) -> None:
    await settle(keeper, database, choice="left")

    assert not (await last_said(database)).active
    assert "0 people whose mails come back" in said_by(await keeper.get("/register/gaps"))


async def test_an_import_does_not_forget_that_an_address_was_confirmed(
    keeper: httpx.AsyncClient, database: Database
) -> None:
    await settle(keeper, database, choice="works")
    async with database.transaction() as tx:
        verdict = await handlers.import_people(tx, people(ASHA), accept_valid=False, by=None)
    assert verdict.news() == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Choose what is true of this address"),
        ({"choice": "corrected"}, "Enter the address alone"),
        ({"choice": "corrected", "email": "asha.verma@somerset.example"}, "This is the address that bounces"),
    ],
)
async def test_what_cannot_be_saved_is_told_beside_its_field_and_changes_nothing(
    keeper: httpx.AsyncClient, database: Database, fields: dict[str, str], told: str
) -> None:
    answer = await settle(keeper, database, **fields)

    assert answer.status_code == 422
    shown = said_by(answer)
    assert "There is a problem" in shown
    assert shown.count(told) == 2
    assert "1 person whose mails come back" in shown


async def test_only_a_keeper_sees_to_an_address_and_only_once(
    signed_in: SignIn, keeper: httpx.AsyncClient, database: Database
) -> None:
    path = f"/register/people/{await _asha(database)}/address"
    assert (await keeper.post(path, data={"choice": "works"})).status_code == 403
    auditor = await signed_in("Otto Lang")
    assert "What to do" not in (await auditor.get("/register/gaps")).text
    assert (await post(auditor, "/register/gaps", path, choice="works")).status_code == 403

    again = await signed_in("Nia Bevan")
    shown = await again.get("/register/gaps")
    form = {"csrf_token": token_of(shown), "choice": "works"}
    answers = [(await again.post(path, data=form)).status_code for _ in range(2)]
    assert answers == [303, 409]


async def test_a_silent_domain_stands_with_since_when_and_what_to_do(
    signed_in: SignIn, database: Database
) -> None:
    author = await signed_in("Nia Bevan")
    none = said_by(await author.get("/register/gaps"))
    assert "0 mail domains from which nobody has shown a sign" in none
    assert "None: wherever several alerts were taken, somebody has shown a sign." in none

    await taken(database, "Asha Verma")
    shown = said_by(await author.get("/register/gaps"))

    assert "1 mail domain from which nobody has shown a sign" in shown
    silent = shown.partition("Mail servers took mails about at least three alerts")[2]
    for told in (
        "somerset.example",
        "Wednesday 22 October 2025, 10:15am, over 3 alerts",
        "Never a sign",
        "Ring somebody there.",
    ):
        assert told in silent
