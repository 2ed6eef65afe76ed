"""A session is its own from the moment somebody signs in, and ends when its time or its reason has come."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from contracts.events.register import SessionsEnded
from services.directory import handlers
from services.directory.tables import metadata, sessions
from services.kit import audit
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service
from services.kit.web.access import COOKIE
from services.kit.web.frame import application
from services.local.mailbox import Mailbox
from tests.databases import events_said
from tests.directory.pages.test_sign_in import NIA, ask, code_in, enter
from tests.directory.surroundings import (
    ASHA,
    AUTHOR,
    LEAD,
    PEOPLE_HEADER,
    fill,
    people,
    post,
    said_by,
    token_of,
)
from tests.fakes import FixedClock

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
ASHAS = "asha.verma@somerset.example"
Browsers = Callable[[], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def app(directory: Service, settings: KitSettings, clock: FixedClock, database: Database) -> FastAPI:
    async with database.transaction() as tx:
        await fill(tx, ASHA, AUTHOR, LEAD)
    return application([directory], settings, clock=clock)


@asynccontextmanager
async def a_browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Of nobody yet."""
    transport = httpx.ASGITransport(app=app)
    headers = {"user-agent": FIREFOX}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield client


async def sign_in(client: httpx.AsyncClient, mailbox: Mailbox, email: str = NIA) -> httpx.Response:
    await ask(client, email)
    return await enter(client, email, code_in(mailbox.messages(to=email)[0]))


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/sessions")).status_code == 200


async def ended(database: Database) -> list[SessionsEnded]:
    async with database.reading() as tx:
        return [event.data async for event in events_said(tx) if isinstance(event.data, SessionsEnded)]


async def test_signing_in_makes_a_new_session_and_ends_the_one_before(
    app: FastAPI, mailbox: Mailbox, database: Database
) -> None:
    """Whoever planted a cookie in somebody's browser is not in the session that they begin."""
    async with a_browser(app) as attacker, a_browser(app) as victim:
        await sign_in(attacker, mailbox, ASHAS)
        planted = attacker.cookies[COOKIE]
        victim.cookies.set(COOKIE, planted, domain="test.local")
        await sign_in(victim, mailbox)

        assert victim.cookies[COOKIE] != planted
        assert await is_in(victim)
        assert not await is_in(attacker)
    async with database.reading() as tx:
        rows = (await tx.execute(sessions.select())).all()
    assert len({row.session_id for row in rows}) == len(rows) == 2


async def test_a_form_from_before_signing_in_is_worth_nothing_after_it(
    app: FastAPI, mailbox: Mailbox
) -> None:
    async with a_browser(app) as client:
        before = token_of(await client.get("/sign-in"))
        await sign_in(client, mailbox)
        late = await client.post("/sessions/end-all", data={"csrf_token": before})

        assert late.status_code == 403
        assert await is_in(client)


async def test_a_copy_of_the_cookie_ends_with_signing_out(app: FastAPI, mailbox: Mailbox) -> None:
    async with a_browser(app) as client, a_browser(app) as thief:
        await sign_in(client, mailbox)
        thief.cookies.set(COOKIE, client.cookies[COOKIE], domain="test.local")
        assert await is_in(thief)
        await post(client, "/sessions", "/sign-out")

        assert not await is_in(thief)


async def test_one_sees_where_one_is_signed_in_and_ends_it(
    app: FastAPI, mailbox: Mailbox, database: Database
) -> None:
    async with a_browser(app) as desk, a_browser(app) as lost:
        await sign_in(lost, mailbox)
        await sign_in(desk, mailbox)
        shown = await desk.get("/sessions")
        assert said_by(shown).count("Firefox on Linux") == 2
        (other,) = _ids(shown.text)
        await post(desk, "/sessions", "/sessions/end", session_id=other)

        assert not await is_in(lost)
        assert await is_in(desk)
    (told,) = await ended(database)
    assert told.session_ids == (other,)


async def test_nobody_ends_the_session_of_somebody_else(app: FastAPI, mailbox: Mailbox) -> None:
    async with a_browser(app) as author, a_browser(app) as asha, a_browser(app) as second:
        await sign_in(author, mailbox)
        await sign_in(asha, mailbox, ASHAS)
        await sign_in(second, mailbox, ASHAS)
        (ashas,) = _ids((await second.get("/sessions")).text)
        await post(author, "/sessions", "/sessions/end", session_id=ashas)

        assert await is_in(asha)


async def test_signing_out_everywhere_ends_every_session(
    app: FastAPI, mailbox: Mailbox, database: Database
) -> None:
    async with a_browser(app) as one, a_browser(app) as two, a_browser(app) as asha:
        await sign_in(asha, mailbox, ASHAS)
        await sign_in(one, mailbox)
        await sign_in(two, mailbox)
        answer = await post(one, "/sessions", "/sessions/end-all")

        assert answer.headers["location"] == "/"
        assert [await is_in(client) for client in (one, two, asha)] == [False, False, True]
    (told,) = await ended(database)
    assert len(told.session_ids) == 2


@pytest.mark.parametrize(
    ("row", "goes_on"),
    [
        (f"{LEAD.replace('Rhys Hale', 'Rhys H. Hale')},", True),
        (f"{LEAD},no", False),
        (f"{LEAD.replace('regional_lead', 'partner').replace('Y58', 'RH5')},", True),
    ],
)
async def test_a_session_ends_when_its_registration_does(
    app: FastAPI, mailbox: Mailbox, database: Database, row: str, *, goes_on: bool
) -> None:
    async with a_browser(app) as client:
        await sign_in(client, mailbox, "rhys.hale@southwest.example")
        async with database.transaction() as tx:
            file = people(row, header=f"{PEOPLE_HEADER},active")
            assert (await handlers.import_people(tx, file, accept_valid=False, by=None)).refused == ()

        assert await is_in(client) is goes_on
    assert bool(await ended(database)) is not goes_on


async def test_the_audit_says_who_signed_in_and_who_failed_to(
    app: FastAPI, mailbox: Mailbox, database: Database
) -> None:
    async with a_browser(app) as client:
        await sign_in(client, mailbox)
        await post(client, "/sessions", "/sign-out")
        await enter(client, ASHAS, "12345678")
        await ask(client, ASHAS)
        await enter(client, ASHAS, "not it")
    async with database.reading() as tx:
        rows = [row async for row in audit.rows_of(tx)]
        whole = "".join(row.line() for row in rows)

    assert [row.what for row in rows if "import" not in row.what] == [
        "signed in",
        "session ended",
        "failed to sign in",
    ]
    assert rows[-1].who == "nobody"
    assert "@" not in whole
    assert metadata.schema == rows[0].service


def _ids(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split('name="session_id" value="')[1:]]
