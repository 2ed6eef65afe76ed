from typing import Any

import pytest

from contracts.events.actions import Progress, ResponseStatus
from services.oversight.domain.evidence import EvidenceFile
from tests.builders import NOW, REFERENCE, an_alert
from tests.oversight.stage import Stage, a_story, acknowledged, audience, delivered, organisations, progressed

ADDRESS = f"/api/v1/alerts/{REFERENCE}/organisations"


async def ask(stage: Stage, query: str = "", status: int = 200) -> Any:
    answer = await stage.client.get(ADDRESS + query, headers={"authorization": "Bearer api-key-for-tests"})
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_every_organisation_says_how_it_stands(stage: Stage) -> None:
    await stage.hears(
        *a_story(), progressed("RA1", Progress.COMPLETE, done=2, outstanding=0, completed_at=NOW)
    )
    stage.clock.advance(days=4)

    answer = await ask(stage)

    assert answer["next"] is None
    first, second, third = answer["items"]
    assert first == {
        "ods_code": "RA1",
        "name": "Trust RA1",
        "region": "South West",
        "region_code": "Y58",
        "icb_code": "QSL",
        "must_respond": True,
        "sent_in_error_at": None,
        "status": "complete",
        "overdue": [],
        "delivered_at": "2025-11-20T09:58:02Z",
        "acknowledged_at": "2025-11-21T09:15:00Z",
        "acknowledged_by_role": "specialist",
        "progress": "complete",
        "response": None,
        "blocked": 0,
        "actions": {"done": 2, "not_applicable": 0, "outstanding": 0},
        "completed_at": "2025-11-21T09:15:00Z",
        "recipients": 1,
    }
    assert (second["status"], second["overdue"]) == ("delivered", ["acknowledge"])
    assert (third["status"], third["recipients"], third["delivered_at"]) == ("not_delivered", 0, None)


async def test_what_is_blocked_and_what_was_not_required_is_told(stage: Stage) -> None:
    done = progressed("RB1", Progress.COMPLETE, done=0, outstanding=0, status=ResponseStatus.NOT_REQUIRED)
    await stage.hears(*a_story(), progressed("RA1", blocked=1, status=ResponseStatus.ONGOING), done)

    told = [(item["status"], item["response"], item["blocked"]) for item in (await ask(stage))["items"]]

    assert told == [
        ("in_progress", "ongoing", 1),
        ("complete", "not_required", 0),
        ("not_delivered", None, 0),
    ]


async def test_pages_follow_each_other_and_miss_nothing(stage: Stage) -> None:
    codes = [f"R{number:02}" for number in range(7)]
    await stage.hears(an_alert(), audience(*codes))
    seen: list[str] = []
    after: str | None = ""

    while after is not None:
        answer = await ask(stage, f"?limit=3&after={after}")
        assert 1 <= len(answer["items"]) <= 3
        seen += [item["ods_code"] for item in answer["items"]]
        after = answer["next"]

    assert seen == codes


async def test_a_status_is_sifted_before_pages_are_cut(stage: Stage) -> None:
    codes = [f"R{number:02}" for number in range(9)]
    await stage.hears(an_alert(), audience(*codes), *delivered(*codes), *map(acknowledged, codes[::2]))

    first = await ask(stage, "?status=acknowledged&limit=3")
    rest = await ask(stage, f"?status=acknowledged&limit=3&after={first['next']}")

    assert [item["ods_code"] for item in (*first["items"], *rest["items"])] == codes[::2]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("region", "codes"), [("Y58", ["RA1"]), ("Y56", ["RB1"]), ("none", ["RX9"]), ("Y99", [])]
)
async def test_a_region_can_be_asked_for(stage: Stage, region: str, codes: list[str]) -> None:
    await stage.hears(
        an_alert(),
        *organisations("RA1"),
        *organisations("RB1", region_code="Y56", region_name="London"),
        audience("RA1", "RB1", "RX9"),
    )

    answer = await ask(stage, f"?region={region}")

    assert [item["ods_code"] for item in answer["items"]] == codes


async def test_an_organisation_the_register_has_not_told_yet_has_no_name(stage: Stage) -> None:
    await stage.hears(an_alert(), audience("RX9"))

    (item,) = (await ask(stage))["items"]

    assert (item["name"], item["region"], item["region_code"]) == (None, None, None)


async def test_what_cannot_be_answered_is_a_problem(stage: Stage) -> None:
    assert (await ask(stage, status=404))["title"] == "No such alert"
    await stage.hears(an_alert())
    assert (await ask(stage, "?status=sleeping", 422))["errors"]
    assert (await ask(stage, "?limit=0", 422))["errors"]


async def test_without_a_key_nothing_is_told(stage: Stage) -> None:
    await stage.hears(*a_story())

    answer = await stage.client.get(ADDRESS)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_evidence_of_one_organisation_can_be_taken_by_a_program(stage: Stage) -> None:
    await stage.hears(*a_story(), acknowledged("RB1"))
    address = f"{ADDRESS}/RA1/evidence"

    answer = await stage.client.get(address, headers={"authorization": "Bearer api-key-for-tests"})
    file = EvidenceFile.model_validate(answer.json())

    assert answer.status_code == 200
    assert (file.version, file.evidence.ods_code, file.evidence.organisation) == (1, "RA1", "Trust RA1")
    assert [change.what for change in file.evidence.changes][-1] == "The alert was acknowledged"
    assert "RB1" not in answer.text
    assert (await stage.client.get(address)).status_code == 401


async def test_there_is_no_evidence_where_an_alert_was_for_nobody(stage: Stage) -> None:
    await stage.hears(*a_story(), *organisations("RD1"))

    for code in ("RD1", "RX9"):
        answer = await stage.client.get(
            f"{ADDRESS}/{code}/evidence", headers={"authorization": "Bearer api-key-for-tests"}
        )
        assert answer.status_code == 404
        assert answer.json()["title"] == "No such evidence"
