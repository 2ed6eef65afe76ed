"""Which program is let in: the key of the settings, or one that the operator made, for its scopes."""

from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.kit.keys import KnownKey, digest_of, new_key
from tests.kit.web.conftest import API_KEY, Told

KEY = new_key()


def known(told: Told, *scopes: str) -> None:
    digest = digest_of(KEY)
    told.known[digest] = KnownKey(UUID(int=1), "Reporting", digest, scopes)


async def asked(client: httpx.AsyncClient, header: str) -> httpx.Response:
    return await client.get("/api/v1/keys", headers={b"authorization": header.encode("latin-1")})


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer wrong", f"Bearer {KEY}", f"Basic {API_KEY}", API_KEY, "Bearer \xe4"],
    # A key is new in each process, and the processes that share a run must agree on the names of its tests.
    ids=["none", "bearer", "bearer and space", "wrong", "unknown", "basic", "bare", "not ascii"],
)
async def test_the_api_needs_a_key(client: httpx.AsyncClient, header: str) -> None:
    assert (await asked(client, header)).status_code == 401
    assert (await asked(client, f"bearer {API_KEY}")).json() == "api 1"


async def test_a_key_is_good_for_its_scopes_only(client: httpx.AsyncClient, told: Told) -> None:
    known(told, "probe:read", "other:write")
    assert (await asked(client, f"Bearer {KEY}")).json() == "key Reporting 1"
    known(told, "other:write")
    refused = await asked(client, f"Bearer {KEY}")

    assert refused.status_code == 403
    assert refused.json()["title"] == "The key is not good for probe:read"


async def test_without_a_key_in_the_settings_nobody_has_that_one(app: FastAPI) -> None:
    app.state.settings = app.state.settings.model_copy(update={"api_key": SecretStr("")})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for header in ("Bearer ", "Bearer", ""):
            assert (await asked(client, header)).status_code == 401


def test_a_key_cannot_be_guessed_and_is_known_for_what_it_is() -> None:
    assert KEY.startswith("cascade_")
    assert len({new_key() for _ in range(100)}) == 100
    assert len(KEY) >= 50
