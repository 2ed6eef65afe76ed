"""Every answer carries what keeps it safe; HEAD is a GET without a body."""

import httpx
import pytest
from fastapi import FastAPI

from services.kit.config import KitSettings
from services.kit.web.frame import application
from services.kit.web.headers import ALWAYS


@pytest.mark.parametrize("path", ["/healthz", "/who", "/nothing-here", "/refused", "/broken"])
async def test_every_answer_has_them(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert {name: answer.headers.get(name) for name, _ in ALWAYS} == dict(ALWAYS)
    assert answer.headers["cache-control"] == "no-store"


async def test_static_files_may_be_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/icon.svg")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=3600"


async def test_head_answers_wherever_get_does(client: httpx.AsyncClient) -> None:
    for path, status in (("/healthz", 200), ("/refused", 409), ("/nothing-here", 404)):
        assert (await client.head(path)).status_code == status


async def test_transport_security_is_promised_only_where_it_holds(
    client: httpx.AsyncClient, settings: KitSettings
) -> None:
    assert "strict-transport-security" not in (await client.get("/healthz")).headers
    safe: FastAPI = application([], settings.model_copy(update={"site": "https://cascade.example"}))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=safe), base_url="https://cascade.example"
    ) as browser:
        assert "strict-transport-security" in (await browser.get("/healthz")).headers
