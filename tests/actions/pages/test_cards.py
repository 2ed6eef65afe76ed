"""The pages behind a link, as a browser, a colleague, a robot and a stranger meet them."""

import asyncio
from dataclasses import replace

import pytest

from contracts.events.actions import (
    ActionRecorded,
    ActionState,
    ActionWork,
    Decision,
    DecisionRecorded,
    LateReason,
    OrganisationProgressed,
    Progress,
)
from tests.actions.conftest import Browser, a_token, checked
from tests.actions.stories import DONE, NOT_APPLICABLE, OUTSTANDING, STARTED, Story, an_acknowledgement
from tests.builders import REFERENCE, a_person, an_alert, an_audience, person_id


async def test_the_page_shows_where_the_organisation_stands(browser: Browser, story: Story) -> None:
    await story.hears(an_acknowledgement())
    page = await browser.open()
    assert "Asha Verma, Thursday 20 November 2025, 11am" in page
    assert "Somerset NHS Foundation Trust" in page
    assert "Complete all actions by Friday 20 November 2026" in page
    assert "2 of 2 actions are outstanding" in page
    assert f'href="/answer/{browser.token}"' in page


async def test_no_choice_is_made_beforehand(browser: Browser) -> None:
    assert " checked" not in await browser.open()


async def test_a_recorded_action_shows_who_and_when(browser: Browser, story: Story) -> None:
    answer = await browser.answer(1, **DONE)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/actions/{browser.token}?recorded=1"
    page = checked(await browser.client.get(answer.headers["location"])).text
    assert "Action 1 is recorded as done." in page
    assert "by Chief pharmacist on Thursday 20 November 2025" in page
    assert await story.recorded() == 1


async def test_what_is_recorded_is_said(browser: Browser, story: Story) -> None:
    await browser.answer(1, **DONE, note="Report run.\r\nFiled.")
    recorded, decided, progressed = await story.said()
    assert isinstance(recorded, ActionRecorded)
    assert recorded.subject() == f"{REFERENCE}/RH5"
    assert (recorded.number, recorded.state, recorded.note) == (1, ActionState.DONE, "Report run.\nFiled.")
    assert recorded.recorded_by == person_id("Asha Verma")
    assert isinstance(decided, DecisionRecorded)
    assert (decided.decision, decided.decided_by) == (Decision.REQUIRED, person_id("Asha Verma"))
    assert isinstance(progressed, OrganisationProgressed)
    assert (progressed.progress, progressed.done, progressed.outstanding) == (Progress.IN_PROGRESS, 1, 1)
    assert progressed.first_action_at == recorded.recorded_at


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_changes_nothing(browser: Browser, story: Story, method: str) -> None:
    answer = await browser.client.request(method, f"/actions/{browser.token}?recorded=1")
    assert answer.status_code == 200
    assert await story.recorded() == 0
    assert await story.said() == []


async def test_a_robot_that_sends_every_form_as_it_stands_changes_nothing(
    browser: Browser, story: Story
) -> None:
    await browser.answer(2, **DONE)
    for number in (1, 2):
        answer = await browser.answer(number, website="", done_by="", note="")
        assert answer.status_code == 422
    assert await story.recorded() == 1


async def test_answers_alone_complete_nothing(browser: Browser, story: Story) -> None:
    await browser.answer(1, **DONE)
    await browser.answer(2, **NOT_APPLICABLE)
    last = (await story.said())[-1]
    assert isinstance(last, OrganisationProgressed)
    assert (last.progress, last.done, last.not_applicable) == (Progress.IN_PROGRESS, 1, 1)
    assert last.completed_at is None
    assert "No action is outstanding" in await browser.open()


async def test_an_answer_can_be_set_back(browser: Browser, story: Story) -> None:
    for number, fields in ((1, DONE), (2, NOT_APPLICABLE), (2, OUTSTANDING)):
        await browser.answer(number, **fields)
    last = (await story.said())[-1]
    assert isinstance(last, OrganisationProgressed)
    assert (last.progress, last.completed_at) == (Progress.IN_PROGRESS, None)
    page = await browser.open()
    assert "What was recorded before (1)" in page
    assert "We prescribe nothing." in page


