"""An organisation's own page, and what can be taken away from it."""

import csv
import io
import json
import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from httpx import Response
from pypdf import PdfReader

from contracts.events.actions import Progress, ResponseStatus
from contracts.events.alerts import AlertStatus, Deadlines
from contracts.events.register import Role
from services.oversight.domain.evidence import EvidenceFile
from services.oversight.pages import organisations as pages
from tests.builders import NOW, REFERENCE, a_count, a_person, an_alert, person_id
from tests.oversight.domain.test_evidence import MAIL
from tests.oversight.domain.test_work import handed, recorded
from tests.oversight.stage import (
    Stage,
    a_story,
    acknowledged,
    asked,
    audience,
    delivered,
    examples_of_an_alert,
    organisations,
    progressed,
    specialist,
)

OWN = "/organisations/RA1"
SECOND = "NatPSA/2025/007/MHRA"
OF_ONE = f"/alerts/{REFERENCE}/evidence"
SUFFIXES = ("", "/alerts.csv", "/board-report.pdf", OF_ONE, f"{OF_ONE}.json", f"{OF_ONE}.pdf")
#: Stands on every page of an evidence file, in the middle of whatever goes on there.
FOOT = re.compile(r"\S+, \w+\. SHA-256 \w{64}\s+Page \d+")


def text_of(answer: Response) -> str:
    """What can be taken out of a PDF, parted by single blanks."""
    pages = PdfReader(BytesIO(answer.content)).pages
    return " ".join(" ".join(FOOT.sub(" ", page.extract_text()) for page in pages).split())


def unbroken(text: str) -> str:
    """Without blanks: where a line ends is the paper's own business."""
    return re.sub(r"\s", "", text)


async def taken(stage: Stage, address: str) -> Response:
    answer = await stage.client.get(address)
    assert answer.status_code == 200, answer.text
    return answer


# Who may see it


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.SPECIALIST, "RA1", 200),
        (Role.EXECUTIVE_LEAD, "RA1", 200),
        (Role.ICB_LEAD, "QSL", 200),
        (Role.REGIONAL_LEAD, "Y58", 200),
        (Role.NATIONAL_AUTHOR, None, 200),
        (Role.AUDITOR, None, 200),
        (Role.SPECIALIST, "RB1", 403),
        (Role.REGIONAL_LEAD, "Y56", 403),
        (Role.PARTNER, "RA1", 403),
        (Role.OPERATOR, None, 403),
    ],
)
async def test_the_page_and_all_that_hangs_on_it_open_for_the_same_people(
    stage: Stage, role: Role, code: str | None, status: int
) -> None:
    await stage.hears(*a_story())
    stage.sign_in(role, code)

    answers = [await stage.client.get(OWN + suffix) for suffix in SUFFIXES]

    assert [answer.status_code for answer in answers] == [status] * len(SUFFIXES)


async def test_strangers_are_sent_to_sign_in(stage: Stage) -> None:
    answer = await stage.client.get(OWN)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={OWN}")


async def test_a_link_opens_its_own_organisation_and_all_that_hangs_on_it(stage: Stage) -> None:
    await stage.hears(*a_story())
    base = f"/organisation/{stage.token('Specialist RA1', 'RA1')}"

    for suffix in SUFFIXES:
        await taken(stage, base + suffix)
    assert "Trust RA1 (RA1)" in await stage.sees(base)


async def test_a_link_for_something_else_or_of_somebody_who_left_opens_nothing(stage: Stage) -> None:
    await stage.hears(*a_story(), a_person("Pat Partner", ods_code="RA1", role=Role.PARTNER))

    async def sees(token: str, status: int) -> str:
        return await stage.sees(f"/organisation/{token}", status)

    assert "cannot be read" in await sees(stage.token("Specialist RA1", "RA1", u="act"), 404)
    assert "cannot be read" in await sees(stage.token("Specialist RA1", "RA1", u="sign"), 404)
    assert "cannot be read" in await sees("session.e30.forged", 404)
    assert "not ready yet" in await sees(stage.token("Nobody Yet", "RA1"), 503)
    assert "no longer registered" in await sees(stage.token("Specialist RA1", "RB1"), 403)
    assert "another view" in await sees(stage.token("Pat Partner", "RA1"), 403)
    await stage.hears(specialist("RA1", active=False))
    assert "no longer registered" in await sees(stage.token("Specialist RA1", "RA1"), 403)


# The page


