"""Whoever got an alert in error is not counted as one that must answer; who is added is, from then on."""

import csv

from contracts.events.alerts import AudienceCorrected
from contracts.events.distribution import AudienceWidened
from tests.builders import NOW, REFERENCE, a_correction, a_widening
from tests.oversight.stage import ALERT, Stage, a_story, acknowledged, organisations

IN_ERROR = a_correction(sent_in_error=("RB1",), reason="RB1 was named by mistake.")
NATION = f"/nation/alerts/{REFERENCE}"
OWN = "/organisations/RB1"
LATE = {"days": 30}


async def test_it_is_counted_apart_and_nobody_there_is_late(stage: Stage) -> None:
    await stage.hears(*a_story())
    stage.sign_in_nationally()
    before = await stage.sees(NATION)
    await stage.hears(IN_ERROR)
    stage.clock.advance(**LATE)
    stage.sign_in_nationally()
    words = await stage.sees(NATION)
    assert "1 of 3 organisations has acknowledged" in before
    assert "1 of 2 organisations has acknowledged" in words
    assert "Sent in error 1" in words
    listed = await stage.sees(f"{ALERT}?show=sent_in_error")
    assert "Trust RB1 (RB1) Sent in error, as was said Friday 21 November 2025, 9:15am" in listed
    assert "Trust RB1 (RB1)" not in await stage.sees(f"{ALERT}?show=late")
    assert "Trust RB1 (RB1)" not in await stage.sees(f"{ALERT}?show=informed")


async def test_the_organisation_has_nothing_to_do_and_what_it_answered_stays(stage: Stage) -> None:
    await stage.hears(*a_story(), acknowledged("RB1"), IN_ERROR)
    stage.clock.advance(**LATE)
    stage.sign_in_nationally()
    words = await stage.sees(OWN)
    assert "Nothing waits for an answer." in words
    assert "Sent in error, as was said Friday 21 November 2025, 9:15am: nothing is asked" in words
    assert "Acknowledged Fri 21 Nov" in words
    text = (await stage.client.get(f"{OWN}/alerts.csv")).text
    (row,) = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    assert (row["ended"], row["ended_at"], row["late"]) == ("sent_in_error", NOW.isoformat(), "")


async def test_whoever_is_added_is_counted_and_late_like_everybody_else(stage: Stage) -> None:
    await stage.hears(*organisations("RA4"), a_correction(), a_widening(), *a_story())
    stage.clock.advance(**LATE)
    stage.sign_in_nationally()
    assert "1 of 4 organisations has acknowledged" in await stage.sees(NATION)
    assert "Trust RA4 (RA4)" in await stage.sees(f"{ALERT}?show=late")


async def test_of_two_corrections_the_later_holds_whichever_is_heard_first(stage: Stage) -> None:
    again = a_correction(number=2, must_respond=("RB1",))
    await stage.hears(*a_story(), again, a_widening("RB1", number=2), IN_ERROR)
    stage.sign_in_nationally()
    assert "1 of 3 organisations has acknowledged" in await stage.sees(NATION)


async def test_the_evidence_of_an_organisation_tells_its_own_correction_alone(stage: Stage) -> None:
    correction = a_correction(must_respond=("RA4",), sent_in_error=("RB1",), reason="Swapped.")
    await stage.hears(*a_story(), *organisations("RA4"), correction, a_widening())
    stage.sign_in_nationally()
    for code, said, other in (("RB1", "Sent in error", "RA4"), ("RA4", "Must respond", "RB1")):
        evidence = (await stage.client.get(f"/organisations/{code}/alerts/{REFERENCE}/evidence.json")).json()
        changes = evidence["evidence"]["changes"]
        (told,) = [one for one in changes if one["type"] == AudienceCorrected.type_name()]
        assert told["what"] == "Whom the alert is for was corrected"
        assert other not in str(told["said"]), said
    assert AudienceWidened.type_name() in {one["type"] for one in changes}
