from http import HTTPStatus
from uuid import uuid4

import pytest

from contracts.events.responses import QuestionAnswered, QuestionClosed, QuestionPublished
from tests.builders import REFERENCE
from tests.responses import questions as asking
from tests.responses.site import Site, token_of

KEY = {"authorization": "Bearer api-key-for-tests"}
QUESTIONS = "/api/v1/questions"


@pytest.fixture
async def asked(site: Site) -> list[str]:
    """Three questions, asked one after the other."""
    for question in ("One?", "Two?", "Three?"):
        form = await site.form(f"/answer/{token_of()}", "/questions")
        site.clock.advance(minutes=1)
        await site.send(form, question=question)
    return [str(event.question_id) for event in await site.said()]


async def test_questions_are_listed_for_who_holds_the_key(site: Site, asked: list[str]) -> None:
    assert (await site.browser.get(QUESTIONS)).status_code == HTTPStatus.UNAUTHORIZED
    body = (await site.browser.get(QUESTIONS, headers=KEY)).json()
    assert [item["question_id"] for item in body["items"]] == asked
    assert body["next"] is None
    assert body["items"][0]["state"] == "open"
    assert body["items"][0]["organisation_name"] == "Somerset NHS Foundation Trust"


async def test_a_list_goes_on_where_the_last_one_ended(site: Site, asked: list[str]) -> None:
    first = (await site.browser.get(QUESTIONS, params={"limit": 2}, headers=KEY)).json()
    assert first["next"] == asked[1]
    rest = (await site.browser.get(QUESTIONS, params={"after": first["next"]}, headers=KEY)).json()
    assert [item["question_id"] for item in rest["items"]] == asked[2:]


async def test_an_answer_is_taken_once(site: Site, asked: list[str]) -> None:
    address = f"{QUESTIONS}/{asked[0]}/answer"
    taken = await site.browser.post(address, json={"answer": "Yes."}, headers=KEY)
    assert (taken.status_code, taken.json()["answer"]) == (HTTPStatus.CREATED, "Yes.")
    again = await site.browser.post(address, json={"answer": "No."}, headers=KEY)
    assert again.status_code == HTTPStatus.CONFLICT
    assert again.headers["content-type"] == "application/problem+json"
    said = [event for event in await site.said() if isinstance(event, QuestionAnswered)]
    assert [event.answer for event in said] == ["Yes."]


async def test_questions_are_found_by_state_and_alert(site: Site, asked: list[str]) -> None:
    await site.browser.post(f"{QUESTIONS}/{asked[0]}/answer", json={"answer": "Yes."}, headers=KEY)
    found = {
        state: len((await site.browser.get(QUESTIONS, params={"state": state}, headers=KEY)).json()["items"])
        for state in ("open", "answered")
    }
    assert found == {"open": 2, "answered": 1}
    for reference, count in ((REFERENCE, 3), ("NatPSA/2025/007/MHRA", 0)):
        body = (await site.browser.get(QUESTIONS, params={"reference": reference}, headers=KEY)).json()
        assert len(body["items"]) == count


async def test_a_filter_that_makes_no_sense_is_a_problem(site: Site) -> None:
    for name, value in (
        ("state", "x"),
        ("limit", "0"),
        ("limit", "1001"),
        ("after", "x"),
        ("reference", "\x00"),
    ):
        refused = await site.browser.get(QUESTIONS, params={name: value}, headers=KEY)
        assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_an_answer_that_cannot_be_kept_is_a_problem(site: Site, asked: list[str]) -> None:
    address = f"{QUESTIONS}/{asked[0]}/answer"
    for answer in ("", "nul\x00", "x" * 10_001):
        refused = await site.browser.post(address, json={"answer": answer}, headers=KEY)
        assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert len(await site.said()) == 3


async def test_an_answer_to_no_question_is_a_problem(site: Site) -> None:
    refused = await site.browser.post(f"{QUESTIONS}/{uuid4()}/answer", json={"answer": "Yes."}, headers=KEY)
    assert refused.status_code == HTTPStatus.NOT_FOUND


async def test_an_answer_needs_the_key(site: Site, asked: list[str]) -> None:
    refused = await site.browser.post(f"{QUESTIONS}/{asked[0]}/answer", json={"answer": "Yes."})
    assert refused.status_code == HTTPStatus.UNAUTHORIZED
    assert len(await site.said()) == 3


async def test_an_answer_may_be_published_in_words_that_tell_nobody(site: Site) -> None:
    question = "Does RH5 have to do this in community teams?"
    question_id = await asking.asked(site, question, about="2", blocks="yes")
    address = f"{QUESTIONS}/{question_id}/answer"
    told = await site.browser.post(address, json={"answer": "Yes.", "publish": True}, headers=KEY)
    assert told.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert told.json()["errors"] == ["published_question: take out RH5"]
    assert len(await site.said()) == 1

    site.clock.advance(minutes=9)
    body = {"answer": "Yes.", "publish": True, "published_question": "And in community teams?"}
    taken = (await site.browser.post(address, json=body, headers=KEY)).json()
    expected = {
        "number": 2,
        "blocks_completion": True,
        "state": "answered",
        "published_question": "And in community teams?",
        "published_answer": "Yes.",
        "answered_after": 540,
    }
    assert {name: taken[name] for name in expected} == expected
    [_, answered, published] = await site.said()
    assert isinstance(answered, QuestionAnswered)
    assert isinstance(published, QuestionPublished)
    assert (published.question, published.answer, published.number) == ("And in community teams?", "Yes.", 2)
    assert "RH5" not in published.model_dump_json()


async def test_a_question_is_closed_once_and_takes_no_answer_then(site: Site, asked: list[str]) -> None:
    address = f"{QUESTIONS}/{asked[0]}/close"
    assert (
        await site.browser.post(address, json={"reason": "Twice."})
    ).status_code == HTTPStatus.UNAUTHORIZED
    empty = await site.browser.post(address, json={}, headers=KEY)
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    closed = await site.browser.post(address, json={"reason": "Twice."}, headers=KEY)
    assert (closed.status_code, closed.json()["state"]) == (HTTPStatus.CREATED, "closed")
    for path, body in ((address, {"reason": "Other."}), (address, {"reason": "Twice."})):
        assert (await site.browser.post(path, json=body, headers=KEY)).status_code == HTTPStatus.CONFLICT
    late = await site.browser.post(f"{QUESTIONS}/{asked[0]}/answer", json={"answer": "Yes."}, headers=KEY)
    assert (late.status_code, late.json()["title"]) == (HTTPStatus.CONFLICT, "The question was closed before")
    assert isinstance((await site.said())[-1], QuestionClosed)
    found = (await site.browser.get(QUESTIONS, params={"state": "closed"}, headers=KEY)).json()["items"]
    assert [(item["question_id"], item["close_reason"]) for item in found] == [(asked[0], "Twice.")]
    nobody = await site.browser.post(f"{QUESTIONS}/{uuid4()}/close", json={"reason": "x"}, headers=KEY)
    assert nobody.status_code == HTTPStatus.NOT_FOUND
