"""Every route is behind a permission, a key's scope or a person's own link, or public on purpose.

That each lets in whom it says is held by test_access.py.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from contracts.events.register import Role
from services.access import KeyScope, Permission
from services.all import NAMES, navigation
from services.kit.config import KitSettings
from services.kit.web import FormTokens, Grant, Visitor, csrf_checked
from services.kit.web.requests import reading, writing
from services.kit.web.signed import signed_call
from tests.builders import NOW, REFERENCE
from tests.composed import composed, opened
from tests.fakes import FixedClock

#: Open to everybody, each for a reason.
PUBLIC = {
    "GET /healthz": "the machine that runs us asks, and holds no key",
    "GET /readyz": "as above; it names no more than services",
    "GET /metrics": "Prometheus asks; the proxy keeps strangers out, and nothing is about a person",
    "GET /": "says what this is and leads to sign in",
    "GET /sign-in": "whoever has not signed in begins here",
    "POST /sign-in": "mails a code to the registered only, and says the same to everybody",
    "GET /sign-in/code": "as above",
    "POST /sign-in/code": "the code itself is what is checked",
    "GET /sign-in/provider": "leads to the provider of the settings, and keeps nothing here",
    "GET /sign-in/provider/back": "what the provider says is checked, and good in the asking browser only",
    "POST /sign-out": "takes a cookie away, and needs none",
    "GET /desk/alerts/new/{step}": "only leads to the beginning of the form, which is behind a role",
    "GET /answer/{token}/acknowledge": "only leads to the alert, which checks the link",
    "GET /answer/{token}/confirm": "as above",
    "GET /answer/{token}/questions": "as above",
    "GET /answer/{token}/comments": "as above",
    "GET /answer/{token}/briefing": "as above",
}
NOBODY = UUID(int=0)
FILLED = {
    "token": "k.forged",
    "reference:reference": REFERENCE,
    "code": "Y58",
    "number": "1",
    "step": "actions",
    "question_id": str(NOBODY),
    "experience_id": str(NOBODY),
    "person_id": str(NOBODY),
    "upload_id": str(NOBODY),
    "import_id": "1",
    "key_id": str(NOBODY),
    "assignment_id": str(NOBODY),
    "draft_id": str(NOBODY),
}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    endpoint: Callable[..., Any]
    asks: tuple[Callable[..., Any], ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def permissions(self) -> list[Permission]:
        return [call.permission for call in self.asks if hasattr(call, "permission")]

    @property
    def roles(self) -> tuple[Role, ...]:
        return self.permissions[0].roles if self.permissions else ()

    @property
    def scopes(self) -> list[KeyScope]:
        return [call.scope for call in self.asks if hasattr(call, "scope")]

    @property
    def looks_at(self) -> list[str]:
        return [call.looks_at for call in self.asks if hasattr(call, "looks_at")]

    @property
    def is_behind_a_link(self) -> bool:
        return "{token}" in self.path

    @property
    def guards(self) -> int:
        is_signed = signed_call in self.asks
        return len(self.permissions) + len(self.scopes) + is_signed + self.is_behind_a_link

    @property
    def is_a_programs(self) -> bool:
        """Behind a key, or signed with one."""
        return bool(self.scopes) or signed_call in self.asks

    @property
    def address(self) -> str:
        return self.address_with()

    def address_with(self, **chosen: str) -> str:
        """With something in every place."""
        path = self.path
        for name, value in (FILLED | chosen).items():
            path = path.replace(f"{{{name}}}", value)
        return path


def routes_of(app: FastAPI) -> Iterator[Route]:
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)
        if isinstance(dependant, Dependant) and dependant.call:
            for method in context.methods or ():
                yield Route(method, str(context.path), dependant.call, tuple(_asked(dependant)))


def _asked(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """All that is asked for before the endpoint is called, however deep."""
    for dependency in dependant.dependencies:
        if dependency.call:
            yield dependency.call
        yield from _asked(dependency)


ROUTES = tuple(routes_of(composed()))


@pytest.fixture
async def app(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[FastAPI]:
    async with opened(common_settings, clock) as app:
        yield app


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def named(chosen: Callable[[Route], object]) -> set[str]:
    return {route.name for route in ROUTES if chosen(route)}


def test_there_is_something_to_look_at() -> None:
    assert len(ROUTES) > 50
    assert named(lambda route: route.method not in ("GET", "POST")) == set()


def test_every_route_says_once_who_may_use_it_or_is_public_on_purpose() -> None:
    guards = {route.name: route.guards for route in ROUTES}

    assert {name for name, count in guards.items() if count > 1} == set()
    assert {name for name, count in guards.items() if not count} == {n for n in PUBLIC if "{token}" not in n}
    assert set(guards) >= set(PUBLIC), "nothing is listed that is gone"


def test_every_permission_and_every_scope_opens_something() -> None:
    assert {one for route in ROUTES for one in route.permissions} == set(Permission)
    assert {one for route in ROUTES for one in route.scopes} == set(KeyScope)


def test_programs_hold_a_key_and_people_a_role() -> None:
    assert named(lambda route: route.path.startswith("/api/")) == named(lambda route: route.is_a_programs)


def test_an_auditor_changes_nothing() -> None:
    changing = named(lambda route: route.method == "POST" and Role.AUDITOR in route.roles)

    assert changing == {"POST /sessions/end", "POST /sessions/end-all"}, "but their own sessions"


def test_every_form_is_checked_to_be_ours() -> None:
    """A link and a key are not sent by a browser of its own accord, so another site cannot use them."""
    forms = named(
        lambda route: route.method == "POST" and not route.is_behind_a_link and not route.is_a_programs
    )

    assert forms
    assert forms - named(lambda route: csrf_checked in route.asks) == set()


def test_whoever_looks_at_people_is_noted() -> None:
    """Addresses, telephone numbers, and what somebody did; not what a page repeats as it refreshes itself."""
    assert named(lambda route: route.looks_at) == {
        "GET /register/gaps",
        "GET /register/organisations/{code}",
        "GET /register/people/{person_id}",
        "GET /api/v1/people",
        "GET /deliveries/{reference:reference}",
        "GET /regions/{code}/alerts/{reference:reference}",
        "GET /api/v1/alerts/{reference:reference}/organisations/{code}/evidence",
        *(
            f"GET /{place}/alerts/{{reference:reference}}/evidence{form}"
            for place in ("organisations/{code}", "organisation/{token}")
            for form in ("", ".json", ".pdf")
        ),
        *(f"GET /audit/{service}/rows.jsonl" for service in NAMES),
    }


def test_looking_changes_nothing() -> None:
    looks = [route for route in ROUTES if route.method == "GET"]

    # By this one people are sent back from the provider; it signs in whoever began in the same browser, once.
    looks = [route for route in looks if route.name != "GET /sign-in/provider/back"]
    assert [route.name for route in looks if writing in route.asks] == []
    assert [route.name for route in looks if "transaction" in route.endpoint.__code__.co_names] == []
    assert [route.name for route in ROUTES if {reading, writing} <= set(route.asks)] == []


@pytest.mark.parametrize("role", Role)
def test_nobody_is_led_to_a_page_that_would_refuse_them(role: Role) -> None:
    visitor = Visitor(
        person_id="p", name="Asha Verma", grants=(Grant(role=role, ods_code="Y58"),), signed_in_at=NOW
    )
    shown = {href for _, href, _ in navigation(visitor, "/")}

    assert shown <= {
        route.address for route in ROUTES if route.method == "GET" and visitor.holds(*route.roles)
    }


async def test_strangers_are_turned_away_at_every_door(app: FastAPI, stranger: httpx.AsyncClient) -> None:
    token = FormTokens(app.state.settings.session_key.get_secret_value()).issue("anonymous", NOW)
    answers = {}
    for route in ROUTES:
        if route.name not in PUBLIC:
            form = {"csrf_token": token} if route.method == "POST" else None
            answers[route.name] = await stranger.request(route.method, route.address, data=form)

    assert {name for name, answer in answers.items() if not _is_turned_away(answer)} == set()


def _is_turned_away(answer: httpx.Response) -> bool:
    if answer.status_code == httpx.codes.SEE_OTHER:
        return answer.headers["location"].startswith("/sign-in")
    return answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND)
