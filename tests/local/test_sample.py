"""What a demonstration is filled with, as far as it can be said without one."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from contracts.deadlines import uk_day
from contracts.events.register import Role
from services.kit.config import KitSettings
from services.local import sample
from services.local.demo import Demo, Kept
from services.local.parts import LocalParts
from services.local.site import Site, SiteError

NOW = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)


def a_demo(data_dir: Path) -> Demo:
    """One that is not running: only its folder counts."""
    kept = Kept(1, "api-key", "session-key", "link-key", "password")
    return Demo(KitSettings(site="http://127.0.0.1:1"), kept, LocalParts("", "", "", None, ()), data_dir)  # type: ignore[arg-type]


def test_only_open_organisations_have_people() -> None:
    rows = list(csv.DictReader(sample.organisations_csv().decode().splitlines()))
    closed = {row["ods_code"] for row in rows if row["status"] != "active"}
    codes = {person.ods_code for person in sample.people()}

    assert closed
    assert codes.isdisjoint(closed)
    assert codes - {""} == {row["ods_code"] for row in rows} - closed


def test_the_register_is_as_large_as_the_story_needs() -> None:
    assert sum(person.role == "specialist" for person in sample.people()) >= 700


def test_everybody_has_a_role_there_is() -> None:
    assert {person.role for person in sample.people()} <= {role.value for role in Role}


def test_somebody_of_every_kind_can_be_looked_at() -> None:
    accounts = sample.accounts()
    regions = [account for account in accounts if account.role == "regional_lead"]

    assert accounts[0].role == "specialist"
    assert accounts[0].ods_code.startswith("R"), "a trust's, because trusts have to answer"
    assert len({account.ods_code for account in regions}) == 7
    assert {account.role for account in accounts} == {
        "specialist",
        "regional_lead",
        "national_author",
        "national_approver",
        "operator",
        "auditor",
        "partner",
    }
    assert {account.email for account in accounts} <= {person.email for person in sample.people()}


def test_the_alert_issued_just_now_is_the_last_and_the_only_one_mailed() -> None:
    *before, last = sample.history(NOW)

    assert (last.reference, last.issued_at, last.mailing) == (sample.JUST_ISSUED, NOW, "send")
    assert {alert.mailing for alert in before} == {"none"}
    assert sample.JUST_ISSUED not in {alert.reference for alert in before}


def test_the_alerts_come_in_the_order_they_were_issued() -> None:
    issued = [alert.issued_at for alert in sample.history(NOW)]

    assert issued == sorted(issued)
    assert len(issued) > 10


def test_one_real_alert_is_left_for_whoever_tries_it() -> None:
    assert sample.LEFT_TO_PUBLISH == "NatPSA/2025/006/NHSPS"
    assert sample.LEFT_TO_PUBLISH not in {alert.reference for alert in sample.history(NOW)}


def test_deadlines_of_the_moved_alert_lie_ahead() -> None:
    *_, last = sample.history(NOW)

    assert [words for words, day in last.deadlines.stated() if day < uk_day(NOW)] == []


def test_a_second_try_to_load_keeps_the_time_of_the_first(tmp_path: Path) -> None:
    demo = a_demo(tmp_path)

    assert sample._began_loading(demo, NOW) == NOW
    assert sample._began_loading(demo, NOW + timedelta(days=3)) == NOW


async def test_what_is_loaded_is_not_loaded_again(tmp_path: Path) -> None:
    (tmp_path / "sample.json").write_text("{}")
    told: list[str] = []

    assert not await sample.load(a_demo(tmp_path), NOW, told.append)
    assert told == []


async def test_a_refused_register_ends_the_loading_in_words() -> None:
    refused = {"accepted": False, "refused": [{"line": 2, "reason": "no such type"}]}
    transport = httpx.MockTransport(lambda _: httpx.Response(422, json=refused))
    running = Site(httpx.AsyncClient(base_url="http://site.example", transport=transport))

    with pytest.raises(SiteError, match=r"The sample organisations were refused: .*no such type"):
        await sample.import_register(running)


async def test_organisations_are_imported_before_their_people() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"accepted": True})

    await sample.import_register(
        Site(httpx.AsyncClient(base_url="http://site.example", transport=httpx.MockTransport(answer)))
    )

    assert asked == ["/api/v1/organisations", "/api/v1/people"]
