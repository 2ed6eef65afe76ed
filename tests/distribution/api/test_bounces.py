"""A mail provider tells what came back, by a signed call."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.distribution.handlers.bounces import return_path_of
from services.kit.service import Service
from services.kit.web.signed import signature
from tests.builders import NOW
from tests.distribution.browser import browser
from tests.distribution.stage import Stage
from tests.fakes import FixedClock


class Provider:
    """Holds the key."""

    def __init__(self, client: httpx.AsyncClient, stage: Stage) -> None:
        self._client, self._stage = client, stage

    async def tells(self, call_id: str = "call-1", **changes: Any) -> httpx.Response:
        said = {"kind": "hard", "status": "5.1.1", "diagnostic": "550 no such user", "at": NOW.isoformat()}
        body = json.dumps(said | changes).encode()
        sent_at = str(int(self._stage.clock.now.timestamp()))
        key = self._stage.service.settings.webhook_key
        headers = {
            "webhook-id": call_id,
            "webhook-timestamp": sent_at,
            "webhook-signature": signature(key, call_id, sent_at, body),
        }
        return await self._client.post("/api/v1/bounces", content=body, headers=headers)

    async def token(self) -> str:
        path = return_path_of(self._stage.service.settings)
        assert path is not None
        return path.token((await self._stage.mails())[0].id)


@pytest.fixture
async def provider(service: Service, stage: Stage, clock: FixedClock) -> AsyncIterator[Provider]:
    await stage.issue("asha@x.example")
    await stage.send()
    async with browser(service, clock) as client:
        yield Provider(client, stage)


async def test_what_a_provider_tells_ends_the_mail_once(provider: Provider, stage: Stage) -> None:
    token = await provider.token()
    first, again = await provider.tells(token=token), await provider.tells(token=token)

    assert (first.status_code, first.json()) == (200, {"taken": "recorded"})
    assert (again.status_code, again.json()) == (200, {"taken": "known"})
    (mail,) = await stage.mails()
    assert (mail.state, mail.code, mail.reply) == ("bounced", 550, "550 no such user")
    assert len(await stage.history()) == 2


async def test_a_mail_is_known_by_its_message_id_too(provider: Provider, stage: Stage) -> None:
    (mail,) = await stage.mails()
    await provider.tells(message_id=mail.message_id.strip("<>"), kind="complaint")

    assert await stage.history() == [(1, "accepted"), (1, "complaint")]


async def test_a_mail_we_did_not_send_is_not_found(provider: Provider, stage: Stage) -> None:
    for which in ({"token": "1-0123456789abcdef"}, {"message_id": "<other@x.example>"}):
        answer = await provider.tells(**which)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
    assert await stage.states() == ["accepted"]


async def test_while_the_mail_is_being_sent_the_provider_is_to_come_again(
    provider: Provider, stage: Stage
) -> None:
    await stage.left_claimed(NOW + timedelta(minutes=1))
    answer = await provider.tells(token=await provider.token())

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_what_cannot_be_read_is_told_by_its_field(provider: Provider) -> None:
    token = await provider.token()
    for changes, field in (({}, "token"), ({"token": token, "kind": "odd"}, "kind"), ({"token": 1}, "token")):
        answer = await provider.tells(**changes)
        assert answer.status_code == 422
        assert field in str(answer.json()["errors"])
