import re
from uuid import UUID

import httpx
import pytest

from services.directory import jobs
from services.directory.config import Settings
from services.directory.domain.people import Person
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.jobs import Job
from services.local.mailbox import Mailbox
from tests.directory.pages.conftest import SignIn
from tests.directory.surroundings import post, said_by, the
from tests.fakes import FixedClock

ADDRESS = "asha.verma@somerset.example"


@pytest.fixture
async def author(signed_in: SignIn) -> httpx.AsyncClient:
    return await signed_in("Nia Bevan")


@pytest.fixture
def asking(database: Database, settings: KitSettings) -> Job:
    return jobs.verify_addresses(database, Settings.of(settings))


async def asha(database: Database) -> Person:
    async with database.reading() as tx:
        return await the(tx, "Asha Verma")


async def ask(author: httpx.AsyncClient, database: Database) -> str:
    """Press the button; the person's own page."""
    page = f"/register/people/{(await asha(database)).person_id}"
    await post(author, page, f"{page}/verify")
    return page


def links(mailbox: Mailbox) -> list[str]:
    found = [re.search(r"/verify/\S+", mail.text) for mail in mailbox.messages(ADDRESS)]
    return [link[0] for link in found if link]


async def test_somebody_says_that_mail_reaches_them(
    author: httpx.AsyncClient, database: Database, asking: Job, mailbox: Mailbox, clock: FixedClock
) -> None:
    page = await ask(author, database)
    await ask(author, database)
    assert "○ UnverifiedAsked on" in said_by(await author.get(page))
    await asking.tick()
    await asking.tick()
    (link,) = links(mailbox)

    assert "Asha Verma as specialist of Somerset" in said_by(await author.get(link))
    assert (await asha(database)).address_confirmed_at is None, "looking changes nothing"
    assert (await author.post(link)).status_code == 422
    assert "It is kept that mail reaches Asha Verma" in said_by(
        await author.post(link, data={"choice": "me"})
    )
    assert (await asha(database)).address_confirmed_at == clock.now
    assert "✓ Verified on" in said_by(await author.get(page))
    assert (await author.get(link)).status_code == 404


async def test_whoever_is_not_the_one_stands_on_the_gap_list(
    author: httpx.AsyncClient, database: Database, asking: Job, mailbox: Mailbox
) -> None:
    await ask(author, database)
    await asking.tick()
    (link,) = links(mailbox)
    await author.post(link, data={"choice": "not_me"})

    assert "The link is not for whoever opened it" in said_by(await author.get("/register/gaps"))
    assert (await asha(database)).active


async def test_they_are_asked_again_when_it_is_long_ago(
    author: httpx.AsyncClient, database: Database, asking: Job, mailbox: Mailbox, clock: FixedClock
) -> None:
    await ask(author, database)
    await asking.tick()
    await author.post(links(mailbox)[0], data={"choice": "me"})
    clock.advance(days=180)
    await asking.tick()
    assert len(links(mailbox)) == 1
    clock.advance(days=1)
    await asking.tick()
    await asking.tick()

    assert len(links(mailbox)) == 2


async def test_a_mail_that_cannot_leave_is_tried_again_after_a_growing_rest(
    author: httpx.AsyncClient, database: Database, settings: KitSettings, mailbox: Mailbox, clock: FixedClock
) -> None:
    well = jobs.verify_addresses(database, Settings.of(settings))
    nobody = {"smtp": "127.0.0.1:1"}
    broken = jobs.verify_addresses(database, Settings.of(settings).model_copy(update=nobody))
    await ask(author, database)
    await broken.tick()
    # What comes after the first minute fails too, so the next rest is two minutes.
    clock.advance(seconds=59)
    await well.tick()
    assert links(mailbox) == []
    clock.advance(seconds=1)
    await broken.tick()
    clock.advance(seconds=119)
    await well.tick()
    assert links(mailbox) == []
    clock.advance(seconds=1)
    await well.tick()

    assert len(links(mailbox)) == 1


async def test_a_forged_link_is_refused(author: httpx.AsyncClient, database: Database) -> None:
    await ask(author, database)

    for token in ("1." + "0" * 40, "k.forged", f"{UUID(int=1)}"):
        assert (await author.get(f"/verify/{token}")).status_code == 404
        assert (await author.post(f"/verify/{token}", data={"choice": "me"})).status_code == 404
