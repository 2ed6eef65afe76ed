import asyncio
from http import HTTPStatus

import pytest

from contracts.events.register import Role
from contracts.events.responses import QuestionAsked
from services.responses.handlers.answer import close_question
from tests.builders import a_person
from tests.responses.questions import (
    ANONYMOUS,
    ANSWER,
    ASHA,
    BEN,
    CARA,
    PAT,
    QUESTION,
    asked,
    others,
    published,
)
from tests.responses.site import Site, forms_of, token_of, words_of


async def test_a_question_says_what_it_is_about_and_whether_it_blocks(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/questions")
    assert (form.fields["about"], "blocks" in form.fields) == ("", False)
    await asked(site, about="2", blocks="yes")
    await asked(site, "And to hospices?")
    [first, second] = await site.said()
    assert (first.number, first.blocks_completion) == (2, True)
    assert (second.number, second.blocks_completion) == (None, False)
    site.clock.advance(hours=3)
    words = words_of((await site.get(f"/answer/{BEN}")).text)
    assert "! Blocks completion About action 2. Asked by Asha Verma" in words
    assert "open for 3 hours" in words


async def test_a_question_about_an_action_that_is_not_there_is_put_back(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/questions")
    site.clock.advance(seconds=30)
    for about in ("3", "x", "1 "):
        sent = await site.send(form, question="Who?", about=about)
        assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "no action of that number" in words_of(sent.text)
    assert await site.said() == []


async def test_what_was_published_stands_first_by_action_without_who_asked(site: Site) -> None:
    await site.hear(*others())
    await published(site, "Which report finds the records?", about="2")
    await published(site)
    words = words_of((await site.get(f"/answer/{CARA}")).text)
    _, _, told = words.partition("Questions already answered")
    told, _, _ = told.partition("Questions of your organisation")
    places = [told.index(text) for text in ("as a whole", ANONYMOUS, ANSWER, "action 2", "Which report")]
    assert places == sorted(places)
    assert "Asha" not in told
    assert "Somerset" not in told


async def test_a_question_near_to_a_published_one_is_offered_it_first(site: Site) -> None:
    await site.hear(*others())
    question_id = await published(site)
    before = await site.said()
    form = await site.form(f"/answer/{CARA}", "/questions")
    site.clock.advance(seconds=30)
    sent = await site.send(form, question="Are community teams meant by this?", about="1", blocks="yes")
    assert sent.status_code == HTTPStatus.OK
    words = words_of(sent.text)
    assert "Your question has not been sent yet." in words
    assert ANSWER in words
    assert f'href="/answer/{CARA}/published/{question_id}"' in sent.text
    assert await site.said() == before

    [anyway] = forms_of(sent.text)
    assert anyway.fields["question"] == "Are community teams meant by this?"
    assert (anyway.fields["about"], anyway.fields["blocks"]) == ("1", "yes")
    site.clock.advance(seconds=10)
    assert (await site.send(anyway)).status_code == HTTPStatus.SEE_OTHER
    said = (await site.said())[-1]
    assert isinstance(said, QuestionAsked)
    assert (said.ods_code, said.number, said.blocks_completion) == ("RA9", 1, True)


async def test_what_a_colleague_asked_is_offered_and_what_others_asked_is_not(site: Site) -> None:
    await site.hear(*others())
    question_id = await asked(site)
    for token, is_offered in ((BEN, True), (CARA, False)):
        form = await site.form(f"/answer/{token}", "/questions")
        site.clock.advance(seconds=30)
        sent = await site.send(form, question=f"{QUESTION} Please.")
        assert ("has not been sent yet" in sent.text) is is_offered
        assert (f'href="/answer/{token}#question-{question_id}"' in sent.text) is is_offered
    assert len(await site.said()) == 2


async def test_near_ones_are_fetched_as_a_part_of_a_page_while_somebody_types(site: Site) -> None:
    await site.hear(*others())
    await published(site)
    page = await site.get(f"/answer/{CARA}")
    assert f'data-similar="/answer/{CARA}/similar"' in page.text
    assert '<script type="module" src="/static/similar.js"></script>' in page.text
    part = await site.browser.get(f"/answer/{CARA}/similar", params={"q": "community teams"})
    assert ANSWER in part.text
    assert "<html" not in part.text
    for token, q in ((CARA, "penguins"), (CARA, ""), (PAT, ANONYMOUS)):
        assert (await site.browser.get(f"/answer/{token}/similar", params={"q": q})).text.strip() == ""
    assert (await site.browser.get("/static/similar.js")).status_code == HTTPStatus.OK


async def test_a_hostile_question_stays_text_wherever_it_is_shown(site: Site) -> None:
    hostile = '<script>alert("x")</script> community teams </textarea><img src=x onerror=y>'
    await published(site, hostile)
    form = await site.form(f"/answer/{BEN}", "/questions")
    site.clock.advance(seconds=30)
    near = await site.send(form, question=hostile)
    part = await site.browser.get(f"/answer/{BEN}/similar", params={"q": hostile})
    for shown in (near, part, await site.get(f"/answer/{BEN}")):
        assert "<script>alert" not in shown.text
        assert "<img" not in shown.text
    assert hostile in words_of(near.text)


async def test_a_closed_question_says_so_and_why(site: Site) -> None:
    question_id = await asked(site)
    async with site.service.database.transaction() as tx:
        await close_question(tx, question_id, "Version 2 answers it.", "nell", who="person/nell")  # type: ignore[arg-type]
    words = words_of((await site.get(f"/answer/{ASHA}")).text)
    assert "– Closed About the alert as a whole." in words
    assert "without an answer. Reason: Version 2 answers it." in words
    assert "Question closed by the national team" in words


async def test_an_executive_may_ask_and_those_who_look_on_may_not(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/questions")
    site.clock.advance(seconds=30)
    for role in (Role.AUDITOR, Role.PARTNER):
        await site.hear(a_person(role=role))
        assert (await site.send(form, question="Who?")).status_code == HTTPStatus.FORBIDDEN
    await site.hear(a_person(role=Role.EXECUTIVE_LEAD))
    assert (await site.send(form, question="Who?")).status_code == HTTPStatus.SEE_OTHER


async def test_the_same_question_sent_many_times_at_once_is_asked_once(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/questions")
    site.clock.advance(seconds=30)
    answers = await asyncio.gather(*(site.send(form, question=QUESTION) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {HTTPStatus.SEE_OTHER}
    assert len(await site.said()) == 1


@pytest.mark.parametrize("name", ["questions", "comments"])
async def test_the_address_of_a_form_leads_back_to_the_alert(site: Site, name: str) -> None:
    back = await site.browser.get(f"/answer/{token_of()}/{name}")
    assert back.headers["location"] == f"/answer/{token_of()}"
