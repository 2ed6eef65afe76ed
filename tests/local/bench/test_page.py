"""The measuring itself works on a small database; how fast a page is, is for the command to say."""

from pathlib import Path

import pytest

from services.local import bench
from services.local.bench import page as measuring
from services.local.errors import LocalError
from services.local.postgres import start_postgres


async def test_each_page_is_asked_for_and_compared_with_nearly_nothing(tmp_path: Path) -> None:
    """On a server of its own, because the roles of one that is shared would get other passwords."""
    server = start_postgres(tmp_path)
    try:
        figures = await bench.measure_pages(server.dsn, bench.Size(organisations=3, alerts=2), requests=2)

        with pytest.raises(LocalError, match="has a database cascade already"):
            await bench.measure_pages(server.dsn, bench.Size(), requests=1)
    finally:
        server.stop()

    assert set(figures["milliseconds"]) == {*measuring.PAGES, "select_1", "bare_starlette"}
    for took in figures["milliseconds"].values():
        assert 0 < took["median"] <= took["p90"] <= took["p99"]
    assert set(figures["own_work_milliseconds"]) == set(figures["milliseconds"])
    assert set(figures["times_select_1"]) == set(measuring.PAGES)
    assert (figures["organisations"], figures["alerts"], figures["requests"]) == (3, 2, 2)


@pytest.mark.parametrize("number", [1, 2, 100])
def test_spreads_are_told_of_any_number_of_requests(number: int) -> None:
    spread = measuring._spread([0.001 * one for one in range(1, number + 1)])

    assert spread["median"] <= spread["p90"] <= spread["p99"] <= number
