"""The whole product on real parts, started, killed and started again as a process."""

import asyncio
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from aiokafka import AIOKafkaProducer

from services.local.site import Site, SiteError, site
from tests.demonstration import Demonstration, start

REFERENCE = "NatPSA/2025/006/NHSPS"
EXAMPLE = Path(__file__).parents[2] / "contracts" / "examples" / "alert-issued.v1.json"
PATIENCE = 120
T = TypeVar("T")


def test_the_check_plays_the_whole_story(data_dir: Path) -> None:
    """On what another first start has loaded, for that takes as long as the story."""
    command = [sys.executable, "-m", "services", "demo", "--check", "--data-dir", str(data_dir)]
    played = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)

    print(played.stdout)  # noqa: T201 — its figures belong into the report of the run
    assert played.returncode == 0


async def test_a_kill_in_the_middle_of_sending_loses_nobody_and_hides_no_repeat(data_dir: Path) -> None:
    first = await asyncio.to_thread(start, data_dir)
    await _produce(first)
    await _until(lambda: _is_being_mailed(first), bool)
    await asyncio.to_thread(first.kill)

    second = await asyncio.to_thread(start, data_dir)
    async with _api(second) as api:
        rows = await _until(lambda: _deliveries(api), _all_accepted)
    mails = await _mailbox(second)
    await asyncio.to_thread(second.stop)

    received = Counter(mail["to"] for mail in mails)
    assert len(rows) >= 700
    assert len(received) == len(rows), "every specialist has a mail"
    twice = sum(count - 1 for count in received.values())
    assert twice <= sum(row["repeated"] for row in rows), "every repeat is marked in the ledger"
    assert len({mail["headers"]["Message-ID"] for mail in mails}) == len(rows), (
        "a repeat keeps its Message-ID"
    )


async def test_the_same_event_ten_times_with_a_restart_between_is_one_mail_each(data_dir: Path) -> None:
    first = await asyncio.to_thread(start, data_dir)
    for _ in range(5):
        await _produce(first)
    await asyncio.to_thread(first.stop)

    second = await asyncio.to_thread(start, data_dir)
    for _ in range(5):
        await _produce(second)
    async with _api(second) as api:
        rows = await _until(lambda: _deliveries(api), _all_accepted)
    mails = await _mailbox(second)
    await asyncio.to_thread(second.stop)

    assert max(Counter(mail["to"] for mail in mails).values()) == 1
    assert len(mails) == len(rows)


@pytest.mark.parametrize("stop", ["stop", "kill"])
async def test_nothing_is_left_running(stop: str) -> None:
    with tempfile.TemporaryDirectory(prefix="cascade-stop-", ignore_cleanup_errors=True) as folder:
        demonstration = await asyncio.to_thread(start, Path(folder), "--empty")
        await asyncio.to_thread(getattr(demonstration, stop))

        await _until(lambda: _processes_in(folder), lambda found: not found)


async def _produce(demonstration: Demonstration) -> None:
    async with AIOKafkaProducer(bootstrap_servers=demonstration.ready["kafka"], acks="all") as producer:
        await producer.send_and_wait(
            "national-patient-safety-alerts", EXAMPLE.read_bytes(), key=REFERENCE.encode()
        )


@asynccontextmanager
async def _api(demonstration: Demonstration) -> AsyncIterator[Site]:
    async with site(demonstration.site, demonstration.api_key) as api:
        yield api


async def _deliveries(api: Site) -> list[dict[str, Any]]:
    try:
        return await api.all_of(f"/api/v1/alerts/{REFERENCE}/deliveries")
    except SiteError:
        return []


def _all_accepted(rows: list[dict[str, Any]]) -> bool:
    return bool(rows) and all(row["state"] == "accepted" for row in rows)


async def _mailbox(demonstration: Demonstration) -> list[dict[str, Any]]:
    """Every mail about the alert."""
    found: list[dict[str, Any]] = []
    before: dict[str, int] = {}
    async with httpx.AsyncClient(base_url=demonstration.site, timeout=30, trust_env=False) as client:
        while batch := (await client.get("/mailbox/api/messages", params={"limit": 1000, **before})).json():
            found += [mail for mail in batch if REFERENCE in mail["subject"]]
            before = {"before": batch[-1]["id"]}
    return found


async def _is_being_mailed(demonstration: Demonstration) -> bool:
    """Whether the newest fifty mails are all about the alert."""
    async with httpx.AsyncClient(base_url=demonstration.site, timeout=30, trust_env=False) as client:
        newest = (await client.get("/mailbox/api/messages", params={"limit": 50})).json()
    return len(newest) == 50 and all(REFERENCE in mail["subject"] for mail in newest)


async def _processes_in(folder: str) -> list[int]:
    """Processes that were started on the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if folder.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue  # it ended while we looked
    return found


async def _until(look: Callable[[], Awaitable[T]], true: Callable[[T], bool]) -> T:
    async with asyncio.timeout(PATIENCE):
        while not true(found := await look()):
            await asyncio.sleep(0.1)
    return found
