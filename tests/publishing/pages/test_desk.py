import pytest
from httpx import AsyncClient

from contracts.events.alerts import AlertIssued, AlertStatus
from contracts.events.register import Role
from services.kit.database import Database
from services.local.alerts import sample_alerts
from services.publishing.handlers.hear import record_alert
from services.publishing.handlers.issue import issue_alert
from tests.builders import REFERENCE, an_alert, said
from tests.publishing.signed_in import Seen, sign_in


async def test_an_empty_desk_says_what_will_stand_there(author: AsyncClient) -> None:
    desk = Seen(await author.get("/desk"))
    assert "No alert has been issued yet" in desk.words
    assert "/desk/alerts/new" in desk.links()


async def test_the_desk_lists_each_alert_with_where_to_go_next(
    author: AsyncClient, database: Database
) -> None:
    async with database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="a person")
    desk = Seen(await author.get("/desk"))
    assert "Thursday 20 November 2025, 9:58am on this desk" in desk.words
    for deadline in ("Acknowledge by Monday 24 November 2025", "Complete by Friday 20 November 2026"):
        assert deadline in desk.words
    assert desk.links() >= {f"{to}/{REFERENCE}" for to in ("/desk/alerts", "/nation/alerts", "/deliveries")}


@pytest.mark.parametrize("program", ["api", "key/settings"])
async def test_what_a_program_issued_at_once_is_said_to_be_so(
    author: AsyncClient, database: Database, program: str
) -> None:
    async with database.transaction() as tx:
        await issue_alert(tx, an_alert(), by=program)
    assert "9:58am by a program" in Seen(await author.get("/desk")).words
    assert "without a second person" in Seen(await author.get(f"/desk/alerts/{REFERENCE}")).words


@pytest.mark.parametrize("status", [AlertStatus.EXERCISE, AlertStatus.TEST])
async def test_what_is_not_meant_is_marked_in_words(
    author: AsyncClient, database: Database, status: AlertStatus
) -> None:
    async with database.transaction() as tx:
        await issue_alert(tx, an_alert(status=status), by="api")
    for address in ("/desk", f"/desk/alerts/{REFERENCE}"):
        assert status.value.upper() in Seen(await author.get(address)).words


async def test_an_alert_from_elsewhere_says_whence(author: AsyncClient, database: Database) -> None:
    async with database.transaction() as tx:
        await record_alert(tx, said(an_alert(), source="https://other.example"))
        await record_alert(tx, said(an_alert(title="Not <b>this</b>"), source="https://third.example"))
    desk = Seen(await author.get("/desk")).words
    assert "heard from https://other.example" in desk
    assert "Not <b>this</b>" in desk
    assert "the first content stays" in desk
    assert "Heard from https://other.example" in Seen(await author.get(f"/desk/alerts/{REFERENCE}")).words


async def test_a_long_desk_goes_on_on_another_page(author: AsyncClient, database: Database) -> None:
    async with database.transaction() as tx:
        for number in range(51):
            await issue_alert(tx, an_alert(reference=f"NatPSA/2025/{number:03}/MHRA"), by="api")
    first = Seen(await author.get("/desk"))
    (onward,) = [link for link in first.links() if link.startswith("/desk?")]
    second = Seen(await author.get(onward))
    assert "NatPSA/2025/000/MHRA" in second.words
    assert "NatPSA/2025/000/MHRA" not in first.words


async def test_every_sample_alert_is_shown_whole(author: AsyncClient, database: Database) -> None:
    alerts, _ = sample_alerts()
    async with database.transaction() as tx:
        for alert in alerts:
            await issue_alert(tx, alert, by="api")
    for alert in alerts:
        shown = Seen(await author.get(f"/desk/alerts/{alert.reference}")).words
        assert [text for text in texts(alert) if " ".join(text.split()) not in shown] == []


def texts(alert: AlertIssued) -> list[str]:
    """All that the issuer wrote, in prose or in lists."""
    actions = [text for action in alert.actions for text in (action.text, *action.parts)]
    prose = (alert.title, alert.summary, alert.attribution, alert.additional_information, alert.lead)
    return [*filter(None, prose), *actions, *alert.not_confirmed, *alert.joint_with, *alert.supersedes]


async def test_what_an_issuer_did_not_state_is_said_to_be_not_stated(
    author: AsyncClient, database: Database
) -> None:
    async with database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="api")
    words = Seen(await author.get(f"/desk/alerts/{REFERENCE}")).words
    assert "Category Not stated" in words
    assert "Work under way by Not stated" in words


async def test_the_document_can_be_taken_away(author: AsyncClient, database: Database) -> None:
    async with database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="api")
    assert f"/desk/alerts/{REFERENCE}.json" in Seen(await author.get(f"/desk/alerts/{REFERENCE}")).links()
    document = await author.get(f"/desk/alerts/{REFERENCE}.json")
    assert document.json() == an_alert().model_dump(mode="json")


async def test_an_unknown_alert_says_what_to_do(author: AsyncClient) -> None:
    seen = Seen(await author.get(f"/desk/alerts/{REFERENCE}"))
    assert seen.status == 404
    assert "load this page again in a moment" in seen.words


async def test_the_desk_is_for_the_national_team(anybody: AsyncClient) -> None:
    alert = f"/desk/alerts/{REFERENCE}"
    pages = ("/desk", "/desk/alerts/new", alert, f"{alert}.json")
    for address in pages:
        stranger = await anybody.get(address)
        assert (stranger.status_code, stranger.headers["location"]) == (303, f"/sign-in?next={address}")
    sign_in(anybody, Role.REGIONAL_LEAD)
    assert {(await anybody.get(address)).status_code for address in pages} == {403}
    sign_in(anybody, Role.NATIONAL_APPROVER)
    assert [(await anybody.get(address)).status_code for address in pages] == [200, 200, 404, 404]
