"""Somebody reads the audit of a service, checks it and takes it away."""

from collections.abc import AsyncIterator
from datetime import date

import html5lib
import httpx
import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import text

from contracts.events.register import Role
from services.access import auditing
from services.access.auditing import AUDITED, Choice, day_of
from services.all import METADATA, NAMES
from services.kit import audit
from services.kit.audit import Sought
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.web import Grant, Visitor
from services.kit.web.access import COOKIE
from tests.builders import NOW, REFERENCE
from tests.composed import opened
from tests.fakes import FixedClock

PUBLISHING = "/audit/publishing"


@pytest.fixture
async def database(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Database]:
    """Of publishing: two deeds on a Friday, and a look a quarter of an hour after its midnight."""
    address = common_settings.database_of("publishing")
    database = Database(address, METADATA["publishing"], connections=2, clock=clock)
    async with database.transaction() as tx:
        audit.note(tx, "person/1", "issued an alert", REFERENCE, version=1)
        audit.note(tx, "key/settings", "wrote by the API", "POST /api/v1/alerts")
    clock.advance(hours=15)
    async with database.transaction() as tx:
        audit.note(tx, "person/2", "looked at evidence", f"RH5 {REFERENCE}", route="/x")
    yield database
    await database.close()


@pytest.fixture
async def auditor(
    common_settings: KitSettings,
    clock: FixedClock,
    database: Database,  # noqa: ARG001 — what is kept there is read
) -> AsyncIterator[httpx.AsyncClient]:
    grants = (Grant(role=Role.AUDITOR, person_id="1"),)
    visitor = Visitor(person_id="1", name="Amir Auditor", grants=grants, signed_in_at=clock.now)
    key = common_settings.session_key.get_secret_value()
    cookie = URLSafeSerializer(key, salt="session").dumps(visitor.model_dump(mode="json"))
    async with opened(common_settings, clock, ("directory", "publishing")) as app:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            client.cookies.set(COOKIE, str(cookie))
            yield client


async def seen(client: httpx.AsyncClient, address: str, status: int = 200) -> str:
    """The words of the page, whose HTML is valid."""
    answer = await client.get(address)
    assert answer.status_code == status
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    return " ".join("".join(page.find("body").itertext()).split())


def test_there_is_an_audit_of_every_service() -> None:
    assert sorted(AUDITED) == sorted(NAMES)


async def test_all_audits_are_found_from_the_one_that_is_shown_first(auditor: httpx.AsyncClient) -> None:
    assert (await auditor.get("/audit")).headers["location"] == "/audit/directory"
    page = (await auditor.get(PUBLISHING)).text
    assert all(f'href="/audit/{name}"' in page for name in AUDITED if name != "publishing")
    assert 'href="/register/people/2"' in page, "whose registration it is stands in the register"


async def test_an_untouched_chain_is_said_to_hold(auditor: httpx.AsyncClient) -> None:
    assert "The chain holds. All 3 rows are as written" in await seen(auditor, PUBLISHING)
    assert "There is nothing to check yet." in await seen(auditor, "/audit/directory")


async def test_a_row_that_was_changed_by_hand_is_said_to_break_it(
    auditor: httpx.AsyncClient, database: Database
) -> None:
    async with database.engine.begin() as connection:
        for statement in (
            "ALTER TABLE publishing.audit DISABLE TRIGGER ALL",
            "UPDATE publishing.audit SET about = 'another' WHERE id = 2",
        ):
            await connection.execute(text(statement))

    words = await seen(auditor, PUBLISHING)
    assert "The chain is broken Publishing: row 2: it was changed after it was written." in words
    assert "The chain holds" not in words


async def test_a_long_chain_is_checked_when_somebody_asks(
    auditor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "CHECKED_EACH_TIME", 2)

    assert "Check all of them now" in await seen(auditor, PUBLISHING)
    assert "The chain holds." in await seen(auditor, f"{PUBLISHING}?check=yes")


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("", [3, 2, 1]),
        ("kind=looks", [3]),
        ("kind=deeds", [2, 1]),
        ("who=KEY", [2]),
        ("what=evidence", [3]),
        ("about=2025/006", [3, 1]),
        ("about=%25", []),
        ("since=2025-11-22", [3]),
        ("until=21/11/2025", [2, 1]),
        ("since=21/11/2025&until=22/11/2025", [3, 2, 1]),
    ],
)
async def test_rows_are_found_by_what_is_asked(
    auditor: httpx.AsyncClient, asked: str, rows: list[int]
) -> None:
    page = html5lib.parse((await auditor.get(f"{PUBLISHING}?{asked}")).text, namespaceHTMLElements=False)
    found = [row.findall("td/span")[1].text for row in page.iter("tr") if row.find("td") is not None]

    assert found == [str(number) for number in rows]


async def test_what_finds_nothing_says_so(auditor: httpx.AsyncClient) -> None:
    assert "No row fits what you asked for." in await seen(auditor, f"{PUBLISHING}?who=nobody")
    assert "this is past the last page" in await seen(auditor, f"{PUBLISHING}?page=2")
    assert "Nothing stands in this audit yet." in await seen(auditor, "/audit/directory")


async def test_rows_are_shown_a_page_at_a_time(
    auditor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "ON_A_PAGE", 2)
    first, second = [(await auditor.get(f"{PUBLISHING}?about=a&page={page}")).text for page in (1, 2)]

    assert "3 rows, 1 to 2, the newest first" in first
    assert "3 rows, 3 to 3, the newest first" in second
    assert f'href="{PUBLISHING}?about=a&amp;page=2"' in first
    assert f'href="{PUBLISHING}?about=a"' in second


async def test_a_day_that_is_none_is_told_and_nothing_is_shown(auditor: httpx.AsyncClient) -> None:
    wrong = await seen(auditor, f"{PUBLISHING}?since=31/11/2025", 422)
    backwards = await seen(auditor, f"{PUBLISHING}?since=21/11/2025&until=20/11/2025", 422)

    assert "“From” must be a real day, such as 27/11/2026" in wrong
    assert "Mend the days to see rows." in wrong
    assert "“To” must not lie before “From”" in backwards


async def test_what_is_taken_away_is_an_export_that_holds(
    auditor: httpx.AsyncClient, database: Database
) -> None:
    answer = await auditor.get(f"{PUBLISHING}/rows.jsonl")
    rows = list(audit.read_lines(answer.text.splitlines()))
    chain = audit.Chain("publishing")
    for row in rows:
        chain.add(row)

    assert answer.headers["content-disposition"] == 'attachment; filename="audit-publishing.jsonl"'
    assert (chain.count, chain.broken) == (3, "")
    async with database.reading() as tx:
        (newest,) = await audit.found(tx, Sought(), first=0, limit=1)
    assert (newest.who, newest.what) == ("person/1", "looked at the whole audit")


def test_days_are_read_as_browsers_and_people_write_them() -> None:
    assert day_of("2025-11-20") == day_of(" 20/11/2025 ") == date(2025, 11, 20)
    assert day_of("tomorrow") is day_of("") is None
    assert day_of("9999-12-31") is day_of("0001-01-01") is None


def test_the_same_list_has_one_address() -> None:
    assert Choice().address("actions") == "/audit/actions"
    assert Choice(who="key", page=3).address("actions", page=2) == "/audit/actions?who=key&page=2"
    assert NOW.date() == date(2025, 11, 21), "the days above stand by it"
