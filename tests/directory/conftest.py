"""Directory on a database of its own, with a mail server, without Kafka."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from services.directory import wiring
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service
from services.kit.web.frame import application
from services.local.mailbox import Mailbox
from services.local.smtp import start_smtp
from tests.fakes import FixedClock


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    opened = Mailbox(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
async def settings(common_settings: KitSettings, mailbox: Mailbox) -> AsyncIterator[KitSettings]:
    """Mails go to the mailbox."""
    smtp = await start_smtp(mailbox)
    yield common_settings.model_copy(update={"smtp": smtp.address})
    await smtp.stop()


@pytest.fixture
async def directory(settings: KitSettings, clock: FixedClock) -> AsyncIterator[Service]:
    service = wiring.build(settings, clock)
    yield service
    await service.database.close()


@pytest.fixture
def database(directory: Service) -> Database:
    return directory.database


@pytest.fixture
async def anybody(
    directory: Service, settings: KitSettings, clock: FixedClock
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has not signed in, a program without a key."""
    transport = httpx.ASGITransport(app=application([directory], settings, clock=clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
def program(anybody: httpx.AsyncClient) -> httpx.AsyncClient:
    """Holds the key of the API."""
    anybody.headers["authorization"] = "Bearer api-key-for-tests"
    return anybody
