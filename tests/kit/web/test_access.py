"""Who is let in: a session that is signed, in use, and not ended."""

import httpx
import pytest
from itsdangerous import URLSafeSerializer

from services.kit.web.access import COOKIE, Grant, Visitor
from tests.fakes import FixedClock
from tests.kit.web.conftest import ASHA, Told


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


async def test_a_session_ends_when_nobody_was_there_for_an_hour(
    client: httpx.AsyncClient, clock: FixedClock
) -> None:
    await client.post("/in")
    clock.advance(minutes=59)
    assert (await client.get("/who")).json() == "Asha Verma"
    clock.advance(minutes=59)
    assert (await client.get("/who")).json() == "Asha Verma"
    clock.advance(minutes=60)
    assert (await client.get("/who")).json() == "nobody"


async def test_a_page_that_refreshes_itself_is_nobody_who_is_there(
    client: httpx.AsyncClient, clock: FixedClock
) -> None:
    await client.post("/in")
    for _ in range(2):
        clock.advance(minutes=30)
        live = await client.get("/who", headers={"sec-fetch-dest": "empty"})
        assert "set-cookie" not in live.headers
    assert live.json() == "nobody"


async def test_a_session_ends_after_a_working_day_however_busy(
    client: httpx.AsyncClient, clock: FixedClock
) -> None:
    await client.post("/in")
    for _ in range(19):
        clock.advance(minutes=30)
        assert (await client.get("/who")).json() == "Asha Verma"
    clock.advance(minutes=30)
    assert (await client.get("/who")).json() == "nobody"


async def test_the_cookie_is_given_out_anew_only_now_and_then(
    client: httpx.AsyncClient, clock: FixedClock
) -> None:
    await client.post("/in")
    clock.advance(minutes=6)
    assert "set-cookie" not in (await client.get("/who")).headers
    clock.advance(seconds=1)
    fresh = await client.get("/who")
    # No later than ten hours after signing in, at 15 minutes past 9.
    assert f"Max-Age={10 * 3600 - 361}" in fresh.headers["set-cookie"]


async def test_a_session_that_was_ended_lets_nobody_in(client: httpx.AsyncClient, told: Told) -> None:
    await client.post("/in")
    told.ended.add("s1")

    assert (await client.get("/who")).json() == "nobody"
    assert (await client.get("/leads")).headers["location"] == "/sign-in?next=/leads"


async def test_a_page_for_what_there_is_not_still_knows_its_reader(client: httpx.AsyncClient) -> None:
    await client.post("/in")

    assert "Asha Verma" in (await client.get("/nothing-here")).text


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
