"""The link of an executive who is asked to sign, as they, a machine and a stranger meet it."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from contracts.events.actions import (
    OrganisationProgressed,
    Progress,
    ResponseStatus,
    SignOffRequested,
    SignOffSettled,
)
from contracts.links import LinkPurpose
from services.actions.tables import sign_offs
from tests.actions.conftest import Browser, a_sign_token, a_token, checked
from tests.actions.stories import (
    ASKING,
    DONE,
    REOPENED,
    SENDING_BACK,
    SIGNING,
    TAKING_BACK,
    Story,
    a_question,
)
from tests.builders import an_alert, an_organisation


async def asked(browser: Browser, story: Story) -> str:
    """Where the executive's own link leads."""
    await browser.everything_answered()
    assert (await browser.fill(f"/actions/{browser.token}/sign-off", **ASKING)).status_code == 303
    return f"/sign-off/{a_sign_token((await story.heard_of(SignOffRequested))[-1].request_id)}"


async def test_all_that_is_signed_stands_there(browser: Browser, story: Story) -> None:
    page = checked(await browser.client.get(await asked(browser, story))).text
    for words in (
        "Asha Verma asked you, Jo Park, Chief nurse",
        "Somerset NHS Foundation Trust (RH5)",
        "by Chief pharmacist on Thursday 20 November 2025",
        "We prescribe nothing.",
        "Folder 7",
        "This is a self-certification",
    ):
        assert words in page
    assert '" checked' not in page


async def test_a_signature_completes_with_the_statement_as_it_was_shown(
    browser: Browser, story: Story
) -> None:
    path = await asked(browser, story)
    shown = checked(await browser.client.get(path)).text
    assert (await browser.fill(path, **SIGNING)).status_code == 303
    [said] = await story.heard_of(SignOffSettled)
    assert (said.outcome, said.settled_by_name) == ("signed", "Joanna Park")
    assert said.statement
    assert said.statement in shown
    progressed = (await story.heard_of(OrganisationProgressed))[-1]
    assert (progressed.status, progressed.progress) == (ResponseStatus.COMPLETED, Progress.COMPLETE)
    assert progressed.completed_at == said.settled_at
    signed = checked(await browser.client.get(path)).text
    assert "Signed by Joanna Park" in signed
    assert "The name differs from that of who was asked: Jo Park, Chief nurse." in signed
    asking = checked(await browser.client.get(f"/actions/{browser.token}/sign-off")).text
    assert "The name differs from that of who was asked: Jo Park, Chief nurse." in asking
    assert "an executive has signed" in await browser.open()
    async with story.service.database.reading() as tx:
        kept = (await tx.execute(select(sign_offs))).one()
    assert kept.page_shown_at < kept.settled_at
    assert kept.user_agent.startswith("python-httpx")


async def test_it_can_be_sent_back_and_asked_again(browser: Browser, story: Story) -> None:
    path = await asked(browser, story)
    assert (await browser.fill(path, **SENDING_BACK)).status_code == 303
    [said] = await story.heard_of(SignOffSettled)
    assert (said.outcome, said.comment, said.statement) == ("sent_back", "Ward 3 is missing.", None)
    assert "Sent back by Joanna Park" in (await browser.client.get(path)).text
    assert "Ward 3 is missing." in (await browser.client.get(f"/actions/{browser.token}/sign-off")).text
    again = await browser.fill(f"/actions/{browser.token}/sign-off", **ASKING)
    assert again.status_code == 303
    assert len(await story.heard_of(SignOffRequested)) == 2


@pytest.mark.parametrize("how", ["answer", "take back", "version"])
async def test_what_changed_meanwhile_is_not_signed_and_says_so(
    browser: Browser, story: Story, how: str
) -> None:
    path = await asked(browser, story)
    form = await browser.shown(path) | SIGNING
    if how == "answer":
        await browser.answer(1, **(DONE | {"done_by": "Somebody"}))
    elif how == "take back":
        await browser.fill(f"/actions/{browser.token}/sign-off", **TAKING_BACK)
    else:
        await story.hears(an_alert(version=2, actions=an_alert().actions[:1]))
    answer = await browser.post(path, **form)
    assert answer.status_code == 409
    assert "Taken back by" in answer.text
    [said] = await story.heard_of(SignOffSettled)
    assert said.outcome == "withdrawn"


async def test_an_open_question_holds_the_signature_up(browser: Browser, story: Story) -> None:
    path = await asked(browser, story)
    form = await browser.shown(path) | SIGNING
    await story.hears(a_question())
    answer = await browser.post(path, **form)
    assert answer.status_code == 409
    assert "has no answer yet" in answer.text
    assert await story.heard_of(SignOffSettled) == []


async def test_what_is_completed_can_be_re_opened(browser: Browser, story: Story) -> None:
    await browser.fill(await asked(browser, story), **SIGNING)
    assert (await browser.fill(f"/actions/{browser.token}/decision", **REOPENED)).status_code == 303
    progressed = (await story.heard_of(OrganisationProgressed))[-1]
    assert (progressed.status, progressed.completed_at) == (ResponseStatus.ONGOING, None)
    assert (await browser.answer(1, **(DONE | {"done_by": "Somebody"}))).status_code == 303


WRONG = [
    ({"organisation": "another"}, 422, "not the organisation", "organisation"),
    ({"organisation": ""}, 422, "Choose the organisation", "organisation"),
    ({"choice": "leave"}, 422, "leave it as it is", "choice"),
    ({"choice": ""}, 422, "Choose one of the options", "choice"),
    ({"name": ""}, 422, "Enter your full name", "name"),
    ({"name": "943 476 5919"}, 422, "valid NHS number", "name"),
    (SENDING_BACK | {"comment": ""}, 422, "Say why you send it back", "comment"),
    ({"website": "x"}, 403, "people never see", "choice"),
]


async def test_what_is_wrong_is_said_at_its_field(browser: Browser, story: Story) -> None:
    path = await asked(browser, story)
    for changes, status, words, field in WRONG:
        browser.clock.advance(minutes=2)
        answer = await browser.fill(path, **(SIGNING | changes))
        assert (answer.status_code, words in answer.text) == (status, True), changes
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}"' in answer.text
    assert await story.heard_of(SignOffSettled) == []


async def test_the_right_choice_is_neither_first_nor_last_and_rests_after_a_wrong_one(
    browser: Browser, story: Story
) -> None:
    await story.hears(*(an_organisation(ods_code=f"R{n}", name=f"Trust {n}") for n in range(5)))
    path = await asked(browser, story)
    page = (await browser.client.get(path)).text
    offered = [part.partition('"')[0] for part in page.split('name="organisation" type="radio" value="')[1:]]
    assert "RH5" in offered[1:-1]
    await browser.fill(path, **(SIGNING | {"organisation": offered[0]}))
    assert "nothing is taken for a minute" in (await browser.fill(path, **SIGNING)).text
    browser.clock.advance(minutes=2)
    assert (await browser.fill(path, **SIGNING)).status_code == 303


async def test_the_door_takes_only_links_that_were_made_for_a_signature(
    browser: Browser, story: Story
) -> None:
    path = await asked(browser, story)
    request_id = (await story.heard_of(SignOffRequested))[0].request_id
    for token in (
        browser.token,
        a_token(purpose=LinkPurpose.ACT),
        a_sign_token(uuid4()),
        a_sign_token(request_id, ods_code="RBL"),
        path.rpartition("/")[2][:-2],
    ):
        assert (await browser.client.get(f"/sign-off/{token}")).status_code == 404
    assert (await browser.client.get(path.replace("/sign-off/", "/actions/"))).status_code == 404