@pytest.mark.parametrize(
    ("nonce", "words"),
    [
        ("", "not made for your link"),
        ("1.2.3", "not made for your link"),
        ("foreign", "not made for your link"),
    ],
)
async def test_a_form_that_was_not_shown_for_this_link_changes_nothing(
    browser: Browser, story: Story, nonce: str, words: str
) -> None:
    if nonce == "foreign":
        nonce = (await replace(browser, token=a_token("Ben Cole")).hidden(1))["page_nonce"]
    answer = await browser.send(1, **DONE, page_nonce=nonce, revision="0")
    assert answer.status_code == 403
    assert words in answer.text
    assert "Chief pharmacist" in answer.text
    assert await story.recorded() == 0


@pytest.mark.parametrize(
    ("moved", "words"),
    [({"seconds": -2}, "faster than a person"), ({"hours": 25}, "more than a day")],
)
async def test_a_form_too_quick_or_too_old_keeps_what_was_typed(
    browser: Browser, story: Story, moved: dict[str, float], words: str
) -> None:
    hidden = await browser.hidden(1)
    browser.clock.advance(**moved)
    answer = await browser.send(1, **(hidden | DONE))
    assert answer.status_code == 403
    assert words in answer.text
    assert "Chief pharmacist" in answer.text
    assert await story.recorded() == 0


async def test_the_field_people_never_see_stops_machines(browser: Browser, story: Story) -> None:
    answer = await browser.answer(1, **DONE, website="https://spam.example")
    assert answer.status_code == 403
    assert await story.recorded() == 0


async def test_the_same_form_twice_changes_nothing_and_shows_success(browser: Browser, story: Story) -> None:
    form = await browser.hidden(1) | DONE
    first, second = await asyncio.gather(browser.send(1, **form), browser.send(1, **form))
    assert [first.status_code, second.status_code] == [303, 303]
    assert await story.recorded() == 1
    assert len(await story.said()) == 3


async def test_the_same_form_changed_is_not_taken_for_a_repeat(browser: Browser, story: Story) -> None:
    form = await browser.hidden(1) | DONE
    await browser.send(1, **form)
    answer = await browser.send(1, **(form | {"done_by": "Somebody else"}))
    assert answer.status_code == 409
    assert "Somebody else" in answer.text
    assert await story.recorded() == 1


