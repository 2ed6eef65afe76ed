"""Asking an executive, as a specialist and a colleague meet it."""

from contracts.events.actions import (
    OrganisationProgressed,
    ResponseStatus,
    SignOffRequested,
    SignOffSettled,
)
from tests.actions.conftest import Browser, checked
from tests.actions.stories import ASKING, DONE, NOT_APPLICABLE, TAKING_BACK, Story, a_question, an_end
from tests.builders import a_person, an_alert, person_id


def sign_off(browser: Browser) -> str:
    return f"/actions/{browser.token}/sign-off"


async def shown(browser: Browser) -> str:
    return checked(await browser.client.get(sign_off(browser))).text


async def status(story: Story) -> ResponseStatus | None:
    return (await story.heard_of(OrganisationProgressed))[-1].status


async def test_a_registered_lead_is_offered_and_asked_at_their_own_address(
    browser: Browser, story: Story
) -> None:
    await browser.everything_answered()
    await story.hears(a_person("Jo Park", role="executive_lead"), a_person("Al Roe", ods_code="RBL"))
    page = await shown(browser)
    assert "Jo Park, Executive lead for patient safety" in page
    assert "Al Roe" not in page
    assert '" checked' not in page
    assert (await browser.fill(sign_off(browser), choice="lead_0", evidence="Folder 7")).status_code == 303
    [said] = await story.heard_of(SignOffRequested)
    assert (said.executive_name, said.executive_email) == ("Jo Park", "jo.park@somerset.example")
    assert (said.requested_by, said.requested_by_name) == (person_id("Asha Verma"), "Asha Verma")
    assert await status(story) is ResponseStatus.AWAITING_SIGN_OFF
    assert "an executive is asked to sign" in await browser.open()


async def test_another_executive_is_asked_as_they_were_typed(browser: Browser, story: Story) -> None:
    await browser.everything_answered()
    assert (await browser.fill(sign_off(browser), **ASKING)).status_code == 303
    [said] = await story.heard_of(SignOffRequested)
    assert (said.executive_title, said.evidence) == ("Chief nurse", "Folder 7")


async def test_what_is_left_before_it_stands_there(browser: Browser, story: Story) -> None:
    assert "Decide first whether your organisation has to act" in await shown(browser)
    await browser.answer(1, **DONE)
    assert "as soon as every action is complete or not applicable" in await shown(browser)
    await browser.answer(2, **NOT_APPLICABLE)
    asked = a_question()
    await story.hears(asked)
    assert "as soon as your question is answered: May we use the old form?" in await shown(browser)
    assert "Completion waits for the answer" in await browser.open()
    await story.hears(an_end(asked))
    assert "Ask the executive to sign" in await shown(browser)


async def test_a_form_loaded_before_a_question_blocked_is_refused_in_words(
    browser: Browser, story: Story
) -> None:
    await browser.everything_answered()
    form = await browser.shown(sign_off(browser)) | ASKING
    await story.hears(a_question())
    answer = await browser.post(sign_off(browser), **form)
    assert answer.status_code == 409
    assert "A question that your organisation marked as blocking has no answer yet." in answer.text
    assert await story.heard_of(SignOffRequested) == []


WRONG = [
    ({"choice": "leave"}, "leave it as it is", "choice"),
    ({"choice": "lead_7"}, "options that stand here", "choice"),
    ({"evidence": ""}, "Say where the evidence is kept", "evidence"),
    ({"executive_email": "jo"}, "mail address must be whole", "executive_email"),
    ({"executive_name": ""}, "full name", "executive_name"),
]


async def test_what_is_wrong_is_said_at_its_field(browser: Browser, story: Story) -> None:
    await browser.everything_answered()
    for changes, words, field in WRONG:
        browser.clock.advance(minutes=2)
        answer = await browser.fill(sign_off(browser), **(ASKING | changes))
        assert (answer.status_code, words in answer.text) == (422, True), changes
        assert f'href="#{field}"' in answer.text
    assert await story.heard_of(SignOffRequested) == []


async def test_a_request_is_taken_back_with_a_reason(browser: Browser, story: Story) -> None:
    await browser.everything_answered()
    await browser.fill(sign_off(browser), **ASKING)
    without = await browser.fill(sign_off(browser), **(TAKING_BACK | {"reason": ""}))
    assert (without.status_code, "Say why you take the request back" in without.text) == (422, True)
    assert (await browser.fill(sign_off(browser), **TAKING_BACK)).status_code == 303
    [said] = await story.heard_of(SignOffSettled)
    assert (said.outcome, said.comment) == ("withdrawn", "We forgot the wards.")
    assert said.settled_by_name == "Asha Verma"
    assert await status(story) is ResponseStatus.ONGOING
    assert "taken back on" in await shown(browser)


async def test_another_answer_takes_the_request_back(browser: Browser, story: Story) -> None:
    await browser.everything_answered()
    await browser.fill(sign_off(browser), **ASKING)
    assert (await browser.answer(1, **(DONE | {"done_by": "Medical director"}))).status_code == 303
    [said] = await story.heard_of(SignOffSettled)
    assert (said.outcome, said.settled_by_name) == ("withdrawn", "Asha Verma")
    assert "was changed" in (said.comment or "")
    assert await status(story) is ResponseStatus.ONGOING


async def test_a_version_with_other_actions_takes_the_request_back_and_the_same_ones_leave_it(
    browser: Browser, story: Story
) -> None:
    await browser.everything_answered()
    await browser.fill(sign_off(browser), **ASKING)
    await story.hears(an_alert(version=2, title="A better title"))
    assert await story.heard_of(SignOffSettled) == []
    first, second = an_alert().actions
    third = first.model_copy(update={"number": 3})
    await story.hears(an_alert(version=3, actions=(first, second, third)))
    [said] = await story.heard_of(SignOffSettled)
    assert said.comment == "Version 3 of the alert has other actions."
    assert await status(story) is ResponseStatus.ONGOING
