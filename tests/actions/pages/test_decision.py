"""Deciding, re-opening and writing down CAS, as a specialist, a colleague and a partner meet them."""

import asyncio
from dataclasses import replace

from contracts.events.actions import (
    CasRecorded,
    Decision,
    DecisionRecorded,
    OrganisationProgressed,
    Progress,
    ResponseStatus,
)
from tests.actions.conftest import Browser, a_token, checked
from tests.actions.stories import DONE, NOT_REQUIRED, REOPENED, Story
from tests.builders import a_person, an_alert, person_id


def decision(browser: Browser) -> str:
    return f"/actions/{browser.token}/decision"


async def statuses(story: Story) -> list[tuple[ResponseStatus | None, Progress]]:
    return [(said.status, said.progress) for said in await story.heard_of(OrganisationProgressed)]


async def test_a_decision_is_shown_with_who_and_why_and_said(browser: Browser, story: Story) -> None:
    answer = await browser.fill(decision(browser), **NOT_REQUIRED)
    assert answer.headers["location"] == f"{decision(browser)}?done=recorded"
    page = checked(await browser.client.get(answer.headers["location"])).text
    assert "Your organisation decided that nothing has to be done." in page
    assert "Decided that nothing has to be done, by Asha Verma (approved by Dr Lee, Medical director)" in page
    assert "We prescribe nothing." in page
    [said] = await story.heard_of(DecisionRecorded)
    assert (said.decision, said.reason) == (Decision.NOT_REQUIRED, "We prescribe nothing.")
    assert (said.approver, said.decided_by) == ("Dr Lee, Medical director", person_id("Asha Verma"))
    assert await statuses(story) == [(ResponseStatus.NOT_REQUIRED, Progress.COMPLETE)]


async def test_what_is_closed_records_nothing_before_it_is_re_opened(browser: Browser, story: Story) -> None:
    open_form = await browser.hidden(1)
    await browser.fill(decision(browser), **NOT_REQUIRED)
    refused = await browser.send(1, **(open_form | DONE))
    assert "response is closed" in refused.text
    assert await story.recorded() == 0
    assert (await browser.fill(decision(browser), **REOPENED)).status_code == 303
    assert (await browser.answer(1, **DONE)).status_code == 303
    decided = [said.decision for said in await story.heard_of(DecisionRecorded)]
    assert decided == [Decision.NOT_REQUIRED, Decision.REOPENED, Decision.REQUIRED]
    assert await statuses(story) == [
        (ResponseStatus.NOT_REQUIRED, Progress.COMPLETE),
        (ResponseStatus.ASSESSING, Progress.NOT_STARTED),
        (ResponseStatus.ONGOING, Progress.IN_PROGRESS),
    ]


async def test_acting_decides_and_is_held_against_the_deadline(browser: Browser, story: Story) -> None:
    await story.hears(an_alert(version=2, deadlines={"underway_by": "2025-11-30"}))
    await browser.answer(1, **DONE)
    page = await browser.open()
    assert "Your organisation has to act, and is at it." in page
    assert "9 days before the underway deadline" in page
    history = (await browser.client.get(decision(browser))).text
    assert "Recorded a first action, which says that the organisation has to act" in history


async def test_of_two_colleagues_who_decide_at_once_one_wins_and_the_other_is_shown_both(
    browser: Browser, story: Story
) -> None:
    colleague = replace(browser, token=a_token("Ben Cole"))
    mine, theirs = [await b.shown(decision(b)) for b in (browser, colleague)]
    answers = await asyncio.gather(
        browser.post(decision(browser), **(mine | NOT_REQUIRED)),
        colleague.post(decision(colleague), **(theirs | {"choice": "required"})),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(await story.heard_of(DecisionRecorded)) == 1
    if answers[1].status_code == 409:
        assert "Recorded less than a minute ago by Asha Verma" in answers[1].text
        assert "We prescribe nothing." in answers[1].text
    else:
        assert "Recorded less than a minute ago by Ben Cole" in answers[0].text
        assert "We prescribe nothing." in answers[0].text


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({}, "Choose one of the options", "choice"),
    ({"choice": "leave"}, "You chose to leave it as it is", "choice"),
    ({"choice": "unsure"}, "You are not sure", "choice"),
    (NOT_REQUIRED | {"approver_role": ""}, "Enter the role of who approved it", "approver_role"),
    (NOT_REQUIRED | {"reason_not_required": "Patient 943 476 5919"}, "NHS number", "reason_not_required"),
    (REOPENED, "there is nothing to re-open", "choice"),
]


async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    browser: Browser, story: Story
) -> None:
    for fields, words, field in WRONG:
        browser.clock.advance(minutes=2)
        answer = await browser.fill(decision(browser), **fields)
        assert answer.status_code in (409, 422)
        assert words in answer.text
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}"' in answer.text
        assert fields.get("reason_not_required", "") in answer.text
    assert await story.said() == []


async def test_a_partner_reads_and_sees_no_names(browser: Browser, story: Story) -> None:
    form = await browser.shown(decision(browser)) | NOT_REQUIRED
    await browser.post(decision(browser), **form)
    await story.hears(a_person(role="partner"))
    for page in ("", "/decision", "/sign-off", "/cas"):
        text = checked(await browser.client.get(f"/actions/{browser.token}{page}")).text
        assert "<form action" not in text
        assert "Dr Lee" not in text
        assert "by Asha Verma" not in text
    for path in ("decision", "sign-off", "cas"):
        assert (await browser.post(f"/actions/{browser.token}/{path}", **form)).status_code == 403
    assert len(await story.heard_of(DecisionRecorded)) == 1


CAS = {
    "cas_status": "Action required: ongoing",
    "answered_on_day": "20",
    "answered_on_month": "11",
    "answered_on_year": "2025",
}


async def test_what_was_answered_on_cas_stands_beside_it_and_is_added_to(
    browser: Browser, story: Story
) -> None:
    path = f"/actions/{browser.token}/cas"
    await browser.fill(path, **CAS)
    await browser.fill(path, **(CAS | {"cas_status": "Action completed", "answered_on_day": "21"}))
    assert "Also answered on CAS: Action completed on Friday 21 November 2025" in await browser.open()
    history = (await browser.client.get(path)).text
    assert "Wrote down that CAS was answered on 20 November 2025: Action required: ongoing" in history
    first, second = await story.heard_of(CasRecorded)
    assert (first.cas_status, second.cas_status) == ("Action required: ongoing", "Action completed")


async def test_an_answer_on_cas_needs_its_words_and_its_day(browser: Browser, story: Story) -> None:
    wrong = {
        "Choose the status": {"cas_status": ""},
        "today or in the past": {"answered_on_day": "22"},
        "real date": {"answered_on_day": ""},
    }
    for words, changes in wrong.items():
        answer = await browser.fill(f"/actions/{browser.token}/cas", **(CAS | changes))
        assert (answer.status_code, words in answer.text) == (422, True)
    assert await story.said() == []
