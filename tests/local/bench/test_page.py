"""The measuring itself works on a small database; how fast a page is, is for the command to say."""

import pytest

from services.local import bench
from services.local.bench import page as measuring


async def test_each_page_is_asked_for_and_compared_with_nearly_nothing(own_server: str) -> None:
    figures = await bench.measure_pages(own_server, bench.Size(organisations=3, alerts=2), requests=2)

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
