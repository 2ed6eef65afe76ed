"""One action behind the link of whoever was asked to do it, registered or not."""

import asyncio
from uuid import UUID, uuid4

import pytest

from contracts.events.actions import ActionAssigned, ActionRecorded, ActionWork, AssignmentEnded
from contracts.links import LinkPurpose
from tests.actions.conftest import Browser, a_token, an_owner_token, checked
from tests.actions.pages.test_assigning import asked, people
from tests.actions.stories import DONE, LENA, NOT_APPLICABLE, STARTED, TOMASZ, Story
from tests.builders import an_alert


def owner(assignment_id: UUID) -> str:
    return f"/owner/{an_owner_token(assignment_id)}"


async def test_an_owner_sees_the_alert_their_action_and_who_asked(browser: Browser, story: Story) -> None:
    here = owner(await asked(browser, story, **TOMASZ, note="The list is with pharmacy."))
    page = checked(await browser.client.get(here)).text
    assert "Asha Verma asked you, Tomasz Nowak, to do action 1" in page
    assert "The list is with pharmacy." in page
    assert "Staff have entered a penicillin allergy" in page
    assert "Friday 20 November 2026" in page
    assert "Find patients recorded with a penicillamine allergy." in page
    assert "Action 2 (secondary care): Cover safe recording" in page
    assert page.count("<form") == page.count(f'<form action="{here}"') == 1
    assert 'value="Tomasz Nowak"' in page
    assert " checked" not in page


async def test_what_an_owner_records_is_signed_with_who_asked(browser: Browser, story: Story) -> None:
    assignment_id = await asked(browser, story)
    here = owner(assignment_id)
    answer = await browser.fill(here, **STARTED, note="Half of the wards.")
    assert answer.headers["location"] == f"{here}?done=recorded"
    page = checked(await browser.client.get(answer.headers["location"])).text
    assert "What you said of action 1 is recorded." in page
    assert "Recorded by you" in page
    (said,) = await story.heard_of(ActionRecorded)
    assert (said.recorded_by, said.assignment_id) == (assignment_id, assignment_id)
    assert (said.work, said.owner, said.note) == (
        ActionWork.IN_PROGRESS,
        "Ward managers",
        "Half of the wards.",
    )
    card = await browser.open()
    assert "Recorded by Tomasz Nowak, asked by Asha Verma" in card
    assert "They last recorded something on" in card


WRONG: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"organisation": ""}, 422, "Choose the organisation"),
    ({"organisation": "another"}, 422, "not the organisation this link is for"),
    ({"organisation": "unsure"}, 422, "Ask who sent you here"),
    ({"state": ""}, 422, "Choose how far this action is"),
    ({"state": "leave"}, 422, "leave this action as it is"),
    ({"owner": ""}, 422, "Enter who does it"),
    ({"note": "943 476 5919"}, 422, "is a valid NHS number"),
    ({"website": "x"}, 403, "people never see"),
    ({"page_nonce": "x"}, 403, "not made for your link"),
    ({"revision": "9"}, 409, "answered after your page was loaded"),
    ({"version": ""}, 409, "wording changed after your page was loaded"),
)


async def test_an_owners_form_that_does_not_count_changes_nothing_and_keeps_what_was_typed(
    browser: Browser, story: Story
) -> None:
    here = owner(await asked(browser, story))
    form = await browser.shown(here) | STARTED | {"evidence": "Folder 3"}
    for fields, status, words in WRONG:
        answer = await browser.post(here, **(form | fields))
        assert (answer.status_code, words in answer.text) == (status, True), fields
        assert 'value="Folder 3"' in answer.text
        browser.clock.advance(minutes=2)
    assert await story.recorded() == 0
    assert (await browser.post(here, **form)).status_code == 303


async def test_a_machine_that_tries_one_option_after_the_other_changes_nothing(
    browser: Browser, story: Story
) -> None:
    here = owner(await asked(browser, story))
    form = await browser.shown(here) | STARTED
    await browser.post(here, **(form | {"organisation": "another"}))
    resting = await asyncio.gather(
        *(browser.post(here, **(form | {"organisation": one})) for one in ("RBL", "RH5", "unsure"))
    )
    assert {answer.status_code for answer in resting} == {422}
    assert await story.recorded() == 0
    browser.clock.advance(seconds=61)
    assert (await browser.post(here, **form)).status_code == 303


async def test_looking_changes_nothing(browser: Browser, story: Story) -> None:
    here = owner(await asked(browser, story))
    before = await story.said()
    for path in (here, f"{here}/hand-on", f"{here}/not-for-me"):
        for method in ("GET", "HEAD"):
            assert (await browser.client.request(method, path)).status_code == 200
    assert await story.said() == before


