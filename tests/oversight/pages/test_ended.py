"""An alert that has ended leaves the lists of what waits, keeps its outcome, and makes nobody late."""

import csv
from typing import Any

import pytest

from contracts.events.alerts import AlertStatus
from tests.builders import NOW, REFERENCE, an_alert, an_end
from tests.oversight.stage import ALERT, REGION, Stage, a_story, acknowledged, audience

OWN = "/organisations/RB1"
LATE = {"days": 30}


async def late_and_ended(stage: Stage, outcome: str, **changes: Any) -> None:
    await stage.hears(*a_story(), an_end(outcome, **changes))
    stage.clock.advance(**LATE)


@pytest.mark.parametrize("outcome", ["withdrawn", "superseded", "closed"])
async def test_nation_and_region_show_it_among_ended_ones_and_nobody_late(stage: Stage, outcome: str) -> None:
    await late_and_ended(stage, outcome)
    stage.sign_in_nationally()
    for address in ("/nation", REGION):
        words = await stage.sees(address)
        assert "No alert is open." in words
        shelf = words.partition("Alerts that were withdrawn, superseded or closed")[2]
        assert REFERENCE in shelf
        assert f"{outcome.capitalize()} Fri 21 Nov" in shelf


async def test_the_alerts_own_pages_say_how_it_ended_and_ask_nobody_to_ring(stage: Stage) -> None:
    await late_and_ended(stage, "superseded")
    stage.sign_in_nationally()
    for address in (f"/nation/alerts/{REFERENCE}", ALERT):
        words = await stage.sees(address)
        assert "This alert was superseded on Friday 21 November: nothing is asked any more." in words
        assert "NatPSA/2025/009/NHSPS stands in its place." in words
        assert "1 of 3 organisations had acknowledged." in words
        assert "It was sent in error." in words
    assert "Whom to ring" not in words
    assert "Late to" not in words


async def test_the_organisation_has_nothing_to_do_for_it(stage: Stage) -> None:
    await late_and_ended(stage, "withdrawn")
    stage.sign_in_nationally()
    words = await stage.sees(OWN)
    assert "Nothing waits for an answer." in words
    assert "Ended, or not for this organisation any more: 1" in words
    assert "Late to" not in words
    text = (await stage.client.get(f"{OWN}/alerts.csv")).text
    (row,) = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    assert (row["state"], row["late"], row["next_step"]) == (
        "Ended, or not for us any more",
        "",
        "Nothing",
    )
    assert (row["ended"], row["ended_at"]) == ("withdrawn", NOW.isoformat())


async def test_the_evidence_lists_the_end(stage: Stage) -> None:
    await late_and_ended(stage, "closed")
    stage.sign_in_nationally()
    words = await stage.sees(f"{OWN}/alerts/{REFERENCE}/evidence")
    assert "The alert was closed" in words
    assert "It was sent in error." in words


async def test_a_live_page_learns_of_the_end(stage: Stage) -> None:
    await stage.hears(*a_story())
    stage.sign_in()
    before = await stage.client.get(f"{ALERT}/live")
    await stage.hears(an_end())
    known = {"if-none-match": before.headers["etag"]}
    after = await stage.client.get(f"{ALERT}/live", headers=known)
    assert after.status_code == 200
    assert "This alert was withdrawn on" in after.text


async def test_an_end_before_everything_else_and_said_twice_is_kept_once(stage: Stage) -> None:
    await stage.hears(an_end("closed"), an_end("withdrawn"), *a_story())
    stage.sign_in()
    assert "Closed Fri 21 Nov" in await stage.sees(REGION)


@pytest.mark.parametrize("status", [AlertStatus.EXERCISE, AlertStatus.TEST])
async def test_exercises_and_tests_are_in_no_sum_of_what_is_real(stage: Stage, status: AlertStatus) -> None:
    practice = "NatPSA/2025/900/NHSPS"
    await stage.hears(*a_story(), acknowledged("RB1"), acknowledged("RC1"))
    stage.sign_in_nationally()
    before = {address: await stage.sees(address) for address in ("/nation", REGION, OWN)}
    await stage.hears(an_alert(reference=practice, status=status), audience("RB1", "RC1", reference=practice))
    for address, words in before.items():
        after = await stage.sees(address)
        assert practice in after
        assert sentence_of(after).startswith(sentence_of(words))
    stage.clock.advance(**LATE)
    stage.sign_in_nationally()
    for address in ("/nation", REGION):
        assert "One alert is open; no organisation is late." in await stage.sees(address)
    assert "1 alert waits for an answer; none is overdue." in await stage.sees(OWN)


def sentence_of(words: str) -> str:
    """All that stands before the lists."""
    return words.partition("True as of")[0].rpartition("Alerts ")[2]
