from http import HTTPStatus
from uuid import uuid4

from services.responses.domain.experience import ExperienceState
from services.responses.handlers import share
from services.responses.storage import experiences
from tests.builders import an_alert
from tests.responses.questions import ANONYMOUS, ANSWER, ASHA, BEN, CARA, PAT, asked, others, published
from tests.responses.site import Site, audience, forms_of, words_of

WORKED = "We asked each ward's pharmacist to look."


async def tell(site: Site, question_id: str, token: str = ASHA, text: str = WORKED, **fields: str) -> int:
    form = await site.form(f"/answer/{token}/published/{question_id}", question_id)
    site.clock.advance(seconds=30)
    return (await site.send(form, experience=text, **fields)).status_code


async def moderate(site: Site, decision: str, reason: str = "") -> None:
    """Decide about all that was told."""
    async with site.service.database.transaction() as tx:
        for state in ExperienceState:
            for one in (await experiences.page_of(tx, state, limit=50))[0]:
                await share.moderate(tx, one.experience_id, decision, reason, one.moderation, "nell")


async def read(site: Site, question_id: str, token: str) -> str:
    return words_of((await site.get(f"/answer/{token}/published/{question_id}")).text)


async def test_a_published_answer_has_a_page_of_its_own(site: Site) -> None:
    await site.hear(*others())
    question_id = await published(site, about="1")
    words = await read(site, question_id, CARA)
    assert ANONYMOUS in words
    assert ANSWER in words
    assert "About action 1" in words
    assert "Nobody has shared what worked for them yet." in words
    assert "Asha" not in words


async def test_what_worked_waits_for_the_national_team_and_is_then_read_by_all(site: Site) -> None:
    await site.hear(*others())
    question_id = await published(site)
    assert await tell(site, question_id) == HTTPStatus.SEE_OTHER
    mine = await read(site, question_id, BEN)
    assert "Shared by your organisation; it waits for the national team" in mine
    assert WORKED in mine
    assert WORKED not in await read(site, question_id, CARA)
    await moderate(site, "shown")
    words = await read(site, question_id, CARA)
    assert WORKED in words
    assert "Another organisation, Friday" in words
    assert "Somerset" not in words
    assert "What worked for 1 organisation" in words_of((await site.get(f"/answer/{CARA}")).text)


async def test_an_organisation_is_named_only_if_it_wants_to_and_nobody_ever_is(site: Site) -> None:
    await site.hear(*others())
    question_id = await published(site)
    await tell(site, question_id, named="yes")
    await moderate(site, "shown")
    words = await read(site, question_id, CARA)
    assert "Somerset NHS Foundation Trust, Friday" in words
    assert "Asha" not in words


async def test_what_is_not_shown_is_told_to_who_shared_it_with_the_reason(site: Site) -> None:
    await site.hear(*others())
    question_id = await published(site)
    await tell(site, question_id)
    await moderate(site, "shown")
    await moderate(site, "hidden", "It names a ward.")
    assert WORKED not in await read(site, question_id, CARA)
    words = await read(site, question_id, ASHA)
    assert "not shown to others" in words
    assert "The national team said: It names a ward." in words


async def test_what_cannot_be_kept_is_put_back_with_what_was_ticked(site: Site) -> None:
    question_id = await published(site)
    form = await site.form(f"/answer/{ASHA}/published/{question_id}", question_id)
    site.clock.advance(seconds=30)
    for text, words in (
        ("", "Enter what worked for you."),
        ("x" * 2_001, "2,000 characters"),
        ("Mrs X, 943 476 5919", "looks like an NHS number"),
    ):
        sent = await site.send(form, experience=text, named="yes")
        assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert words in words_of(sent.text)
        [again] = forms_of(sent.text)
        assert (again.fields["experience"], again.fields["named"]) == (text, "yes")


async def test_only_what_was_published_about_the_links_own_alert_has_a_page(site: Site) -> None:
    other = "NatPSA/2025/007/MHRA"
    await site.hear(an_alert(reference=other), audience(reference=other))
    private = await asked(site)
    for question_id in (private, str(uuid4())):
        refused = await site.get(f"/answer/{ASHA}/published/{question_id}")
        assert refused.status_code == HTTPStatus.NOT_FOUND
        sent = await site.browser.post(f"/answer/{ASHA}/published/{question_id}", data={"experience": "x"})
        assert sent.status_code == HTTPStatus.NOT_FOUND


async def test_those_who_look_on_read_and_share_nothing(site: Site) -> None:
    await site.hear(*others())
    question_id = await published(site)
    assert forms_of((await site.get(f"/answer/{PAT}/published/{question_id}")).text) == []
