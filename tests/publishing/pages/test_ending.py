import pytest

from contracts.events.alerts import AlertEnded
from services.publishing.handlers.issue import issue_alert
from tests.builders import NOW, REFERENCE, an_alert
from tests.publishing.desk_work import Desk, around, press
from tests.publishing.signed_in import Seen

END = f"/desk/alerts/{REFERENCE}/end"
OTHER = "NatPSA/2025/007/MHRA"


async def asked(desk: Desk, **fields: str) -> str:
    """Where the request's page is."""
    form = around(await desk.author.get(END))
    return str((await desk.author.post(END, data=form | fields)).headers["location"])


async def issued(desk: Desk, *references: str) -> None:
    async with desk.database.transaction() as tx:
        for reference in references:
            await issue_alert(tx, an_alert(reference=reference), by="a person")


@pytest.mark.parametrize(
    ("way", "outcome", "successor"),
    [("withdraw", "withdrawn", None), ("close", "closed", None), ("supersede", "superseded", OTHER)],
)
async def test_an_alert_ends_once_two_people_want_it(
    desk: Desk, way: str, outcome: str, successor: str | None
) -> None:
    await issued(desk, REFERENCE, OTHER)
    draft = await asked(desk, way=way, reason="It does not hold.", superseded_by=successor or "")
    alone = await press(desk.author, draft, "/submit")
    assert (alone.status_code, alone.headers["location"]) == (303, draft)
    assert (await press(desk.author, draft, "/issue", confirmation=REFERENCE)).status_code == 409
    assert "Request to " in Seen(await desk.approver.get("/desk")).words
    await press(desk.approver, draft, "/approve")
    assert (await press(desk.approver, draft, "/issue", confirmation="")).status_code == 422
    await press(desk.approver, draft, "/issue", confirmation=REFERENCE)
    assert (await desk.said())[2:] == [
        AlertEnded.model_validate(
            {
                "reference": REFERENCE,
                "version": 1,
                "outcome": outcome,
                "reason": "It does not hold.",
                "ended_at": NOW,
                "superseded_by": successor,
            }
        )
    ]
    page = Seen(await desk.author.get(f"/desk/alerts/{REFERENCE}"))
    assert f"{outcome.capitalize()} on Friday 21 November 2025, 9:15am" in page.words
    assert "Write a new version" not in page.words
    assert outcome.capitalize() in Seen(await desk.author.get("/desk")).words


async def test_nothing_follows_the_end(desk: Desk) -> None:
    await issued(desk, REFERENCE)
    version = (await press(desk.author, f"/desk/alerts/{REFERENCE}", "/version")).headers["location"]
    draft = version.removesuffix("/edit")
    await desk.rewritten(draft, change_reason="Too late.", **no_deadlines())
    await desk.settled(await asked(desk, way="withdraw", reason="Wrong."))
    refused = Seen(await desk.settled(draft))
    assert "is at its end, so nothing more can be issued for it" in refused.words
    assert (await desk.author.get(END)).status_code == 409
    assert (await press(desk.author, f"/desk/alerts/{REFERENCE}", "/version")).status_code == 409
    assert len(await desk.said()) == 2


def no_deadlines() -> dict[str, str]:
    names = ("acknowledge_by", "underway_by", "complete_by")
    return {f"{name}-{part}": "" for name in names for part in ("day", "month", "year")}


async def test_a_request_about_an_older_version_is_refused(desk: Desk) -> None:
    await issued(desk, REFERENCE)
    draft = await asked(desk, way="close", reason="All done.")
    async with desk.database.transaction() as tx:
        await issue_alert(tx, an_alert(version=2), by="a person")
    assert "Version 2 of NatPSA/2025/006/NHSPS was issued meanwhile." in Seen(await desk.settled(draft)).words


async def test_what_is_missing_is_told(desk: Desk) -> None:
    await issued(desk, REFERENCE)
    form = around(await desk.author.get(END))
    assert Seen(await desk.author.post(END, data=form)).errors() == {"way": "Choose how the alert ends"}
    patient = form | {"way": "close", "reason": "943 476 5919"}
    assert "valid NHS number" in Seen(await desk.author.post(END, data=patient)).errors()["reason"]
    draft = await asked(desk, way="supersede", reason="")
    page = Seen(await desk.author.get(draft)).words
    assert "Enter the reason; everybody who got the alert reads it" in page
    assert "Enter the reference of the alert that stands in its place" in page
    await desk.rewritten(draft, reason="A better one.", superseded_by=OTHER)
    refused = Seen(await desk.settled(draft)).words
    assert f"{OTHER}, which is to stand in its place, is not known. Issue it first." in refused
