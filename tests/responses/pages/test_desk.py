from http import HTTPStatus
from uuid import uuid4

import pytest

from contracts.events.register import Role
from contracts.events.responses import QuestionAnswered
from services.responses.pages import desk
from tests.responses.site import Site, token_of, words_of


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
