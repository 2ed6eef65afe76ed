"""The frame around every page, and the way on after a form."""

import httpx
import pytest
from fastapi import FastAPI

from services.kit.config import KitSettings
from services.kit.web import see_other
from tests.kit.web.conftest import ASHA


@pytest.fixture
def settings() -> KitSettings:
    return KitSettings(session_key="a-key-for-tests-only", banner="Exercise: nothing here is <real>.")


async def test_every_page_bears_the_banner(client: httpx.AsyncClient) -> None:
    assert "Exercise: nothing here is &lt;real&gt;." in (await client.get("/refused")).text


async def test_who_signed_in_is_named_and_can_sign_out(client: httpx.AsyncClient) -> None:
    assert "/sign-out" not in (await client.get("/refused")).text

    client.cookies.update((await client.post("/in")).cookies)
    html = (await client.get("/refused")).text
    assert ASHA.name in html
    assert 'action="/sign-out"' in html
    assert 'name="csrf_token"' in html


async def test_without_navigation_there_are_no_links(app: FastAPI, client: httpx.AsyncClient) -> None:
    assert app.state.navigation is None
    assert "nhsuk-header__navigation-link" not in (await client.get("/refused")).text


def test_after_a_form_a_page_follows_that_may_be_loaded_again() -> None:
    response = see_other("/desk")

    assert (response.status_code, response.headers["location"]) == (303, "/desk")
