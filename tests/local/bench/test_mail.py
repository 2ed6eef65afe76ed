"""The measuring itself works with a few mails; how fast they are is for the command to say."""

import pytest

from services.local import bench
from services.local.errors import LocalError
from tests.distribution.sink import Sink

FEW = 12


async def test_every_mail_is_sent_recorded_and_checked(own_server: str) -> None:
    sink = Sink()
    await sink.start()
    run = bench.Run(messages=FEW, processes=1, smtp=sink.address, connections=4, postgres=own_server)
    try:
        figures = await bench.measure_mail(run)
    finally:
        await sink.stop()

    assert len(sink.taken) == FEW
    assert all(11_000 < len(content) < 14_000 for _, content in sink.taken)
    assert figures["rows"] == {
        "mails": FEW,
        "accepted": FEW,
        "message_ids": FEW,
        "attempts": FEW,
        "repeated": 0,
        "untold": 0,
    }
    assert figures["rows_are_right"]
    took = figures["published_to_accepted_seconds"]
    assert 0 < took["first"] <= took["p50"] <= took["p99"] <= took["last"]
    assert figures["cpu_seconds"] > 0
    assert 11_000 < figures["bytes_per_message"] < 14_000


async def test_what_waits_before_the_alert_is_sent_and_not_counted(own_server: str) -> None:
    sink = Sink()
    await sink.start()
    run = bench.Run(
        messages=5, behind=FEW, processes=1, smtp=sink.address, connections=4, postgres=own_server
    )
    try:
        figures = await bench.measure_mail(run)
    finally:
        await sink.stop()

    assert len(sink.taken) == 5 + FEW
    assert figures["rows"]["mails"] == 5
    assert figures["rows_are_right"]


def test_a_yardstick_that_is_not_installed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(LocalError, match="smtp-source is not on the path"):
        bench.Run(messages=1, processes=1, smtp="127.0.0.1:25", connections=1, yardstick=True)


def test_a_process_without_a_connection_is_refused() -> None:
    with pytest.raises(LocalError, match="needs a connection"):
        bench.Run(messages=1, processes=2, smtp="127.0.0.1:25", connections=1)
