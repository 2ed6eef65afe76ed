"""Every route as every role, for what is their own and for what is another's: as access.txt draws it.

In a cell stands `yes`, `own` (only of one's own region or organisation) or `-`. Whoever has not signed in is
sent to do so at each of them, which test_routes.py holds.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from itsdangerous import URLSafeSerializer

from contracts.envelope import EventData
from contracts.events.distribution import AudienceOrganisation
from contracts.events.register import Role
from services.access import KeyScope, Permission, hearing
from services.all import METADATA
from services.directory import handlers
from services.directory.tables import metadata as directory
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.doors import Doors
from services.kit.web import FormTokens, Grant, Visitor
from services.kit.web.access import COOKIE
from services.oversight import consumers as oversight
from services.responses import consumers as responses
from tests.architecture.test_routes import ROUTES, Route
from tests.builders import (
    NOW,
    REFERENCE,
    a_person,
    an_alert,
    an_audience,
    an_organisation,
    person_id,
    said,
)
from tests.composed import opened
from tests.databases import events_said
from tests.fakes import FixedClock

DRAWN = Path(__file__).with_name("access.txt")
OTHERS = "NatPSA/2025/007/NHSPS"
ELSEWHERE = an_organisation(ods_code="RX1", name="Another Trust", region_code="Y60", icb_code="QGH")
#: What each role is held for; the others hold for the whole country.
HELD_FOR = {
    Role.SPECIALIST: "RH5",
    Role.DEPUTY: "RH5",
    Role.SHARED_MAILBOX: "RH5",
    Role.EXECUTIVE_LEAD: "RH5",
    Role.PARTNER: "RH5",
    Role.ICB_LEAD: "QSL",
    Role.REGIONAL_LEAD: "Y58",
}
GUARDED = [route for route in ROUTES if route.permissions]
PROGRAMS = [route for route in ROUTES if route.scopes]


@pytest.fixture
async def app(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[FastAPI]:
    await tell("oversight", oversight.hears, common_settings, clock)
    await tell("responses", responses.hears, common_settings, clock)
    async with opened(common_settings, clock) as app:
        yield app


async def tell(service: str, hears: Doors, settings: KitSettings, clock: FixedClock) -> None:
    """What a service hears of whom the table is about."""
    database = Database(settings.database_of(service), METADATA[service], connections=1, clock=clock)
    async with database.transaction() as tx:
        for data in told():
            for door in hears:
                if door.event is type(data):
                    await door.hear(tx, said(data), None)
    await database.close()


def told() -> Iterator[EventData]:
    """Two organisations in two regions, each with an alert of its own, and everybody who is registered."""
    yield from (an_organisation(), ELSEWHERE)
    yield an_organisation(ods_code="QSL", name="Somerset ICB", organisation_type="icb")
    for role in Role:
        yield a_person(role, role=role, ods_code=HELD_FOR.get(role), email=f"{role}@somerset.example")
    for reference, codes in ((REFERENCE, ("RH5", "QSL")), (OTHERS, ("RX1",))):
        yield an_alert(reference=reference)
        own = [AudienceOrganisation(ods_code=code, must_respond=True, recipients=()) for code in codes]
        yield an_audience(reference=reference, organisations=own)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def in_the_role(role: Role) -> Visitor:
    person = str(person_id(role))
    grant = Grant(role=role, ods_code=HELD_FOR.get(role), person_id=person)
    return Visitor(session_id=role, person_id=person, name=role, grants=(grant,), signed_in_at=NOW)


def addresses(route: Route) -> Iterator[str]:
    """One's own, and where it makes a difference another's."""
    own, other = ("Y58", "Y60") if route.path.startswith("/regions/") else ("RH5", "RX1")
    yield route.address_with(code=own)
    if "{code}" in route.path:
        yield route.address_with(code=other)
    if route.path.startswith("/mine/"):
        yield route.path.replace("{reference:reference}", OTHERS)


def is_let_in(answer: httpx.Response) -> bool:
    if answer.status_code == httpx.codes.SEE_OTHER:
        return not answer.headers["location"].startswith("/sign-in")
    assert answer.status_code < 500, answer.url
    return answer.status_code not in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


async def cell(client: httpx.AsyncClient, route: Route, visitor: Visitor, key: str) -> str:
    cookie = URLSafeSerializer(key, salt="session").dumps(visitor.model_dump(mode="json"))
    token = FormTokens(key).issue(f"session:{visitor.session_id}", NOW)
    form = {"csrf_token": token} if route.method == "POST" else None
    asked = [
        await client.request(route.method, path, data=form, headers={"cookie": f"{COOKIE}={cookie!s}"})
        for path in addresses(route)
    ]
    own, *other = map(is_let_in, asked)
    return "-" if not own else "yes" if all(other) else "own"


def as_drawn(cells: dict[str, dict[Role, str]]) -> str:
    widths = [max(len(name) for name in cells), *(len(role) for role in Role)]
    rows = [["", *Role], *([name, *found.values()] for name, found in sorted(cells.items()))]
    padded = ([text.ljust(width) for text, width in zip(row, widths, strict=True)] for row in rows)
    return "".join("  ".join(row).rstrip() + "\n" for row in padded)


async def test_every_route_lets_in_whom_it_should(client: httpx.AsyncClient, app: FastAPI) -> None:
    key = app.state.settings.session_key.get_secret_value()
    found = {
        route.name: {role: await cell(client, route, in_the_role(role), key) for role in Role}
        for route in GUARDED
    }

    drawn, is_so = DRAWN.read_text().splitlines(), as_drawn(found).splitlines()
    assert [line for line in is_so if line not in drawn] == [], "what is so and not drawn"
    assert drawn == is_so


async def test_every_role_that_a_permission_names_is_let_in() -> None:
    """So that the table and the drawing cannot both be wrong in the same way without being seen."""
    header, *lines = [line.rsplit(None, len(Role)) for line in DRAWN.read_text().splitlines()]
    assert header == list(Role)
    let_in = {name.strip(): {r for r, c in zip(Role, c, strict=True) if c != "-"} for name, *c in lines}

    assert let_in == {route.name: set(route.roles) for route in GUARDED}


async def test_a_key_opens_what_its_scope_says_and_nothing_else(
    client: httpx.AsyncClient, common_settings: KitSettings, clock: FixedClock
) -> None:
    """Made by the operator, and told to every service as it is heard there."""
    keys = await _keys(common_settings, clock)
    for route in PROGRAMS:
        let_in = set()
        for scope, key in keys.items():
            authorization = {"authorization": f"Bearer {key}"}
            answer = await client.request(route.method, route.address, headers=authorization)
            assert answer.status_code != httpx.codes.UNAUTHORIZED
            let_in |= {scope} if is_let_in(answer) else set()
        assert let_in == set(route.scopes), route.name


async def test_a_session_opens_nothing_that_is_for_programs(client: httpx.AsyncClient, app: FastAPI) -> None:
    key = app.state.settings.session_key.get_secret_value()
    visitor = in_the_role(Role.NATIONAL_APPROVER)

    assert {await cell(client, route, visitor, key) for route in PROGRAMS} == {"-"}


def test_the_readme_draws_who_has_which_permission() -> None:
    readme = (Path(__file__).parents[2] / "deploy" / "README.md").read_text()
    drawn = readme.partition("<!-- roles -->")[2].partition("<!-- /roles -->")[0].strip().splitlines()

    rows = [["may", *(role.replace("_", " ") for role in Role)], ["---"] * (len(Role) + 1)]
    rows += [[one.words, *("yes" if role in one.roles else "" for role in Role)] for one in Permission]
    assert drawn == [f"| {' | '.join(row)} |" for row in rows]


async def _keys(settings: KitSettings, clock: FixedClock) -> dict[KeyScope, str]:
    """One for each scope, known to every service."""
    database = Database(settings.database_of("directory"), directory, connections=1, clock=clock)
    made = {}
    async with database.transaction() as tx:
        for scope in KeyScope:
            fresh = await handlers.make_key(tx, f"For {scope}", [scope], UUID(int=7))
            assert isinstance(fresh, handlers.Made)
            made[scope] = fresh.key
    async with database.reading() as tx:
        told = [event async for event in events_said(tx)]
    await database.close()
    for name, metadata in METADATA.items():
        if name != "directory":
            database = Database(settings.database_of(name), metadata, connections=1, clock=clock)
            async with database.transaction() as tx:
                for event in told:
                    await hearing.api_key_recorded(tx, event, None)
            await database.close()
    return made
