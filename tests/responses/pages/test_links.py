from http import HTTPStatus
from typing import Any

import pytest

from contracts.events.actions import OrganisationProgressed, Progress
from contracts.events.responses import QuestionAsked
from contracts.links import LinkPurpose
from services.kit.config import KitSettings
from services.kit.signing import Signer, new_private_key, public_key_of
from tests.builders import NOW, REFERENCE, a_count, a_person, an_alert, an_attachment
from tests.fakes import FixedClock
from tests.responses.site import (
    KEY,
    SIGNER,
    Site,
    audience,
    forms_of,
    open_site,
    other_organisations,
    token_of,
    whole_story,
    words_of,
)

ASHA = token_of()
BEN = token_of("Ben Okafor")


async def test_the_page_says_what_is_wrong_what_to_do_and_what_was_not_stated(site: Site) -> None:
    words = words_of((await site.get(f"/answer/{ASHA}")).text)
    assert "Staff have entered a penicillin allergy as an allergy to penicillamine." in words
    assert "Action 2: secondary care Cover safe recording of allergies in training." in words
    assert "Acknowledge by Monday 24 November 2025 (in 1 working day)" in words
    assert "I am Asha Verma, patient safety specialist of Somerset NHS Foundation Trust (RH5)." in words
    assert "Led by Not stated" in words


async def test_how_far_the_organisation_is_stands_in_the_strip(site: Site) -> None:
    await site.acknowledge(ASHA)
    progressed = OrganisationProgressed(
        reference=REFERENCE,
        version=1,
        ods_code="RH5",
        progress=Progress.IN_PROGRESS,
        done=1,
        not_applicable=0,
        outstanding=1,
        first_action_at=NOW,
        changed_at=NOW,
    )
    await site.hear(progressed)
    words = words_of((await site.get(f"/answer/{ASHA}")).text)
    assert "Acting , next 1 of 2 actions answered" in words
    assert "Complete all actions by Friday 20 November 2026 (in 52 weeks)" in words


async def test_a_late_deadline_is_marked_in_words_and_colour_and_only_then(site: Site) -> None:
    assert "c-deadline--late" not in (await site.get(f"/answer/{ASHA}")).text
    site.clock.advance(days=5)
    late = await site.get(f"/answer/{ASHA}")
    assert "c-deadline--late" in late.text
    assert "Late: acknowledge by Monday 24 November 2025 (2 days late)" in words_of(late.text)


async def test_a_newer_version_is_pointed_out(site: Site) -> None:
    await site.hear(an_alert(version=2, issued_at=NOW))
    words = words_of((await site.get(f"/answer/{ASHA}")).text)
    assert "Version 2 was issued on Friday 21 November 2025, 9:15am. This page shows version 1" in words


async def test_an_exercise_is_marked_as_one(empty_site: Site) -> None:
    await empty_site.hear(a_person(), an_alert(status="exercise"), audience())
    words = words_of((await empty_site.get(f"/answer/{ASHA}")).text)
    assert "EXERCISE This is practice." in words


async def _refused(site: Site, token: str, status: HTTPStatus) -> str:
    shown = await site.get(f"/answer/{token}")
    sent = await site.browser.post(f"/answer/{token}/acknowledge", data={"organisation": "RH5"})
    assert (shown.status_code, sent.status_code) == (status, status)
    assert "Nothing was saved." in shown.text
    assert await site.said() == []
    return words_of(shown.text)


async def test_a_broken_forged_or_retired_link_is_told_kindly(site: Site) -> None:
    for token in (
        "nonsense",
        "k1.",
        "k1.é%00",
        ASHA[:-4],
        ASHA[:-4] + "AAAA",
        Signer.of("k1", new_private_key()).sign(b"{}"),
        "retired" + ASHA[2:],
    ):
        assert "This link does not work" in await _refused(site, token, HTTPStatus.NOT_FOUND)


async def test_a_link_of_the_key_before_works_until_that_key_is_retired(
    common_settings: KitSettings, clock: FixedClock
) -> None:
    before = new_private_key()
    link = token_of(signer=Signer.of("k0", before))
    now, both = (f"k1:{public_key_of(KEY)}", f"k1:{public_key_of(KEY)},k0:{public_key_of(before)}")
    async with open_site(common_settings, clock, both) as site:
        await site.hear(*whole_story())
        assert (await site.acknowledge(link)).status_code == HTTPStatus.SEE_OTHER
        assert (await site.get(f"/answer/{ASHA}")).status_code == HTTPStatus.OK
    async with open_site(common_settings, clock, now) as site:
        refused = await site.get(f"/answer/{link}")
        assert refused.status_code == HTTPStatus.NOT_FOUND
        assert "its key has been retired since" in words_of(refused.text)
        assert "open /mine on this site" in words_of(refused.text)
        assert "You acknowledged on" in words_of((await site.get(f"/answer/{ASHA}")).text)


async def test_a_link_made_for_something_else_is_refused(site: Site) -> None:
    claims = (
        b'{"p":"5b0c2f5e-7f5a-4f0e-9a53-0d3f2a6f0c11","o":"RH5","r":"NatPSA/2025/006/NHSPS","v":1,"u":"x"}'
    )
    assert "something else" in await _refused(site, SIGNER.sign(claims), HTTPStatus.BAD_REQUEST)


