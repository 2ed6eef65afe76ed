"""Who is let in: a signed session for people, a key for programs."""

import httpx
import pytest
from fastapi import FastAPI
from itsdangerous import URLSafeSerializer

from services.kit.web.access import COOKIE, LIFETIME, Grant, Visitor
from tests.fakes import FixedClock
from tests.kit.web.conftest import API_KEY, ASHA


def a_cookie(key: str = "a-key-for-tests-only", salt: str = "session", **changes: object) -> dict[str, str]:
    said = ASHA.model_dump(mode="json") | changes
    return {"cookie": f"{COOKIE}={URLSafeSerializer(key, salt=salt).dumps(said)}"}


async def test_whoever_signed_in_is_known(client: httpx.AsyncClient) -> None:
    answer = await client.post("/in")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert (await client.get("/who")).json() == "Asha Verma"


async def test_a_cookie_that_we_signed_counts(client: httpx.AsyncClient) -> None:
    assert (await client.get("/who", headers=a_cookie())).json() == "Asha Verma"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cookie": f"{COOKIE}=x.y"},
        a_cookie(key="another-key"),
        a_cookie(salt="something-else"),
        a_cookie(grants="all"),
    ],
)
async def test_a_forged_session_counts_as_none(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.get("/who", headers=headers)).json() == "nobody"


async def test_a_session_ends_after_a_working_day(client: httpx.AsyncClient, clock: FixedClock) -> None:
    await client.post("/in")
    clock.now = ASHA.signed_in_at + LIFETIME
    assert (await client.get("/who")).json() == "nobody"


async def test_a_page_sends_strangers_to_sign_in_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/leads")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/leads"


async def test_a_page_is_for_its_roles(client: httpx.AsyncClient) -> None:
    await client.post("/in")
    assert (await client.get("/leads")).json() == "Asha Verma"
    assert (await client.get("/nation")).status_code == 403


def test_a_role_holds_for_its_organisation() -> None:
    visitor = ASHA.model_copy(
        update={"grants": (Grant(role="icb_lead", ods_code="QSL"), Grant(role="operator"))}
    )
    assert isinstance(visitor, Visitor)
    assert visitor.organisations("icb_lead", "operator") == ("QSL",)
    assert visitor.holds("operator")
    assert not visitor.holds("auditor")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {API_KEY}", API_KEY, "Bearer \xe4"]
)
async def test_the_api_needs_its_key(client: httpx.AsyncClient, header: str) -> None:
    raw = {b"authorization": header.encode("latin-1")}
    assert (await client.get("/api/v1/keys", headers=raw)).status_code == 401
    right = {"authorization": f"bearer {API_KEY}"}
    assert (await client.get("/api/v1/keys", headers=right)).json() == "api 1"


async def test_without_a_key_in_the_settings_the_api_is_closed(app: FastAPI) -> None:
    app.state.settings = app.state.settings.model_copy(
        update={"api_key": type(app.state.settings.api_key)("")}
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for header in ("Bearer ", "Bearer", ""):
            assert (await client.get("/api/v1/keys", headers={"authorization": header})).status_code == 401