async def two_alerts(stage: Stage) -> None:
    """One is late to be acknowledged; the other is acted on, and due in a year."""
    days = Deadlines(acknowledge_by=date(2025, 12, 20), complete_by=date(2026, 12, 1))
    second = an_alert(reference=SECOND, short_title="Syringe pumps stop early", deadlines=days)
    later = NOW + timedelta(days=40)
    await stage.hears(*a_story()[:5])
    await stage.hears(
        second,
        audience("RA1", reference=SECOND, acknowledge_by=later),
        acknowledged("RA1", reference=SECOND),
        recorded(reference=SECOND, ods_code="RA1", number=1, owner="Ward manager", due_on=date(2025, 11, 22)),
        handed(2, reference=SECOND, ods_code="RA1"),
        progressed("RA1", reference=SECOND, status=ResponseStatus.ONGOING, outstanding=2, done=0, blocked=1),
    )
    await stage.hears(an_alert(), audience("RA1", "RB1"), *delivered("RA1"))
    stage.clock.advance(days=4)


async def test_what_is_overdue_comes_first_with_what_to_do_next(stage: Stage) -> None:
    await two_alerts(stage)
    stage.sign_in(Role.SPECIALIST, "RA1")

    seen = await stage.sees(OWN)

    assert "2 alerts wait for an answer; 1 is overdue." in seen
    assert seen.index("Overdue: 1 alert, by deadline") < seen.index("Waiting for me: 1 alert, by deadline")
    overdue, waiting = seen[seen.index("Overdue: 1 alert,") :].split("Waiting for me: 1 alert,")
    assert "Next Acknowledge Open the alert" in overdue
    assert "! Late to acknowledge" in overdue
    assert "Acknowledge by Monday 24 November 2025" in overdue
    assert "Next Finish 2 actions" in waiting
    assert "0 done, 2 outstanding ! 1 blocked ! Action 1 was due Sat 22 Nov" in waiting
    assert "Owners: Ward manager, Łukasz Żółć" in waiting
    assert "Action required, ongoing" in waiting
    assert "Complete by Tuesday 1 December 2026" in waiting
    assert "self-certified" in seen


async def test_a_list_can_be_narrowed_shared_and_searched(stage: Stage) -> None:
    await two_alerts(stage)
    stage.sign_in(Role.SPECIALIST, "RA1")

    assert f"{OWN}?state=overdue" in await stage.links(OWN)
    narrowed = await stage.sees(f"{OWN}?state=overdue&q=penicillin")
    assert "Penicillin" in narrowed
    assert "Syringe" not in narrowed
    assert f"{OWN}/alerts.csv?q=penicillin&state=overdue" in await stage.links(
        f"{OWN}?q=penicillin&state=overdue"
    )
    assert "Syringe" in await stage.sees(f"{OWN}?q=2025%2F007")
    assert "No alert fits what you asked for." in await stage.sees(f"{OWN}?q=nothing+of+the+kind")
    assert "What was sent cannot be read" in await stage.sees(f"{OWN}?state=sleeping", 422)


async def test_an_organisation_without_alerts_is_told_what_would_stand_there(stage: Stage) -> None:
    await stage.hears(*organisations("RA1"))
    stage.sign_in(Role.SPECIALIST, "RA1")

    seen = await stage.sees(OWN)

    assert "Nothing waits for an answer." in seen
    assert "The first one will stand here." in seen
    stage.sign_in_nationally()
    assert "This organisation is not known" in await stage.sees("/organisations/RX9", 404)


