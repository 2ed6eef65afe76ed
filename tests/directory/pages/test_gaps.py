from datetime import timedelta

import httpx
import pytest

from contracts.events.responses import RecipientDisowned
from services.directory import handlers, storage
from services.kit.database import Database
from tests.builders import NOW
from tests.databases import events_said
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import ASHA, PEOPLE_HEADER, people, post, said_by, the


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
