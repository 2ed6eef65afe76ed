"""What is approved is what is sent: a register that changed in between is shown where it is issued."""

from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select

from contracts.envelope import EventData
from services.kit.service import Service
from services.kit.tables import table
from services.publishing import jobs
from tests.builders import REFERENCE, a_person, an_alert, an_organisation, person_id, said
from tests.fakes import FixedClock
from tests.publishing.desk_work import Desk, around, press
from tests.publishing.signed_in import Seen

ALERT = an_alert(deadlines={})
YEOVIL = an_organisation(ods_code="RA4", name="Yeovil", organisation_type="nhs_trust")
BEN = a_person("Ben Cole", ods_code="RA4", email="ben@yeovil.example")
CHANGED = "Whom it goes to has changed since it was approved"


@pytest.fixture(autouse=True)
async def register(publishing: Service) -> None:
    """Somerset with Asha Verma, and Yeovil with nobody."""
    await hear(publishing, an_organisation(), a_person(), YEOVIL)


async def hear(publishing: Service, *told: EventData) -> None:
    for data in told:
        (door,) = (door for door in publishing.doors if door.event is type(data))
        async with publishing.database.transaction() as tx:
            await door.hear(tx, said(data), publishing.settings)


async def issue(desk: Desk, draft: str, **fields: str) -> Response:
    return await press(desk.author, draft, "/issue", confirmation=REFERENCE, **fields)


async def audited(publishing: Service) -> list[Any]:
    audit = table(publishing.database.metadata, "audit")
    async with publishing.database.reading() as tx:
        chosen = select(audit).where(audit.c.what == "issued to an audience")
        return [(row.who, row.details) for row in await tx.execute(chosen)]


async def test_whoever_approves_sees_whom_it_would_go_to(desk: Desk) -> None:
    words = Seen(await desk.approver.get(await desk.submitted(ALERT))).words

    assert "Whom it would go to" in words
    assert "Must respond Organisations 2 People who are mailed 1 With nobody to mail 1" in words


async def test_an_unchanged_register_asks_for_nothing_more(desk: Desk, publishing: Service) -> None:
    draft = await desk.approved(ALERT)
    await hear(publishing, a_person(phone="01632 960100"), an_organisation(name="Somerset"))

    assert "The very organisations and people it was approved for" in Seen(await desk.author.get(draft)).words
    assert (await issue(desk, draft)).status_code == 303
    assert "It went to the very organisations and people" in Seen(await desk.author.get(draft)).words


async def test_a_register_that_changed_is_shown_and_has_to_be_seen(desk: Desk, publishing: Service) -> None:
    draft = await desk.approved(ALERT)
    await hear(
        publishing,
        BEN,
        a_person(active=False),
        an_organisation(active=False),
        an_organisation(ods_code="RB5"),
    )

    shown = await desk.author.get(draft)

    words = Seen(shown).words
    assert "Organisations added (1) Somerset NHS Foundation Trust (RB5)" in words
    assert "Organisations closed (1) Somerset NHS Foundation Trust (RH5)" in words
    assert "People who get it now (1) Ben Cole of Yeovil (RA4)" in words
    assert "People who do not get it now (1) Asha Verma of Somerset NHS Foundation Trust (RH5)" in words
    refused = Seen(await issue(desk, draft))
    assert (refused.status, refused.errors()["seen"]) == (
        422,
        f"{CHANGED}. Look at what changed below, and tick that you have seen it.",
    )
    assert await desk.said() == []
    (seen,) = [box.get("value") for box in Seen(shown).page.iter("input") if box.get("name") == "seen"]
    assert (await issue(desk, draft, seen=seen)).status_code == 303
    assert len(await desk.said()) == 1


async def test_a_page_from_before_the_change_issues_nothing(desk: Desk, publishing: Service) -> None:
    draft = await desk.approved(ALERT)
    old = around(await desk.author.get(draft)) | {"confirmation": REFERENCE}
    await hear(publishing, BEN)

    refused = Seen(await desk.author.post(f"{draft}/issue", data=old))

    assert refused.errors()["seen"].startswith(CHANGED)
    assert "Ben Cole of Yeovil (RA4)" in refused.words
    assert await desk.said() == []


async def test_who_ticked_an_older_change_has_not_seen_the_newer(desk: Desk, publishing: Service) -> None:
    draft = await desk.approved(ALERT)
    await hear(publishing, BEN)
    page = Seen(await desk.author.get(draft)).page
    (ticked,) = [box.get("value") for box in page.iter("input") if box.get("name") == "seen"]
    await hear(publishing, a_person(active=False))

    assert (await issue(desk, draft, seen=ticked)).status_code == 422
    at = {"publish_at": "2025-11-21T10:00", "confirmation": REFERENCE, "seen": ticked}
    assert (await press(desk.author, draft, "/schedule", **at)).status_code == 422
    assert await desk.said() == []


async def test_an_approval_by_a_page_from_before_the_change_is_refused(
    desk: Desk, publishing: Service
) -> None:
    draft = await desk.submitted(ALERT)
    old = around(await desk.approver.get(draft))
    await hear(publishing, BEN)

    refused = Seen(await desk.approver.post(f"{draft}/approve", data=old))

    assert refused.errors()["audience"].startswith(
        "Whom it would go to has changed since you loaded the page"
    )
    assert (await press(desk.approver, draft, "/approve")).status_code == 303


async def test_the_clock_issues_to_whoever_is_registered_then_and_says_what_changed(
    desk: Desk, publishing: Service, clock: FixedClock
) -> None:
    draft = await desk.approved(ALERT)
    at = {"publish_at": "2025-11-21T10:00", "confirmation": REFERENCE}
    await press(desk.author, draft, "/schedule", **at)
    await hear(publishing, BEN)
    before = Seen(await desk.author.get(draft)).words
    assert "it goes to whoever is registered then" in before
    assert "People who get it now (1) Ben Cole of Yeovil (RA4)" in before
    clock.advance(hours=1)

    await jobs.tick(desk.database)
    await hear(publishing, a_person(active=False))

    after = Seen(await desk.author.get(draft)).words
    assert f"Issued by The clock, Friday 21 November 2025, 10:15am “{CHANGED}: 1 person more.”" in after
    assert "Whom it went to had changed since it was approved" in after
    assert "People who do not get it now" not in after
    ((who, details),) = await audited(publishing)
    assert who == "clock"
    assert (details["people"], details["people_gained"]) == (2, [str(person_id("Ben Cole"))])
    assert details["organisations_joined"] == []


async def test_while_the_register_is_not_heard_nobody_is_said_to_get_it(
    desk: Desk, publishing: Service
) -> None:
    async with publishing.database.transaction() as tx:
        await tx.execute(table(publishing.database.metadata, "organisations").delete())

    words = Seen(await desk.author.get(await desk.written(ALERT))).words

    assert "The register has not been heard here yet" in words


async def test_an_end_goes_to_whoever_has_the_alert_so_nothing_is_compared(
    desk: Desk, publishing: Service
) -> None:
    await desk.issued(ALERT)
    form = around(await desk.author.get(f"/desk/alerts/{REFERENCE}/end"))
    asked = await desk.author.post(
        f"/desk/alerts/{REFERENCE}/end", data=form | {"way": "close", "reason": "Done."}
    )
    draft = asked.headers["location"]
    await press(desk.author, draft, "/submit")
    await press(desk.approver, draft, "/approve")
    await hear(publishing, BEN)

    assert "Whom it would go to" not in Seen(await desk.author.get(draft)).words
    assert (await issue(desk, draft)).status_code == 303
