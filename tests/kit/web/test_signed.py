"""Calls signed as https://www.standardwebhooks.com has them."""

import base64
import hashlib
import hmac
from types import SimpleNamespace
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from pydantic import SecretStr

from services.kit.web import errors
from services.kit.web.signed import SignedCall, signature, signed_call
from tests.builders import NOW
from tests.fakes import FixedClock

KEY = SecretStr("a-key-that-two-know")
SENT_AT = str(int(NOW.timestamp()))


def app(clock: FixedClock, key: SecretStr = KEY) -> FastAPI:
    app = FastAPI()
    app.state.clock, app.state.navigation, app.state.settings = clock, None, SimpleNamespace(site="http:")
    errors.install(app)

    def settings(request: Request) -> None:
        request.state.service = SimpleNamespace(settings=SimpleNamespace(webhook_key=key))

    @app.post("/api/told", dependencies=[Depends(settings)])
    async def told(call: Annotated[SignedCall, Depends(signed_call)]) -> dict[str, str]:
        return {"id": call.id, "body": call.body.decode()}

    return app


async def tell(app: FastAPI, body: bytes = b"{}", **headers: str) -> httpx.Response:
    signed = {
        "webhook_id": "one",
        "webhook_timestamp": SENT_AT,
        "webhook_signature": signature(KEY, "one", SENT_AT, b"{}"),
    }
    given = {name.replace("_", "-"): value for name, value in (signed | headers).items()}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.post("/api/told", content=body, headers=given)


def test_the_signature_is_the_standards_own() -> None:
    seal = hmac.new(KEY.get_secret_value().encode(), b"one.1700000000.{}", hashlib.sha256).digest()

    assert signature(KEY, "one", "1700000000", b"{}") == f"v1,{base64.b64encode(seal).decode()}"


async def test_who_holds_the_key_is_heard(clock: FixedClock) -> None:
    answer = await tell(app(clock))

    assert (answer.status_code, answer.json()) == (200, {"id": "one", "body": "{}"})


async def test_while_the_key_changes_one_of_two_signatures_is_enough(clock: FixedClock) -> None:
    both = f"v1,bm90aGluZw== {signature(KEY, 'one', SENT_AT, b'{}')}"

    assert (await tell(app(clock), webhook_signature=both)).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"body": b"{ }"},
        {"webhook_id": "two"},
        {"webhook_id": ""},
        {"webhook_timestamp": str(int(SENT_AT) + 1)},
        {"webhook_signature": ""},
        {"webhook_signature": signature(SecretStr("another"), "one", SENT_AT, b"{}")},
    ],
)
async def test_nobody_else_and_nothing_changed_is_heard(clock: FixedClock, changes: dict[str, str]) -> None:
    answer = await tell(app(clock), **changes)  # type: ignore[arg-type]  # the body among them

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("seconds", "status"), [(300, 200), (301, 401), (-300, 200), (-301, 401)])
async def test_what_was_signed_more_than_five_minutes_ago_is_refused(
    clock: FixedClock, seconds: int, status: int
) -> None:
    clock.advance(seconds=seconds)

    assert (await tell(app(clock))).status_code == status


@pytest.mark.parametrize("sent_at", ["soon", "-1", "9" * 13, ""])
async def test_a_time_that_is_none_is_refused(clock: FixedClock, sent_at: str) -> None:
    seal = signature(KEY, "one", sent_at, b"{}")
    answer = await tell(app(clock), webhook_timestamp=sent_at, webhook_signature=seal)

    assert answer.status_code == 401


async def test_without_a_key_nobody_is_heard(clock: FixedClock) -> None:
    empty = SecretStr("")
    seal = signature(empty, "one", SENT_AT, b"{}")

    assert (await tell(app(clock, empty), webhook_signature=seal)).status_code == 401


async def test_what_is_too_large_is_not_read(clock: FixedClock) -> None:
    assert (await tell(app(clock), b"x" * 65_537)).status_code == 413
