import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import aiosmtplib
import asyncpg
import pytest

from services.local.errors import FolderInUseError, MissingPartError, PortInUseError
from services.local.parts import LocalParts, start
from services.local.ports import choose_port

RUN = """
import signal
# Whoever runs the tests in the background has SIGINT ignored, and we would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
import asyncio, pathlib, sys
from services.local.parts import start
async def main():
    parts = await start(pathlib.Path(sys.argv[1]))
    print("ready", flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


async def use(parts: LocalParts) -> None:
    connection = await asyncpg.connect(parts.postgres)
    await connection.close()
    host, port = parts.smtp.split(":")
    await aiosmtplib.send(
        b"Subject: An alert\r\n\r\n",
        sender="alerts@cascade.example",
        recipients=["lead@trust.example"],
        hostname=host,
        port=int(port),
    )


async def test_all_parts_start_together_twice_on_the_same_data(tmp_path: Path) -> None:
    told: list[str] = []
    for run in (1, 2):
        parts = await start(tmp_path, progress=told.append)
        await use(parts)
        assert len(parts.mailbox.messages("lead@trust.example")) == run
        with pytest.raises(FolderInUseError):
            await start(tmp_path)
        await use_kafka(parts.kafka)
        await parts.stop()
        assert not alive_in(tmp_path)
    assert told.count("Creating the PostgreSQL database (once)") == 1


async def use_kafka(servers: str) -> None:
    _, writer = await asyncio.open_connection(*servers.split(":"))
    writer.close()


async def test_a_part_that_fails_leaves_none_running(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    (tmp_path / "postgres" / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(MissingPartError, match="PostgreSQL 16"):
        await start(tmp_path)
    assert (tmp_path / "kafka" / "data").exists()
    assert not alive_in(tmp_path)


async def test_an_asked_for_port_in_use_is_named_before_anything_starts(tmp_path: Path) -> None:
    taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    for words in ({"kafka_port": port}, {"postgres_port": port}, {"smtp_port": port}):
        with pytest.raises(PortInUseError, match=f"Port {port}, asked for"):
            await start(tmp_path / "never", **words)
        assert not (tmp_path / "never").exists()
    taken.close()
    await taken.wait_closed()


async def test_asked_for_ports_are_used(tmp_path: Path) -> None:
    kafka, postgres, smtp = choose_port("a"), choose_port("b"), choose_port("c")
    parts = await start(tmp_path, kafka_port=kafka, postgres_port=postgres, smtp_port=smtp)
    assert (parts.kafka, parts.smtp) == (f"127.0.0.1:{kafka}", f"127.0.0.1:{smtp}")
    assert f"@127.0.0.1:{postgres}/" in parts.postgres
    await parts.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for what is left in /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_running_however_the_parent_ends(tmp_path: Path, how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"ready\n"
        assert len(alive_in(tmp_path)) > 2
        parent.send_signal(how)
    deadline = time.monotonic() + 30
    while alive_in(tmp_path):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive_in(folder: Path) -> list[int]:
    """The other processes with a file of this folder open; every part holds its folder's lock."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()).startswith(f"{folder}/"):
                found.add(int(link.parts[2]))
        except OSError:
            continue
    return sorted(found - {os.getpid()})