async def test_an_owner_hands_on_to_somebody_else(browser: Browser, story: Story) -> None:
    first = await asked(browser, story)
    here = owner(first)
    answer = await browser.fill(f"{here}/hand-on", **LENA, note="You have the list.")
    assert answer.headers["location"] == here
    handed, ended = (await story.said())[-2:]
    assert isinstance(handed, ActionAssigned)
    assert isinstance(ended, AssignmentEnded)
    assert (handed.owner_name, handed.assigned_by, handed.assigned_by_name) == (
        "Lena Fischer",
        first,
        "Tomasz Nowak",
    )
    assert (ended.assignment_id, ended.outcome, ended.ended_by) == (first, "handed_on", first)
    gone = checked(await browser.client.get(here))
    assert gone.status_code == 410
    assert "handed on to somebody else by the holder of this link on 21 November 2025" in gone.text
    lenas = owner(handed.assignment_id)
    assert "Tomasz Nowak asked you, Lena Fischer" in (await browser.client.get(lenas)).text
    assert (await browser.fill(lenas, **DONE)).status_code == 303
    assert "Recorded by Lena Fischer, asked by Tomasz Nowak" in await browser.open()


async def test_an_owner_says_that_it_is_not_for_them(browser: Browser, story: Story) -> None:
    here = owner(await asked(browser, story))
    assert (await browser.fill(f"{here}/not-for-me", reason=" ")).status_code == 422
    answer = await browser.fill(f"{here}/not-for-me", reason="I work in estates.")
    assert answer.headers["location"] == here
    (ended,) = await story.heard_of(AssignmentEnded)
    assert (ended.outcome, ended.reason, ended.ended_by) == (
        "revoked",
        "I work in estates.",
        ended.assignment_id,
    )
    card = await browser.open()
    assert "Said that it is not for them" in card
    assert "I work in estates." in card


async def test_a_link_that_ended_shows_no_more_than_the_title(browser: Browser, story: Story) -> None:
    assignment_id = await asked(browser, story, **TOMASZ, note="Secret words.")
    here = owner(assignment_id)
    form = await browser.shown(here) | STARTED
    asking = await browser.shown(f"{here}/hand-on") | LENA
    await browser.fill(f"{people(browser)}/{assignment_id}", reason="They left.")
    before = await story.said()
    answers = [
        await browser.client.get(here),
        await browser.client.get(f"{here}/hand-on"),
        await browser.client.get(f"{here}/not-for-me"),
        await browser.post(here, **form),
        await browser.client.post(f"{here}/hand-on", data=asking, follow_redirects=True),
        await browser.client.post(f"{here}/hand-on", data=asking | {"owner_email": "test"}),
        await browser.client.post(f"{here}/not-for-me", data=form | {"reason": "x"}, follow_redirects=True),
    ]
    for answer in answers:
        assert answer.status_code == 410
        assert "ended by the patient safety specialist on 21 November 2025" in checked(answer).text
        assert "Penicillin allergy recorded as penicillamine allergy" in answer.text
        for hidden in ("Asha", "Tomasz", "They left", "Secret", "Find patients", "Somerset"):
            assert hidden not in answer.text
    assert await story.said() == before


@pytest.mark.parametrize("purpose", [LinkPurpose.ANSWER, LinkPurpose.SIGN])
async def test_a_link_for_something_else_does_not_open_it(browser: Browser, purpose: LinkPurpose) -> None:
    assert (await browser.client.get(f"/owner/{a_token(purpose=purpose)}")).status_code == 404


async def test_a_link_of_another_organisation_or_to_nothing_opens_nothing(
    browser: Browser, story: Story
) -> None:
    assignment_id = await asked(browser, story)
    for token in (an_owner_token(assignment_id, ods_code="RBL"), an_owner_token(uuid4()), "x"):
        answer = await browser.client.get(f"/owner/{token}")
        assert (answer.status_code, "cannot be read" in checked(answer).text) == (404, True)


async def test_an_update_that_changed_the_action_is_told_and_the_link_stays_good(
    browser: Browser, story: Story
) -> None:
    here = owner(await asked(browser, story))
    stale = await browser.shown(here) | DONE
    first, second = an_alert().actions
    await story.hears(an_alert(version=2, actions=(first.model_copy(update={"text": "Other."}), second)))
    answer = await browser.post(here, **stale)
    assert answer.status_code == 409
    assert "It stands above as it reads now." in answer.text
    assert "The wording changed after you were asked" in answer.text
    assert (await browser.fill(here, **NOT_APPLICABLE)).status_code == 303


async def test_an_update_without_the_action_leaves_nothing_to_do(browser: Browser, story: Story) -> None:
    here = owner(await asked(browser, story))
    form = await browser.shown(here) | DONE
    await story.hears(an_alert(version=2, actions=an_alert().actions[1:]))
    for answer in (await browser.client.get(here), await browser.post(here, **form)):
        assert answer.status_code == 404
        assert "This alert has no such action" in checked(answer).text
    assert await story.recorded() == 0


async def test_hostile_text_is_shown_as_text(browser: Browser, story: Story) -> None:
    hostile = "\"><script>alert(1)</script>'</textarea>{{ 7*7 }}"
    assignment_id = await asked(browser, story, **(TOMASZ | {"owner_name": hostile, "note": hostile}))
    here = owner(assignment_id)
    assert (await browser.fill(here, **(DONE | {"note": hostile, "evidence": hostile}))).status_code == 303
    pages = [
        checked(await browser.client.get(path)).text for path in (here, f"{here}/not-for-me", people(browser))
    ]
    for page in (*pages, await browser.open()):
        assert "<script>alert" not in page
        assert "{{ 7*7 }}" in page
