"""A keeper of the register says when somebody is away, and everybody who sends reminders hears it."""

import httpx
import pytest

from contracts.events.register import Absence
from services.directory import handlers
from services.kit.database import Database
from tests.databases import events_said
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import ASHA, PEOPLE_HEADER, people, post, said_by, the
from tests.directory.surroundings import fill as fill_register

CHRISTMAS = {
    "first_day": "22",
    "first_month": "12",
    "first_year": "2025",
    "last_day": "4",
    "last_month": "1",
    "last_year": "2026",
}


@pytest.fixture
async def asha(signed_in: SignIn, database: Database) -> str:  # noqa: ARG001 — it fills the register
    async with database.reading() as tx:
        return f"/register/people/{(await the(tx, 'Asha Verma')).person_id}"


async def absences_said(database: Database) -> list[tuple[Absence, ...]]:
    async with database.reading() as tx:
        return [event.data.absences async for event in events_said(tx) if hasattr(event.data, "absences")]


async def test_an_absence_is_said_shown_and_kept_whatever_files_come(
    signed_in: SignIn, asha: str, database: Database
) -> None:
    author = await signed_in("Nia Bevan")
    answer = await post(author, asha, f"{asha}/absences", **CHRISTMAS)
    assert answer.status_code == httpx.codes.SEE_OTHER
    assert "Monday 22 December 2025 to Sunday 4 January 2026" in said_by(await author.get(asha))

    async with database.transaction() as tx:
        await fill_register(tx, ASHA.replace("960 001", "960 002"))
    ((said,), (again,)) = (one for one in await absences_said(database) if one)
    assert said == again

    days = {"first_day": "2025-12-22", "last_day": "2026-01-04"}
    await post(author, asha, f"{asha}/absences/remove", **days)
    await post(author, asha, f"{asha}/absences/remove", **days)
    assert "No absence is known" in said_by(await author.get(asha))
    assert [one for one in await absences_said(database) if one] == [(said,), (said,)]
    assert (await absences_said(database))[-1] == ()


async def test_what_is_wrong_is_told_and_what_was_typed_stays(signed_in: SignIn, asha: str) -> None:
    author = await signed_in("Nia Bevan")
    answer = await post(author, asha, f"{asha}/absences", **CHRISTMAS | {"last_year": "2025"})
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert "The last day is before the first" in said_by(answer)
    assert 'value="22"' in answer.text


async def test_readers_look_and_do_not_change(signed_in: SignIn, asha: str) -> None:
    auditor = await signed_in("Otto Lang")
    shown = said_by(await auditor.get(asha))
    assert "specialist of Somerset NHS Foundation Trust" in shown
    assert "Add an absence" not in shown
    assert (await auditor.post(f"{asha}/absences")).status_code == httpx.codes.FORBIDDEN
    assert (await auditor.get(f"{asha[:-1]}{'0' if asha[-1] != '0' else '1'}")).status_code == 404


async def test_of_who_has_left_no_absence_is_kept(signed_in: SignIn, asha: str, database: Database) -> None:
    author = await signed_in("Nia Bevan")
    async with database.transaction() as tx:
        ended = people(f"{ASHA},no", header=f"{PEOPLE_HEADER},active")
        await handlers.import_people(tx, ended, accept_valid=False, by=None)
    answer = await post(author, asha, f"{asha}/absences", **CHRISTMAS)
    assert "This registration has ended" in said_by(answer)
