"""What was asked at a briefing is added by the national team, with its answer and without who asked."""

from http import HTTPStatus

from contracts.events.register import Role
from contracts.events.responses import QuestionPublished
from tests.builders import REFERENCE, a_briefing, a_person, an_alert, an_organisation
from tests.responses.site import Site, audience, token_of, words_of

ADD = "/questions/from-briefing"


async def test_what_was_asked_at_a_briefing_stands_with_its_answer_for_all(empty_site: Site) -> None:
    await empty_site.hear(an_organisation(), a_person(), an_alert(briefing=a_briefing()), audience())
    empty_site.sign_in(Role.NATIONAL_AUTHOR)
    form = await empty_site.form(ADD, "/from-briefing")
    filled = {"reference": REFERENCE, "number": "2", "question": "Are bank staff meant?", "answer": "Yes."}
    for wrong in ({"number": "9"}, {"question": ""}, {"reference": "x"}, {"answer": "Ring 943 476 5919"}):
        answer = await empty_site.send(form, **filled | wrong)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for _ in range(2):
        assert (await empty_site.send(form, **filled)).status_code == HTTPStatus.SEE_OTHER

    (said,) = await empty_site.said()
    assert isinstance(said, QuestionPublished)
    assert (said.number, said.question, said.answer) == (2, "Are bank staff meant?", "Yes.")
    words = words_of((await empty_site.get(f"/answer/{token_of()}")).text)
    assert "Are bank staff meant? Yes." in words
    own = words_of((await empty_site.get(f"/questions/{said.question_id}")).text)
    assert "Asked at the briefing" in own
    assert "Close the question" not in own
    assert "no question has been answered yet" in words_of((await empty_site.get("/questions")).text)


async def test_without_a_briefing_there_is_nothing_to_add_to_and_others_may_not(site: Site) -> None:
    site.sign_in(Role.REGIONAL_LEAD)
    assert (await site.get(ADD)).status_code == HTTPStatus.FORBIDDEN
    site.sign_in(Role.NATIONAL_APPROVER)
    assert "No alert has a briefing yet." in words_of((await site.get(ADD)).text)