async def test_pages_follow_each_other(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ON_A_PAGE", 1)
    await two_alerts(stage)
    stage.sign_in(Role.SPECIALIST, "RA1")

    first, second = await stage.sees(OWN), await stage.sees(f"{OWN}?page=2")

    assert ("Penicillin" in first, "Syringe" in first) == (True, False)
    assert ("Penicillin" in second, "Syringe" in second) == (False, True)
    assert f"{OWN}?page=2" in await stage.links(OWN)
    assert OWN in {link.removesuffix("?page=1") for link in await stage.links(f"{OWN}?page=2")}
    assert "past the last page" in await stage.sees(f"{OWN}?page=9")


async def test_each_reader_is_led_where_they_can_answer(stage: Stage) -> None:
    await two_alerts(stage)
    token = stage.token("Specialist RA1", "RA1")

    by_link = await stage.links(f"/organisation/{token}")
    assert {f"/answer/{token}", f"/actions/{token}", f"/mine/{SECOND}"} <= by_link
    assert f"/mine/{REFERENCE}" not in by_link

    stage.sign_in(Role.SPECIALIST, "RA1")
    assert {f"/mine/{REFERENCE}", f"/mine/{SECOND}"} <= await stage.links(OWN)

    stage.sign_in(Role.AUDITOR, None)
    looked_at = await stage.links(OWN)
    assert [link for link in looked_at if link.startswith(("/mine", "/answer", "/actions"))] == []
    assert f"{OWN}/alerts/{REFERENCE}/evidence" in looked_at
    assert "Waiting for an answer: 1 alert" in await stage.sees(OWN)


async def test_an_integrated_care_board_is_led_to_its_organisations_where_its_lead_may_go(
    stage: Stage,
) -> None:
    await stage.hears(
        *organisations("QSL", icb_code=None),
        *organisations("RA1", "RB1"),
        *organisations("RZ9", icb_code="QXX"),
    )
    stage.sign_in(Role.ICB_LEAD, "QSL")

    links = await stage.links("/organisations/QSL")

    assert {link for link in links if link.startswith("/organisations/R")} == {
        "/organisations/RA1",
        "/organisations/RB1",
    }
    stage.sign_in(Role.SPECIALIST, "QSL")
    assert "integrated care board" not in await stage.sees("/organisations/QSL")


async def test_practice_is_marked_and_what_was_only_told_waits_for_nobody(stage: Stage) -> None:
    await stage.hears(
        *organisations("RA1"),
        an_alert(status=AlertStatus.EXERCISE),
        audience("RA1"),
        an_alert(reference=SECOND),
        audience(informed=["RA1"], reference=SECOND),
    )
    stage.sign_in(Role.SPECIALIST, "RA1")

    seen = await stage.sees(OWN)

    assert "EXERCISE: Penicillin" in seen
    assert "For information only: 1 alert, newest first" in seen
    assert "Nothing waits for an answer. Beside that, 1 exercise or test waits for an answer." in seen


async def test_the_newest_version_that_was_for_the_organisation_is_shown(stage: Stage) -> None:
    await stage.hears(*organisations("RA1"), an_alert(), audience("RA1"))
    await stage.hears(an_alert(version=2, short_title="Second thoughts"), audience("RB1", version=2))
    stage.sign_in(Role.SPECIALIST, "RA1")
    seen = await stage.sees(OWN)
    assert "Second thoughts" not in seen
    assert "Version 2 is not for this organisation" in seen
    assert "Nothing waits for an answer." in seen

    await stage.hears(audience("RA1", version=3), an_alert(version=3, short_title="Third thoughts"))
    assert "Third thoughts NatPSA/2025/006/NHSPS, version 3" in await stage.sees(OWN)


# Taken away


async def test_the_spreadsheet_holds_what_is_listed(stage: Stage) -> None:
    await two_alerts(stage)
    stage.sign_in(Role.SPECIALIST, "RA1")

    answer = await taken(stage, f"{OWN}/alerts.csv?state=waiting")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="RA1-alerts.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [(row["reference"], row["owners"]) for row in rows] == [(SECOND, "Ward manager, Łukasz Żółć")]


async def test_a_hostile_title_is_only_text_everywhere(stage: Stage) -> None:
    title = "=HYPERLINK(1)<script>alert(1)</script>"
    await stage.hears(
        *organisations("RA1"), an_alert(title=title, short_title=title), audience("RA1"), specialist("RA1")
    )
    stage.sign_in(Role.SPECIALIST, "RA1")

    assert f"'{title}" in (await taken(stage, f"{OWN}/alerts.csv")).text
    assert title in await stage.sees(OWN)
    assert "<script>alert" not in (await taken(stage, f"{OWN}/alerts/{REFERENCE}/evidence")).text
    assert unbroken(title) in unbroken(text_of(await taken(stage, f"{OWN}/board-report.pdf")))


async def test_the_board_gets_one_page(stage: Stage) -> None:
    await two_alerts(stage)
    for number in range(20, 50):
        reference = f"NatPSA/2025/{number:03}/MHRA"
        note = f"Blocked for reason {number}. " * 30
        blocked = recorded(reference=reference, ods_code="RA1", work="blocked", note=note)
        await stage.hears(an_alert(reference=reference), audience("RA1", reference=reference), blocked)
    stage.sign_in(Role.EXECUTIVE_LEAD, "RA1")

    answer = await taken(stage, f"{OWN}/board-report.pdf")
    pdf, said = PdfReader(BytesIO(answer.content)), text_of(answer)

    assert len(pdf.pages) == 1
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Patient safety alerts: report to the board of Trust RA1 (RA1)"
    assert str(pdf.root_object["/Lang"]) == "en-GB"
    assert answer.headers["content-type"] == "application/pdf"
    assert "Alerts to answer Done Of these in time Open Overdue 32 0 0 32" in said
    assert "What stands in the way" in said
    assert "And 22 more" in said
    assert "self-certified" in said
    assert "True as of Tuesday 25 November 2025, 09:15:00." in said


EVIDENCE = f"/organisations/RH5/alerts/{REFERENCE}/evidence"


async def everything_happened(stage: Stage) -> None:
    """Every event there is, in all its fields; and people whose names no typewriter has."""
    for event in examples_of_an_alert():
        await stage.hears(event.data)
    await stage.hears(
        *organisations("RH5"),
        specialist("RH5", name="Łukasz Żółć"),
        a_count(mails=[MAIL]),
        acknowledged("RH5", user_agent="A browser"),
    )
    stage.sign_in(Role.AUDITOR, None)


async def test_the_evidence_is_the_same_on_the_page_in_json_and_on_paper(stage: Stage) -> None:
    await everything_happened(stage)

    file = EvidenceFile.model_validate((await taken(stage, f"{EVIDENCE}.json")).json())
    answer = await taken(stage, f"{EVIDENCE}.pdf")
    paper, seen = unbroken(text_of(answer)), unbroken(await stage.sees(EVIDENCE))

    assert file.generated_by == "Robin Lead"
    assert {change.type for change in file.evidence.changes} == {
        event.type for event in examples_of_an_alert()
    }
    for told in (paper, seen):
        assert file.sha256 in told
        for words in ("self-certified", "ŁukaszŻółć", "2.0.0Ok:queued", "<1@alerts.example>", "byRobinLead"):
            assert words in told
        for change in file.evidence.changes:
            assert change.event_id in told
            missing = {text for text in texts_in(change.said) if unbroken(text) not in told}
            assert missing == set(), change.what
        assert unbroken("The sign-off was settled: signed. Friday 21 November 2025, 09:15:00, by") in told
    pdf = PdfReader(BytesIO(answer.content))
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"Evidence: {REFERENCE}, Trust RH5"


def texts_in(said: Any) -> set[str]:
    """All that people wrote; codes, instants and ids are told in words."""
    if isinstance(said, dict):
        return {text for name, value in said.items() if name != "mails" for text in texts_in(value)}
    if isinstance(said, list):
        return {text for value in said for text in texts_in(value)}
    return {said} if isinstance(said, str) and " " in said else set()


async def test_a_long_text_goes_on_over_pages_and_a_sign_the_font_lacks_is_named(stage: Stage) -> None:
    long = "\n".join(f"Line {number} of the note, 薬." for number in range(900))
    await stage.hears(*organisations("RH5"), an_alert(), audience("RH5"), recorded(note=long[:19_000]))
    stage.sign_in(Role.AUDITOR, None)

    answer = await taken(stage, f"{EVIDENCE}.pdf")

    assert len(PdfReader(BytesIO(answer.content)).pages) > 5
    said = text_of(answer)
    assert "Line 0 of the note, [U+85AC]." in said
    assert "Line 500 of the note, [U+85AC]." in said


async def test_what_was_never_for_an_organisation_has_no_evidence(stage: Stage) -> None:
    await stage.hears(*organisations("RA1", "RB1"), an_alert(), audience("RA1"))
    stage.sign_in(Role.AUDITOR, None)

    for end in ("", ".json", ".pdf"):
        answer = await stage.client.get(f"/organisations/RB1/alerts/{REFERENCE}/evidence{end}")
        assert answer.status_code == 404
    await taken(stage, f"{OWN}/alerts/{REFERENCE}/evidence")


async def test_nothing_of_another_organisation_is_told(stage: Stage) -> None:
    await stage.hears(*a_story(), asked(1, "RB1"), acknowledged("RB1"))
    stage.sign_in(Role.SPECIALIST, "RA1")

    text = (await taken(stage, f"{OWN}/alerts/{REFERENCE}/evidence.json")).text

    assert "RB1" not in text
    assert str(person_id("Specialist RB1")) not in text
    assert json.loads(text)["evidence"]["ods_code"] == "RA1"


async def test_what_was_not_required_stands_among_what_is_done(stage: Stage) -> None:
    spared = progressed("RA1", Progress.COMPLETE, status=ResponseStatus.NOT_REQUIRED, completed_at=NOW)
    await stage.hears(*a_story(), spared)
    stage.sign_in(Role.SPECIALIST, "RA1")

    seen = await stage.sees(OWN)

    assert "Done: 1 alert, newest first" in seen
    assert "– Not required Action not required" in seen
    assert "Nothing waits for an answer." in seen
