from http import HTTPStatus
from uuid import uuid4

import pytest

from contracts.events.register import Role
from contracts.events.responses import QuestionAnswered, QuestionClosed, QuestionPublished
from services.responses.pages import desk
from tests.builders import REFERENCE
from tests.responses.questions import ANONYMOUS, ANSWER, QUESTION, asked
from tests.responses.site import Site, forms_of, parsed, token_of, words_of


async def _asked(site: Site, *texts: str) -> list[str]:
    """The ids of questions asked one minute after the other."""
    for question in texts:
        form = await site.form(f"/answer/{token_of()}", "/questions")
        site.clock.advance(minutes=1)
        await site.send(form, question=question)
    return [str(event.question_id) for event in await site.said() if not isinstance(event, QuestionAnswered)]


async def _answer(site: Site, question_id: str, answer: str = "Yes, to them too.") -> int:
    form = await site.form(f"/questions/{question_id}", question_id)
    return (await site.send(form, answer=answer)).status_code


async def test_the_desk_is_for_the_national_team(site: Site) -> None:
    assert (await site.browser.get("/questions")).headers["location"] == "/sign-in?next=/questions"
    site.sign_in(Role.REGIONAL_LEAD)
    assert (await site.get("/questions")).status_code == HTTPStatus.FORBIDDEN


async def test_without_questions_the_desk_says_what_would_stand_there(site: Site) -> None:
    site.sign_in(Role.NATIONAL_AUTHOR)
    words = words_of((await site.get("/questions")).text)
    assert "No question waits for an answer." in words
    assert "Median time to answer: no question has been answered yet." in words
    for state, sentence in (("answered", "has been answered yet"), ("closed", "has been closed")):
        assert f"No question {sentence}." in words_of((await site.get(f"/questions?state={state}")).text)


async def test_open_questions_come_first_with_their_age(site: Site) -> None:
    [first, _] = await _asked(site, "Does this apply to hospices?", "And to prisons?")
    site.clock.advance(hours=3)
    site.sign_in(Role.NATIONAL_APPROVER)
    assert await _answer(site, first) == HTTPStatus.SEE_OTHER
    words = words_of((await site.get("/questions")).text)
    assert "1 question waits for an answer; 1 question is answered; 0 questions are closed." in words
    assert "Median time to answer: 3 hours." in words
    assert "And to prisons?" in words
    assert "open for 3 hours" in words
    assert "Does this apply to hospices?" not in words
    answered = words_of((await site.get("/questions?state=answered")).text)
    assert "answered after 3 hours" in answered
    assert "And to prisons?" not in answered


async def test_an_answer_is_said_once_and_shown_to_the_organisation(site: Site) -> None:
    [asked] = await _asked(site, "Does this apply to hospices?")
    site.sign_in(Role.NATIONAL_AUTHOR)
    form = await site.form(f"/questions/{asked}", asked)
    await site.send(form, answer="Yes, to them too.")
    late = await site.send(form, answer="No.")
    assert late.status_code == HTTPStatus.CONFLICT
    assert "A colleague has answered this question meanwhile" in words_of(late.text)
    assert "No." in words_of(late.text)
    said = [event for event in await site.said() if isinstance(event, QuestionAnswered)]
    assert [event.answer for event in said] == ["Yes, to them too."]
    assert "Yes, to them too." in words_of((await site.get(f"/answer/{token_of('Ben Okafor')}")).text)


async def test_an_answer_that_cannot_be_kept_changes_nothing(site: Site) -> None:
    [asked] = await _asked(site, "Does this apply to hospices?")
    site.sign_in(Role.NATIONAL_AUTHOR)
    for answer in ("", " ", "nul\x00", "x" * 10_001):
        assert await _answer(site, asked, answer) == HTTPStatus.UNPROCESSABLE_ENTITY
    assert len(await site.said()) == 1


async def test_an_answer_without_the_forms_token_is_refused(site: Site) -> None:
    [asked] = await _asked(site, "Does this apply to hospices?")
    site.sign_in(Role.NATIONAL_AUTHOR)
    sent = await site.browser.post(f"/questions/{asked}", data={"answer": "Yes."})
    assert sent.status_code == HTTPStatus.FORBIDDEN
    assert len(await site.said()) == 1


async def test_a_question_that_does_not_exist_is_told_so(site: Site) -> None:
    site.sign_in(Role.NATIONAL_AUTHOR)
    assert (await site.get(f"/questions/{uuid4()}")).status_code == HTTPStatus.NOT_FOUND


async def test_many_questions_stand_on_several_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "ON_A_PAGE", 2)
    ids = await _asked(site, "One?", "Two?", "Three?")
    site.sign_in(Role.NATIONAL_AUTHOR)
    assert "Three?" not in (await site.get("/questions")).text
    second = await site.get(f"/questions?after={ids[1]}")
    assert "Three?" in second.text
    assert "Two?" not in second.text