async def test_of_two_colleagues_at_once_one_wins_and_the_other_is_told(
    browser: Browser, story: Story
) -> None:
    colleague = replace(browser, token=a_token("Ben Cole"))
    mine, theirs = await browser.hidden(1), await colleague.hidden(1)
    answers = await asyncio.gather(
        browser.send(1, **(mine | DONE)), colleague.send(1, **(theirs | NOT_APPLICABLE))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    told = next(answer.text for answer in answers if answer.status_code == 409)
    assert "answered after your page was loaded" in told
    assert "Chief pharmacist" in told
    assert "We prescribe nothing." in told
    assert await story.recorded() == 1


async def test_colleagues_at_different_actions_do_not_disturb_each_other(
    browser: Browser, story: Story
) -> None:
    colleague = replace(browser, token=a_token("Ben Cole"))
    mine, theirs = await browser.hidden(1), await colleague.hidden(2)
    answers = await asyncio.gather(browser.send(1, **(mine | DONE)), colleague.send(2, **(theirs | DONE)))
    assert [answer.status_code for answer in answers] == [303, 303]
    last = (await story.said())[-1]
    assert isinstance(last, OrganisationProgressed)
    assert (last.progress, last.done) == (Progress.IN_PROGRESS, 2)


async def test_a_form_that_came_back_stale_can_be_sent_again(browser: Browser, story: Story) -> None:
    stale = await browser.hidden(1)
    await browser.answer(1, **NOT_APPLICABLE)
    assert (await browser.send(1, **(stale | DONE))).status_code == 409
    assert (await browser.answer(1, **DONE)).status_code == 303
    assert await story.recorded() == 2


@pytest.mark.parametrize("revision", ["7", "-1", "x", "", "9" * 30])
async def test_a_revision_that_was_never_shown_is_refused(
    browser: Browser, story: Story, revision: str
) -> None:
    assert (await browser.answer(1, **DONE, revision=revision)).status_code == 409
    assert await story.recorded() == 0


@pytest.mark.parametrize(
    ("fields", "words", "field"),
    [
        ({}, "Choose how far this action is", "state"),
        ({"state": "perhaps"}, "Choose how far this action is", "state"),
        (DONE | {"done_by": " "}, "Enter who did it", "done_by"),
        (DONE | {"done_on_day": "22"}, "must be today or in the past", "done_on"),
        (DONE | {"done_on_day": "31"}, "must be a real date", "done_on"),
        (NOT_APPLICABLE | {"reason_not_applicable": ""}, "does not apply", "reason_not_applicable"),
        (OUTSTANDING | {"reason_blocked": "x" * 2001}, "2,000 characters", "reason_blocked"),
        (DONE | {"note": "Seen: 943 476 5919"}, "is a valid NHS number", "note"),
        (DONE | {"evidence": "javascript:alert(1)"}, "must begin with https://", "evidence"),
        (DONE | {"state": "leave"}, "leave this action as it is", "state"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, story: Story, fields: dict[str, str], words: str, field: str
) -> None:
    answer = await browser.answer(1, **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#action-1-{field}"' in answer.text
    assert f'id="action-1-{field}"' in answer.text
    assert await story.recorded() == 0


@pytest.mark.parametrize("number", ["3", "0", "-1", "one", "9999999999"])
async def test_an_action_the_alert_does_not_have_is_refused(
    browser: Browser, story: Story, number: str
) -> None:
    answer = await browser.send(number, **(await browser.hidden(1) | DONE))
    assert answer.status_code == 404
    assert await story.recorded() == 0


async def test_somebody_no_longer_registered_is_refused(browser: Browser, story: Story) -> None:
    form = await browser.hidden(1) | DONE
    await story.hears(a_person(active=False))
    for answer in (await browser.send(1, **form), await browser.client.get(f"/actions/{browser.token}")):
        assert answer.status_code == 403
        assert "no longer registered" in checked(answer).text
    assert await story.recorded() == 0


async def test_somebody_who_moved_to_another_organisation_is_refused(browser: Browser, story: Story) -> None:
    await story.hears(a_person(ods_code="RBL"))
    assert (await browser.client.get(f"/actions/{browser.token}")).status_code == 403


async def test_a_partner_sees_and_does_not_record(browser: Browser, story: Story) -> None:
    form = await browser.hidden(1) | DONE
    await story.hears(a_person(role="partner"))
    assert "<form" not in await browser.open()
    assert (await browser.send(1, **form)).status_code == 403
    assert await story.recorded() == 0


@pytest.mark.parametrize("token", ["x", "k1.x", "k1.äöü", "k2.AAAA", a_token()[:-10] + 10 * "A"])
async def test_a_link_that_nobody_signed_is_refused(browser: Browser, token: str) -> None:
    answer = await browser.client.get(f"/actions/{token}")
    assert answer.status_code == 404
    assert "This link cannot be read" in checked(answer).text


async def test_what_has_not_arrived_is_waited_for_politely(browser: Browser) -> None:
    for token, words in (
        (a_token("Nobody yet"), "Your registration is"),
        (a_token(version=2), "The alert is"),
    ):
        answer = await browser.client.get(f"/actions/{token}")
        assert answer.status_code == 503
        assert words in checked(answer).text


async def test_hostile_text_is_shown_as_text(browser: Browser) -> None:
    hostile = "\"><script>alert(1)</script>'</textarea>{{ 7*7 }}"
    kept = await browser.answer(1, **(DONE | {"done_by": hostile, "note": hostile}))
    assert kept.status_code == 303
    typed = await browser.answer(2, state="not_applicable", done_by=hostile, reason_blocked=hostile)
    for page in (await browser.open(), typed.text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "{{ 7*7 }}" in page


async def test_a_page_for_information_says_that_no_answer_is_needed(browser: Browser, story: Story) -> None:
    informed = an_audience().organisations[0].model_copy(update={"must_respond": False})
    await story.hears(an_alert(version=2), an_audience(version=2, organisations=(informed,)))
    page = await browser.open()
    assert "No answer is needed" in page
    assert "c-deadline" not in page
    assert (await browser.answer(1, **DONE)).status_code == 303


async def test_an_exercise_says_so(browser: Browser, story: Story) -> None:
    await story.hears(an_alert(version=2, status="exercise"))
    assert "EXERCISE" in await browser.open()


REWORDED = an_alert().actions[0].model_copy(update={"text": "Find and review them."})


async def test_an_action_that_reads_differently_now_is_asked_again(browser: Browser, story: Story) -> None:
    await browser.answer(1, **DONE, note="Minute 7.")
    await browser.answer(2, **DONE)
    stale = await browser.hidden(1)
    await story.hears(an_alert(version=2, actions=(REWORDED, an_alert().actions[1])))
    last = (await story.said())[-1]
    assert isinstance(last, OrganisationProgressed)
    assert (last.version, last.done, last.outstanding) == (2, 1, 1)
    page = await browser.open()
    assert page.count("reads differently since version 1") == 1
    assert "Answered for version 1:" in page
    assert "1 of 2 actions is outstanding" in page
    assert "Your link came with version 1" in page
    told = await browser.send(1, **(stale | DONE))
    assert told.status_code == 409
    assert "It stands above as it reads now." in told.text
    assert await story.recorded() == 2
    assert (await browser.answer(1, **DONE, note="Minute 7.")).status_code == 303
    recorded = (await story.heard_of(ActionRecorded))[-1]
    assert (recorded.version, recorded.state) == (2, ActionState.DONE)
    assert "No action is outstanding" in await browser.open()


async def test_actions_in_another_order_keep_their_answers(browser: Browser, story: Story) -> None:
    await browser.answer(1, **DONE)
    first, second = an_alert().actions
    third = first.model_copy(update={"number": 3})
    await story.hears(an_alert(version=2, actions=(third, second, first)))
    page = await browser.open()
    assert "reads differently" not in page
    assert "2 of 3 actions are outstanding" in page
    await story.hears(an_alert(version=3, actions=(second,)))
    assert "Answers to actions that version 3 no longer has" in await browser.open()


async def test_a_card_shows_all_that_is_recorded(browser: Browser, story: Story) -> None:
    due = {"due_on_day": "26", "due_on_month": "11", "due_on_year": "2025"}
    evidence = "https://trust.example/minutes?n=7&x=<b>"
    await browser.answer(
        1, state="in_progress", owner="Ward managers", note="Half.", evidence="Folder 3", **due
    )
    await browser.answer(2, **DONE, evidence=evidence)
    page = await browser.open()
    for words in ("In progress", "Ward managers", "Half.", "Folder 3", "Due on Wednesday 26 November 2025"):
        assert words in page
    assert "(in 3 working days)" in page
    link = 'href="https://trust.example/minutes?n=7&amp;x=&lt;b&gt;" rel="noopener noreferrer nofollow"'
    assert page.count(link) == 1
    recorded = (await story.heard_of(ActionRecorded))[0]
    assert (recorded.work, recorded.owner) == (ActionWork.IN_PROGRESS, "Ward managers")
    assert (str(recorded.due_on), recorded.evidence) == ("2025-11-26", "Folder 3")


async def test_whoever_is_late_is_asked_why(browser: Browser, story: Story) -> None:
    assert "Why is it late?" not in await browser.open()
    browser.clock.advance(days=370)
    page = await browser.open()
    assert page.count("Why is it late?") == 1
    assert "It was due on Friday 20 November 2026 (6 days late)" in page
    assert (await browser.answer(1, **DONE)).status_code == 303, "it was done in time"
    asked = await browser.answer(2, **OUTSTANDING)
    assert (asked.status_code, "Choose why this action is late" in asked.text) == (422, True)
    assert (await browser.answer(2, **OUTSTANDING, late_because="supplier")).status_code == 303
    assert (await story.heard_of(ActionRecorded))[-1].late_because is LateReason.SUPPLIER
    page = await browser.open()
    assert "Why it is late</dt><dd>Supplier" in page
    assert page.count("</span> Late") == 1


async def test_only_what_is_open_can_be_shown(browser: Browser) -> None:
    await browser.answer(1, **DONE)
    assert 'href="/actions/' + browser.token + '?show=open#what"' in await browser.open()
    page = checked(await browser.client.get(f"/actions/{browser.token}?show=open")).text
    assert 'id="action-2"' in page
    assert 'id="action-1"' not in page
    await browser.answer(2, **NOT_APPLICABLE)
    page = checked(await browser.client.get(f"/actions/{browser.token}?show=open")).text
    assert "Those that are would stand here" in page


async def test_two_tabs_are_shown_as_a_merge_and_sent_again_only_on_purpose(
    browser: Browser, story: Story
) -> None:
    colleague = replace(browser, token=a_token("Ben Cole"))
    first, second = await browser.hidden(1), await colleague.hidden(1)
    await browser.send(1, **first, **STARTED, note="Half of the wards.")
    browser.clock.advance(minutes=2)
    mine = second | STARTED | {"owner": "Chief pharmacist", "note": "All wards but two."}
    told = await colleague.send(1, **mine)
    assert told.status_code == 409
    text = told.text
    assert "Recorded 2 minutes ago by Asha Verma" in text
    for label, yours, theirs in (
        ("Who does it", "Chief pharmacist", "Ward managers"),
        ("Note", "All wards but two.", "Half of the wards."),
    ):
        entry = text.split(f"<strong>{label}</strong>")[1].split("</li>")[0]
        assert f"Yours: {yours}" in entry
        assert f"Recorded by a colleague: {theirs}" in entry
    assert "<strong>How far it is</strong>" not in text, "both say the same"
    assert "Save mine in its place: action 1" in text
    assert await story.recorded() == 1
    assert (await colleague.send(1, **mine)).status_code == 409, "the same page is as stale as before"
    on_purpose = await colleague.answer(1, **(mine | await colleague.hidden(1)))
    assert on_purpose.status_code == 303
    assert await story.recorded() == 2


async def test_what_a_colleague_recorded_is_shown_whatever_else_is_wrong(
    browser: Browser, story: Story
) -> None:
    """The form that comes back is made from what is recorded now, so it may not hide that from its sender."""
    form = await browser.hidden(1)
    await replace(browser, token=a_token("Ben Cole")).answer(1, **NOT_APPLICABLE)
    incomplete = await browser.send(1, **form, state="done", done_by="Me")
    browser.clock.advance(hours=25)
    too_old = await browser.send(1, **form, **DONE)
    for answer, status in ((incomplete, 422), (too_old, 403)):
        assert answer.status_code == status
        assert "by Ben Cole" in answer.text
        assert "Recorded by a colleague: We prescribe nothing." in answer.text
    assert await story.recorded() == 1


async def test_the_address_of_a_form_leads_back_to_its_card(browser: Browser) -> None:
    answer = await browser.client.get(f"/actions/{browser.token}/2")
    assert answer.headers["location"] == f"/actions/{browser.token}?answer=2#action-2"
