from http import HTTPStatus
from uuid import uuid4

import pytest

from contracts.events.register import Role
from services.responses.pages import moderation
from tests.responses.pages.test_experiences import WORKED, tell
from tests.responses.questions import BEN, published
from tests.responses.site import SentForm, Site, words_of

LIST = "/questions/experiences"


async def waiting(site: Site) -> str:
    """The address of the one experience that waits."""
    page = await site.get(LIST)
    return page.text.partition(f'href="{LIST}/')[2].partition('"')[0]


async def form_of(site: Site) -> SentForm:
    await tell(site, await published(site), named="yes")
    site.sign_in(Role.NATIONAL_AUTHOR)
    found = await waiting(site)
    return await site.form(f"{LIST}/{found}", found)


async def test_the_list_is_for_the_national_team_and_says_what_would_stand_there(site: Site) -> None:
    assert (await site.browser.get(LIST)).status_code == HTTPStatus.SEE_OTHER
    site.sign_in(Role.REGIONAL_LEAD)
    assert (await site.get(LIST)).status_code == HTTPStatus.FORBIDDEN
    site.sign_in(Role.NATIONAL_AUTHOR)
    assert "Nothing of this kind." in words_of((await site.get(LIST)).text)
    assert (await site.get(f"{LIST}/{uuid4()}")).status_code == HTTPStatus.NOT_FOUND


async def test_what_waits_is_on_the_desk_with_its_age_and_is_shown_or_hidden(site: Site) -> None:
    await form_of(site)
    site.clock.advance(hours=2)
    site.sign_in(Role.NATIONAL_AUTHOR)
    found = await waiting(site)
    form = await site.form(f"{LIST}/{found}", found)
    assert "1 experience of organisations waits" in words_of((await site.get("/questions")).text)
    assert "2 hours ago" in words_of((await site.get(LIST)).text)
    shown = await site.send(form, decision="shown")
    assert shown.status_code == HTTPStatus.SEE_OTHER
    words = words_of((await site.get(shown.headers["location"])).text)
    assert "Organisations see it from now on." in words
    assert "told by Somerset NHS Foundation Trust" in words
    assert WORKED in words_of((await site.get(f"{LIST}?state=shown")).text)
    assert WORKED not in (await site.get(LIST)).text


async def test_hiding_needs_a_reason_and_nothing_is_chosen_beforehand(site: Site) -> None:
    form = await form_of(site)
    assert "decision" not in form.fields
    for fields, words in (
        ({}, "Choose whether it is shown."),
        ({"decision": "hidden"}, "Say why it is not shown"),
        ({"decision": "hidden", "reason": "943 476 5919"}, "looks like an NHS number"),
    ):
        sent = await site.send(form, **fields)
        assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert words in words_of(sent.text)


async def test_of_two_who_decide_the_second_sees_what_the_first_decided(site: Site) -> None:
    form = await form_of(site)
    await site.send(form, decision="hidden", reason="It names a ward.")
    late = await site.send(form, decision="shown")
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Look at theirs, then decide." in words_of(late.text)
    assert "It names a ward." in words_of(late.text)
    assert WORKED not in (await site.get(f"{LIST}?state=shown")).text


async def test_many_stand_on_several_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moderation, "ON_A_PAGE", 1)
    question_id = await published(site)
    await tell(site, question_id, text="First")
    await tell(site, question_id, BEN, text="Second")
    site.sign_in(Role.NATIONAL_AUTHOR)
    first = await site.get(LIST)
    assert "Second" not in first.text
    second = await site.get(f"{LIST}?state=waiting&after={await waiting(site)}")
    assert "Second" in second.text
    assert "First" not in second.text