async def test_those_that_block_completion_come_first_and_then_the_oldest(site: Site) -> None:
    await asked(site, "Old?")
    await asked(site, "Older than the last?")
    await asked(site, "Blocking?", blocks="yes", about="2")
    site.sign_in(Role.NATIONAL_AUTHOR)
    shown = await site.get("/questions")
    words = words_of(shown.text)
    places = [words.index(text) for text in ("Blocking?", "Old?", "Older than the last?")]
    assert places == sorted(places)
    assert "1 organisation's question blocks completion." in words
    assert f'href="/desk/alerts/{REFERENCE}"' in shown.text
    only = words_of((await site.get("/questions?blocking=yes&state=open&reference=")).text)
    assert "Blocking?" in only
    assert "Old?" not in only


async def test_the_next_page_keeps_what_was_chosen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "ON_A_PAGE", 1)
    for question in ("One?", "Two?", "Three?"):
        await asked(site, question, blocks="yes")
    site.sign_in(Role.NATIONAL_AUTHOR)
    page, seen = "/questions?state=all&blocking=yes&reference=NatPSA/2025/006/NHSPS", []
    while page:
        text = (await site.get(page)).text
        seen += [question for question in ("One?", "Two?", "Three?") if question in text]
        links = [a.get("href", "") for a in parsed(text).iter("a") if "after=" in a.get("href", "")]
        assert all("state=all" in link and "blocking=yes" in link for link in links)
        page = links[0] if links else ""
    assert seen == ["Three?", "Two?", "One?"]


async def test_what_is_published_is_shown_first_as_all_will_read_it(site: Site) -> None:
    question_id = await asked(site)
    site.sign_in(Role.NATIONAL_AUTHOR)
    form = await site.form(f"/questions/{question_id}", question_id)
    assert form.fields["publish"] == "no"
    assert form.fields["published_question"] == QUESTION
    typed = {"answer": ANSWER, "publish": "yes"}

    told = await site.send(form, **typed)
    assert told.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "so nothing was saved or sent. Take out “Somerset”." in words_of(told.text)

    preview = await site.send(form, published_question=ANONYMOUS, **typed)
    assert f"{ANONYMOUS} {ANSWER}" in words_of(preview.text)
    assert len(await site.said()) == 1, "nothing has been sent yet"
    _, publish, change = forms_of(preview.text)
    back = forms_of((await site.send(change)).text)[1].fields
    assert {name: back[name] for name in typed} == typed
    sent = await site.send(publish)
    assert "The answer is published." in words_of((await site.get(sent.headers["location"])).text)
    [_, answered, published] = await site.said()
    assert (answered.question, published.question) == (QUESTION, ANONYMOUS)
    assert isinstance(published, QuestionPublished)


async def test_a_private_answer_is_published_later_in_other_words(site: Site) -> None:
    question_id = await asked(site)
    site.sign_in(Role.NATIONAL_AUTHOR)
    await _answer(site, question_id, "Yes, in Somerset too.")
    form = await site.form(f"/questions/{question_id}", "/publish")
    assert form.fields["published_answer"] == "Yes, in Somerset too."
    told = await site.send(form, published_question=ANONYMOUS)
    assert "Take out “Somerset”." in words_of(told.text)
    preview = await site.send(form, published_question=ANONYMOUS, published_answer="Yes, there too.")
    await site.send(forms_of(preview.text)[1])
    assert (await site.said())[-1].answer == "Yes, there too."
    theirs = words_of((await site.get(f"/answer/{token_of()}")).text)
    assert "Yes, in Somerset too." in theirs, "what was sent stays as it was"
    assert "As all see it" in theirs


async def test_a_question_is_closed_for_a_reason_and_its_asker_is_told(site: Site) -> None:
    question_id = await asked(site)
    site.sign_in(Role.NATIONAL_APPROVER)
    form = await site.form(f"/questions/{question_id}", "/close")
    empty = await site.send(form)
    assert "Say why it is closed without an answer" in words_of(empty.text)
    closed = await site.send(form, reason="Version 2 answers it.")
    words = words_of((await site.get(closed.headers["location"])).text)
    assert "The question is closed. Asha Verma is told." in words
    assert "Version 2 answers it." in words
    said = (await site.said())[-1]
    assert isinstance(said, QuestionClosed)
    assert (said.reason, said.ods_code) == ("Version 2 answers it.", "RH5")
    for address in ("/publish", "/close"):
        back = await site.browser.get(f"/questions/{question_id}{address}")
        assert back.headers["location"] == f"/questions/{question_id}"
