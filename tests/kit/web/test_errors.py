"""An error is told in the form its reader can use."""

import html5lib
import httpx
import pytest


@pytest.mark.parametrize(
    ("path", "status"), [("/refused", 409), ("/nothing-here", 404), ("/broken", 500), ("/api-docs", 404)]
)
async def test_people_get_a_page(client: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert "Nothing was saved." in answer.text


@pytest.mark.parametrize(
    ("path", "status"), [("/api/v1/refused", 409), ("/api/v1/nothing-here", 404), ("/api/v1/broken", 500)]
)
async def test_programs_get_problem_json(client: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["title"]


async def test_a_refusal_says_what_happened_and_what_to_do(client: httpx.AsyncClient) -> None:
    problem = (await client.get("/api/v1/refused")).json()
    assert problem["detail"] == "A colleague was faster. Load it again."
    assert problem["errors"] == ["a"]
    page = (await client.get("/refused")).text
    assert "A colleague was faster." in page
    assert "Load it again." in page


async def test_words_of_a_refusal_are_text(client: httpx.AsyncClient) -> None:
    page = (await client.get("/refused")).text
    assert "<b>Too late</b>" not in page
    assert "&lt;b&gt;Too late&lt;/b&gt;" in page


@pytest.mark.parametrize("path", ["/broken", "/api/v1/broken"])
async def test_the_inside_of_an_error_stays_inside(client: httpx.AsyncClient, path: str) -> None:
    assert "secret" not in (await client.get(path)).text


async def test_what_cannot_be_read_is_named_by_field(client: httpx.AsyncClient) -> None:
    headers = {"authorization": "Bearer api-key-for-tests"}
    answer = await client.get("/api/v1/keys?limit=many", headers=headers)
    assert answer.status_code == 422
    (trouble,) = answer.json()["errors"]
    assert trouble.startswith("limit: ")


async def test_a_wrong_method_says_which_ones_are_right(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/who")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
