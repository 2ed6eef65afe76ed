import httpx
import pytest
from fastapi import FastAPI

from services.kit.web import paths


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/alerts/A/1/B", ["A/1/B"]),
        ("/alerts/A/1/B/people", ["people", "A/1/B"]),
        ("/alerts/A/1", None),
        ("/alerts/A/1/B/other", None),
    ],
)
async def test_a_part_with_slashes_ends_where_its_pattern_does(path: str, found: list[str] | None) -> None:
    for _ in range(2):  # every module that needs it registers it
        paths.register("shelfmark", r"[A-Z]/\d/[A-Z]")
    app = FastAPI()

    @app.get("/alerts/{mark:shelfmark}")
    async def one(mark: str) -> list[str]:
        return [mark]

    @app.get("/alerts/{mark:shelfmark}/people")
    async def people(mark: str) -> list[str]:
        return ["people", mark]

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        answer = await client.get(path)

    assert (answer.json() if answer.is_success else None) == found
    assert app.url_path_for("one", mark="A/1/B") == "/alerts/A/1/B"