@pytest.mark.parametrize("change", [{"active": False}, {"ods_code": "RA9"}])
async def test_somebody_no_longer_registered_is_refused_without_names(
    site: Site, change: dict[str, Any]
) -> None:
    await site.hear(a_person(**change))
    words = await _refused(site, ASHA, HTTPStatus.FORBIDDEN)
    assert "ask the executive lead" in words
    assert "Asha" not in words


async def test_somebody_never_known_is_refused(site: Site) -> None:
    await _refused(site, token_of("Nobody Known"), HTTPStatus.FORBIDDEN)


async def test_a_link_for_an_organisation_outside_the_audience_is_refused(site: Site) -> None:
    await site.hear(a_person("Rob Hale", ods_code="RTE"))
    words = await _refused(site, token_of("Rob Hale", ods_code="RTE"), HTTPStatus.FORBIDDEN)
    assert "not for your organisation" in words


@pytest.mark.parametrize("arrived", [[], [an_alert()], [audience()]])
async def test_an_alert_that_has_not_arrived_says_when_to_come_back(
    empty_site: Site, arrived: list[Any]
) -> None:
    await empty_site.hear(a_person(), *arrived)
    await _refused(empty_site, ASHA, HTTPStatus.SERVICE_UNAVAILABLE)
    assert (await empty_site.get(f"/answer/{ASHA}")).headers["retry-after"] == "60"


async def test_the_facts_may_arrive_in_any_order(empty_site: Site) -> None:
    await empty_site.hear(a_count(), audience(), an_alert(), *other_organisations(), a_person())
    assert (await empty_site.acknowledge(ASHA)).status_code == HTTPStatus.SEE_OTHER


async def test_a_question_is_asked_once_however_often_it_is_sent(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/questions")
    site.clock.advance(seconds=30)
    for _ in range(2):
        sent = await site.send(form, question="Does this apply to\r\ncommunity teams?")
        assert sent.status_code == HTTPStatus.SEE_OTHER
    [asked] = await site.said()
    assert isinstance(asked, QuestionAsked)
    assert asked.question == "Does this apply to\ncommunity teams?"
    await site.send(form, question="And to hospices?")
    assert len(await site.said()) == 2


async def test_a_hostile_question_is_shown_as_it_was_written(site: Site) -> None:
    hostile = '<script>alert("x")</script>{{ 7*7 }}</textarea><img src=x onerror=y>'
    form = await site.form(f"/answer/{ASHA}", "/questions")
    site.clock.advance(seconds=30)
    await site.send(form, question=hostile)
    shown = await site.get(f"/answer/{BEN}")
    assert hostile in words_of(shown.text)
    assert "<script>alert" not in shown.text
    await site.hear(a_person(name="<b>Asha</b>"))
    assert "<b>Asha</b>" not in (await site.get(f"/answer/{ASHA}")).text


async def test_a_question_that_cannot_be_kept_is_put_back(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/questions")
    site.clock.advance(seconds=30)
    for text in ("", "  \r\n ", "nul\x00", "x" * 3001):
        sent = await site.send(form, question=text)
        assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "x" * 3001 in sent.text
    assert await site.said() == []


async def test_text_with_an_nhs_number_is_refused_and_stays_in_its_box(site: Site) -> None:
    text = "Patient 943-476-5919 was harmed."
    question = await site.form(f"/answer/{ASHA}", "/questions")
    not_me = await site.form(f"/answer/{ASHA}/not-me", "/not-me")
    site.clock.advance(seconds=30)
    for sent in (
        await site.send(question, question=text),
        await site.send(not_me, reason="left_role", note=text),
    ):
        assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "looks like an NHS number, so nothing was saved" in words_of(sent.text)
        assert text in sent.text
    assert forms_of(sent.text)[0].fields["reason"] == "left_role"
    assert await site.said() == []


async def test_another_organisations_questions_are_not_shown(site: Site) -> None:
    await site.hear(a_person("Cara Lowe", ods_code="RA9"))
    form = await site.form(f"/answer/{ASHA}", "/questions")
    site.clock.advance(seconds=30)
    await site.send(form, question="Only for Somerset?")
    other = await site.get(f"/answer/{token_of('Cara Lowe', ods_code='RA9')}")
    assert "Only for Somerset?" not in other.text


@pytest.mark.parametrize("purpose", [LinkPurpose.ACT, LinkPurpose.SIGN])
async def test_a_link_for_something_else_answers_nothing(site: Site, purpose: LinkPurpose) -> None:
    answer = await site.get(f"/answer/{token_of(purpose=purpose)}")

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "This link is for something else" in answer.text


async def test_attachments_are_listed_with_type_size_and_address(empty_site: Site) -> None:
    await empty_site.hear(a_person(), an_alert(attachments=[an_attachment()]), audience())
    html = (await empty_site.get(f"/answer/{token_of()}")).text
    assert "Attachments Checklist for wards (PDF, 1.2 MB) SHA-256 0123456789abcdef" in words_of(html)
    assert 'href="https://www.example/checklist.pdf" rel="noreferrer"' in html
