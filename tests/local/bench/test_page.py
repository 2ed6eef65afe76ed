"""The measuring itself works on a small database; how fast a page is, is for the command to say."""

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from services.local import bench
from services.local.bench import page as measuring
from services.local.errors import LocalError


async def test_each_page_is_asked_for_and_compared_with_nearly_nothing(postgres_dsn: str) -> None:
    figures = await bench.measure_pages(postgres_dsn, bench.Size(organisations=3, alerts=2), requests=2)
    try:
        assert set(figures["milliseconds"]) == {*measuring.PAGES, "select_1", "bare_starlette"}
        for took in figures["milliseconds"].values():
            assert 0 < took["median"] <= took["p90"] <= took["p99"]
        assert set(figures["times_select_1"]) == set(measuring.PAGES)
        assert (figures["organisations"], figures["alerts"], figures["requests"]) == (3, 2, 2)

        with pytest.raises(LocalError, match="has a database cascade already"):
            await bench.measure_pages(postgres_dsn, bench.Size(), requests=1)
    finally:
        await _drop(postgres_dsn)


async def _drop(server: str) -> None:
    connection = await asyncpg.connect(make_url(server).render_as_string(hide_password=False))
    await connection.execute("DROP DATABASE cascade WITH (FORCE)")
    await connection.close()


@pytest.mark.parametrize("number", [1, 2, 100])
def test_spreads_are_told_of_any_number_of_requests(number: int) -> None:
    spread = measuring._spread([0.001 * one for one in range(1, number + 1)])

    assert spread["median"] <= spread["p90"] <= spread["p99"] <= number
