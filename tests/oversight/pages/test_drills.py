"""The report of an exercise: by events alone, for the national team, and never about what is real."""

import csv
from datetime import timedelta

from contracts.events.alerts import AlertStatus
from contracts.events.register import Role
from tests.builders import NOW, REFERENCE, a_count, an_alert, an_end, said
from tests.oversight.stage import (
    Stage,
    acknowledged,
    audience,
    hear,
    organisations,
    progressed,
    specialist,
)

ALERT = f"/nation/alerts/{REFERENCE}"
DRILL = f"{ALERT}/drill"
EXERCISE = an_alert(status=AlertStatus.EXERCISE)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


async def an_exercise(stage: Stage) -> None:
    """Said at NOW, whatever its document states. RA1 acknowledges, RB1 acts, RC1 has nobody, RL1 is told."""
    await stage.hears(*organisations("RA1", "RB1", "RC1"), specialist("RA1"), specialist("RB1"))
    await stage.hears(*organisations("RL1", region_code="Y56", region_name="London"))
    await hear(stage.service, said(EXERCISE, sequence=900, time=NOW))
    await stage.hears(audience("RA1", "RB1", "RC1", informed=["RL1"], nobody=["RC1"]))
    for code, took in (("RA1", 1), ("RB1", 2), ("RL1", 3)):
        await stage.hears(a_count(ods_code=code, first_accepted_at=NOW + minutes(took)))
    await stage.hears(acknowledged("RA1", acknowledged_at=NOW + minutes(10)))
    await stage.hears(progressed("RB1", first_action_at=NOW + minutes(65)))


async def test_the_report_says_how_long_each_region_took_and_who_is_missing(stage: Stage) -> None:
    await an_exercise(stage)
    stage.sign_in_nationally()

    seen = await stage.sees(DRILL)

    assert "Its mail reached 3 of 4 organisations; 2 of the 3 that must answer acknowledged" in seen
    reach, _, acknowledge = seen.partition("Time to acknowledge: ")
    assert "Region London Organisations 1 Reached 1 100% Half after 3 minutes" in reach
    assert (
        "England Organisations 4 Reached 3 75% Half after 2 minutes Nine in ten after Not yet "
        "The slowest after 3 minutes"
    ) in reach
    assert "England Must answer 3 Acknowledged 2 67% Half after 1 hour 5 minutes" in acknowledge
    slowest = acknowledge.partition("Slowest to acknowledge")[2]
    assert slowest.index("Trust RB1 (RB1)") < slowest.index("Trust RA1 (RA1)")
    assert "Not reached yet: 1 organisation" in slowest
    assert "Trust RC1 (RC1) Region South West Why Nobody is registered" in slowest
    assert "Not acknowledged yet: 1 organisation" in slowest


async def test_while_it_runs_it_says_so_and_at_its_end_it_is_final(stage: Stage) -> None:
    await an_exercise(stage)
    stage.sign_in_nationally()
    assert "The exercise is still running: this is true as of 09:15:00." in await stage.sees(DRILL)

    await stage.hears(an_end("closed"))
    seen = await stage.sees(DRILL)
    assert "These times are final." in seen
    assert "Did not acknowledge: 1 organisation" in seen


async def test_the_file_has_every_organisation(stage: Stage) -> None:
    await an_exercise(stage)
    stage.sign_in_nationally()

    answer = await stage.client.get(f"{DRILL}.csv")

    assert answer.headers["content-disposition"] == 'attachment; filename="NatPSA-2025-006-NHSPS-drill.csv"'
    rows = list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))
    assert {row["ods_code"]: row["seconds_to_acknowledge"] for row in rows} == {
        "RA1": "600",
        "RB1": "3900",
        "RC1": "",
        "RL1": "",
    }


async def test_a_later_version_neither_restarts_the_clock_nor_forgets(stage: Stage) -> None:
    await an_exercise(stage)
    later = an_alert(status=AlertStatus.EXERCISE, version=2)
    await hear(stage.service, said(later, sequence=901, time=NOW + minutes(100)))
    await stage.hears(audience("RA1", "RB1", "RC1", "RD1", version=2))
    await stage.hears(a_count(ods_code="RD1", version=2, first_accepted_at=NOW + minutes(104)))
    stage.sign_in_nationally()

    rows = csv.DictReader((await stage.client.get(f"{DRILL}.csv")).text.removeprefix("\ufeff").splitlines())

    assert {row["ods_code"]: row["seconds_to_reach"] for row in rows} == {
        "RA1": "60",
        "RB1": "120",
        "RC1": "",
        "RD1": "240",
        "RL1": "180",
    }


async def test_an_exercise_of_which_little_has_arrived_says_what_will_stand_there(stage: Stage) -> None:
    await stage.hears(EXERCISE)
    stage.sign_in_nationally()

    seen = await stage.sees(DRILL)

    assert "Which organisations it is for has not arrived yet." in seen
    assert "How long it took to reach each region" in seen
    assert f"{DRILL}.csv" not in await stage.links(DRILL)


async def test_the_exercises_page_leads_to_its_report_and_a_real_alert_has_none(stage: Stage) -> None:
    await an_exercise(stage)
    real = "NatPSA/2025/007/NHSPS"
    await stage.hears(an_alert(reference=real), audience("RA1", reference=real))
    stage.sign_in_nationally()

    assert DRILL in await stage.links(ALERT)
    assert f"/nation/alerts/{real}/drill" not in await stage.links(f"/nation/alerts/{real}")
    for file in ("drill", "drill.csv"):
        refused = await stage.sees(f"/nation/alerts/{real}/{file}", 404)
        assert "This alert is not an exercise" in refused


async def test_a_regional_lead_does_not_see_it(stage: Stage) -> None:
    await an_exercise(stage)
    stage.sign_in(Role.REGIONAL_LEAD, "Y58")

    assert "You may not see this page" in await stage.sees(DRILL, 403)
