"""An alert that is at its end takes nothing more, by whatever door, and keeps all that was recorded."""

from http import HTTPStatus

import pytest

from contracts.events.actions import ActionAssigned, SignOffRequested, SignOffSettled
from contracts.events.distribution import AudienceOrganisation
from tests.actions.conftest import Browser, a_sign_token, an_owner_token
from tests.actions.stories import ASKING, DONE, SIGNING, TOMASZ, Story
from tests.builders import a_correction, a_widening, an_alert, an_audience, an_end

FORM = {"page_nonce": "", "website": ""}


@pytest.mark.parametrize("way", ["/1", "/decision", "/cas", "/sign-off", "/1/people"])
async def test_no_form_is_taken_any_more_and_the_end_is_told(
    browser: Browser, story: Story, way: str
) -> None:
    await story.hears(an_end("superseded"))
    answer = await browser.client.post(f"/actions/{browser.token}{way}", data=FORM)
    assert answer.status_code == HTTPStatus.GONE
    assert "This alert was superseded" in answer.text
    assert "NatPSA/2025/009/NHSPS stands in its place" in answer.text
    assert "It was sent in error." in answer.text
    assert "Nothing was saved now; what was recorded before is kept." in answer.text


@pytest.mark.parametrize("way", ["", "/decision", "/cas", "/sign-off"])
async def test_pages_show_the_end_first_and_no_form(browser: Browser, story: Story, way: str) -> None:
    await story.hears(an_end("withdrawn"))
    page = (await browser.client.get(f"/actions/{browser.token}{way}")).text
    assert page.index("This alert was withdrawn on") < page.index("<h1")
    assert "There is nothing to do for it any more." in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert "c-deadline" not in page
    assert "Your role sees" not in page


async def test_what_was_recorded_stays(browser: Browser, story: Story) -> None:
    await browser.answer(1, **DONE)
    await story.hears(an_end("closed"))
    page = await browser.open()
    assert "Chief pharmacist" in page
    assert "This alert was closed on" in page


async def test_who_is_left_out_of_a_version_has_no_deadline(browser: Browser, story: Story) -> None:
    others = (AudienceOrganisation(ods_code="RA9", must_respond=True),)
    assert "c-deadline" in await browser.open()
    await story.hears(an_alert(version=2), an_audience(version=2, organisations=others))
    assert "c-deadline" not in await browser.open()


async def test_an_owner_and_an_executive_are_told_that_nothing_is_asked(
    browser: Browser, story: Story
) -> None:
    await browser.fill(f"/actions/{browser.token}/1/people", **TOMASZ)
    await browser.everything_answered()
    await browser.fill(f"/actions/{browser.token}/sign-off", **ASKING)
    [given] = await story.heard_of(ActionAssigned)
    [asked] = await story.heard_of(SignOffRequested)
    owner, executive = (
        f"/owner/{an_owner_token(given.assignment_id)}",
        f"/sign-off/{a_sign_token(asked.request_id)}",
    )
    form = await browser.shown(executive)
    await story.hears(an_end("closed"))
    for answer in (
        await browser.client.get(owner),
        await browser.post(owner, **FORM),
        await browser.post(f"{owner}/hand-on", **FORM),
        await browser.post(f"{owner}/not-for-me", **FORM),
        await browser.client.get(executive),
        await browser.post(executive, **form | SIGNING),
    ):
        assert answer.status_code == HTTPStatus.GONE
        assert "This alert was closed" in answer.text
    assert await story.heard_of(SignOffSettled) == []


IN_ERROR = a_correction(sent_in_error=("RH5",), reason="Somerset was named by mistake.")


@pytest.mark.parametrize("way", ["/1", "/decision", "/cas", "/sign-off", "/1/people"])
async def test_whoever_got_it_in_error_records_nothing_any_more(
    browser: Browser, story: Story, way: str
) -> None:
    await story.hears(IN_ERROR)
    answer = await browser.client.post(f"/actions/{browser.token}{way}", data=FORM)
    assert answer.status_code == HTTPStatus.GONE
    assert "This alert was sent to your organisation in error" in answer.text
    assert "Somerset was named by mistake." in answer.text


@pytest.mark.parametrize("way", ["", "/decision", "/cas", "/sign-off"])
async def test_pages_of_an_alert_sent_in_error_say_so_first_and_have_no_form(
    browser: Browser, story: Story, way: str
) -> None:
    await story.hears(IN_ERROR)
    page = (await browser.client.get(f"/actions/{browser.token}{way}")).text
    assert page.index("in error, as the national team said on") < page.index("<h1")
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert "c-deadline" not in page


async def test_what_was_recorded_before_the_error_was_told_stays(browser: Browser, story: Story) -> None:
    await browser.answer(1, **DONE)
    await story.hears(IN_ERROR)
    assert "Chief pharmacist" in await browser.open()


async def test_one_that_is_added_again_records_like_before(browser: Browser, story: Story) -> None:
    await story.hears(IN_ERROR, a_correction(number=2, must_respond=("RH5",)), a_widening("RH5", number=2))
    page = await browser.open()
    assert "in error" not in page
    assert "c-deadline" in page
