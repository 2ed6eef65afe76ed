"""What a patient safety partner reads: plain words, how far it is, and no names of staff."""

import re
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest

from contracts.envelope import EventData
from contracts.events.actions import (
    ActionRecorded,
    ActionState,
    ActionWork,
    Decision,
    DecisionRecorded,
    SignOffSettled,
)
from contracts.events.register import Role
from contracts.events.responses import PartnerCommented
from tests.builders import NOW, REFERENCE, a_person, an_alert, an_attachment, an_organisation, person_id
from tests.responses.pages.test_mine import MINE, grant
from tests.responses.questions import ASHA, BEN, CARA, PAT, asked, others, published
from tests.responses.site import Site, audience, forms_of, token_of, words_of

ABOUT = {"reference": REFERENCE, "version": 1, "ods_code": "RH5"}
COMMENT = "Were the families of those concerned told?"
#: Everybody of the story below, by each part of their names.
STAFF = ("Asha", "Verma", "Ben", "Okafor", "Dora", "Quist", "Emeka", "Obi", "Fay", "Nell")


def named_in(text: str) -> list[str]:
    """As words of their own: the letters of a short name also stand in one token of thousands."""
    return [name for name in STAFF if re.search(rf"(?<![\w-]){name}(?![\w-])", text)]


def an_action(number: int, **changes: Any) -> ActionRecorded:
    whole = ABOUT | {"number": number, "recorded_by": person_id("Asha Verma"), "recorded_at": NOW}
    return ActionRecorded.model_validate(whole | changes)


def rich_story() -> list[EventData]:
    """Every field that may hold a name holds one."""
    return [
        *others(),
        a_person("Dora Quist", role=Role.EXECUTIVE_LEAD),
        DecisionRecorded.model_validate(
            ABOUT
            | {
                "decision": Decision.REQUIRED,
                "reason": "Asha Verma says so",
                "approver": "Dora Quist, executive",
                "decided_by": person_id("Asha Verma"),
                "decided_at": NOW,
            }
        ),
        an_action(
            1,
            state=ActionState.DONE,
            done_by="Emeka Obi",
            done_on=date(2025, 11, 20),
            note="Emeka did it",
            evidence="Fay keeps it",
            owner="Emeka Obi",
        ),
        an_action(
            2,
            state=ActionState.OUTSTANDING,
            work=ActionWork.BLOCKED,
            reason="Fay waits for Ben Okafor",
            owner="Fay",
            due_on=date(2026, 2, 2),
        ),
        SignOffSettled.model_validate(
            ABOUT
            | {
                "request_id": person_id("a request"),
                "outcome": "sent_back",
                "comment": "Fay must finish first, says Dora",
                "settled_by_name": "Dora Quist",
                "requested_by": person_id("Asha Verma"),
                "settled_at": NOW,
            }
        ),
    ]


@pytest.fixture
async def rich(site: Site) -> Site:
    await site.hear(*rich_story())
    await site.acknowledge(ASHA)
    await asked(site)
    await published(site)
    await comment(site, "Please ask Mo Lee about this.")
    return site


async def comment(site: Site, text: str = COMMENT, token: str = PAT) -> Any:
    form = await site.form(f"/answer/{token}", "/comments")
    site.clock.advance(seconds=30)
    return await site.send(form, comment=text)


async def test_no_name_of_staff_stands_anywhere_on_the_page(rich: Site) -> None:
    page = await rich.get(f"/answer/{PAT}")
    assert named_in(page.text) == []
    assert "/actions/" not in page.text, "that page names those who did the work"


async def test_the_page_answers_its_readers_questions_in_their_order(rich: Site) -> None:
    words = words_of((await rich.get(f"/answer/{PAT}")).text)
    places = [
        words.index(sentence)
        for sentence in (
            "1 of 2 actions is done or does not apply.",
            "What the alert is about Staff have entered a penicillin allergy",
            "Who must act: the organisations it was sent to.",
            "What our organisation said it will do It decided that the alert applies to it",
            "It confirmed on Friday 21 November 2025 that it received the alert",
            "How far it is",
            "Action 1 ✓ Done Your organisation says that this is done, since Thursday 20 November 2025.",
            "Action 2 ! Blocked The work cannot go on at present; planned to be done by Monday 2 Feb",
            "Sign-off : An executive looked at the work and sent it back",
            "What stands in the way of action 2, and who can help?",
            "Whom to talk to",
            "What your role is here",
            "You do not answer for Somerset NHS Foundation Trust",
            "Say something to the specialists",
            "Words explained",
        )
    ]
    assert places == sorted(places)


async def test_before_anything_was_said_the_page_says_so(site: Site) -> None:
    await site.hear(*others())
    words = words_of((await site.get(f"/answer/{PAT}")).text)
    assert "It has not said yet what it will do." in words
    assert "It has not confirmed yet that it received the alert" in words
    assert words.count("Nothing has been said about this yet.") == 2
    assert "No executive has signed it off yet." in words
    assert "You have not sent a comment about this alert yet." in words


async def test_a_comment_goes_to_the_specialists_of_the_organisation_and_nobody_else(site: Site) -> None:
    await site.hear(*others())
    sent = await comment(site)
    assert sent.status_code == HTTPStatus.SEE_OTHER
    mine = words_of((await site.get(sent.headers["location"])).text)
    assert "Your comment was passed on" in mine
    assert f"Passed on to the patient safety specialists. {COMMENT}" in mine
    [said] = await site.said()
    assert isinstance(said, PartnerCommented)
    assert (said.comment, said.ods_code, said.person_id) == (COMMENT, "RH5", person_id("Pat Rowe"))
    theirs = words_of((await site.get(f"/answer/{BEN}")).text)
    assert "Only the partner who wrote it and those who answer for Somerset" in theirs
    assert f"Pat Rowe, patient safety partner, Friday 21 November 2025, 9:15am {COMMENT}" in theirs
    assert COMMENT not in (await site.get(f"/answer/{CARA}")).text


async def test_a_partner_comes_by_signing_in_for_no_mail_brings_them_a_link(site: Site) -> None:
    await site.hear(*others())
    site.sign_in_as("Pat Rowe", grant("Pat Rowe", role=Role.PARTNER))
    led_on = (await site.browser.get(MINE)).headers["location"]
    assert "For patient safety partners of Somerset" in words_of((await site.get(led_on)).text)


async def test_another_partner_does_not_read_it(site: Site) -> None:
    await site.hear(*others(), a_person("Quinn Ash", role=Role.PARTNER))
    await comment(site)
    assert COMMENT not in (await site.get(f"/answer/{token_of('Quinn Ash')}")).text


async def test_a_comment_that_cannot_be_kept_is_put_back(site: Site) -> None:
    await site.hear(*others())
    for text, words in (
        ("", "Enter your comment."),
        ("x" * 2_001, "2,000 characters"),
        ("Mrs X, 943 476 5919", "looks like an NHS number"),
    ):
        sent = await comment(site, text)
        assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert words in words_of(sent.text)
        assert forms_of(sent.text)[0].fields["comment"] == text
    assert await site.said() == []


async def test_the_box_is_for_partners(site: Site) -> None:
    refused = await site.browser.post(f"/answer/{ASHA}/comments", data={"comment": COMMENT})
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "This box is for patient safety partners" in refused.text


async def test_a_partner_may_say_that_the_link_is_not_theirs_and_answers_nothing(rich: Site) -> None:
    assert "Tell the register" in (await rich.get(f"/answer/{PAT}/not-me")).text
    before = await rich.said()
    form = await rich.form(f"/answer/{PAT}", "/comments")
    rich.clock.advance(seconds=30)
    for name, fields in (("acknowledge", {"organisation": "RH5"}), ("questions", {"question": "Who?"})):
        sent = await rich.browser.post(f"/answer/{PAT}/{name}", data=form.fields | fields)
        assert sent.status_code == HTTPStatus.FORBIDDEN
        assert named_in(sent.text) == []
    assert await rich.said() == before


async def test_the_documents_of_the_alert_are_listed_in_plain_words(empty_site: Site) -> None:
    partner, letter = a_person("Pat Quill", role=Role.PARTNER), an_attachment(name="Letter to wards")
    alert = an_alert(attachments=[an_attachment(), letter])
    await empty_site.hear(an_organisation(), partner, alert, audience())

    html = (await empty_site.get(f"/answer/{token_of('Pat Quill')}")).text

    listed = "Checklist for wards (PDF, 1.2 MB) Letter to wards (PDF, 1.2 MB)"
    assert f"Documents that come with the alert {listed} What our organisation said" in words_of(html)
    assert 'href="https://www.example/checklist.pdf" rel="noreferrer"' in html
    assert "SHA-256" not in html


async def test_without_documents_nothing_is_said_of_them(site: Site) -> None:
    await site.hear(*others())

    assert "Documents" not in (await site.get(f"/answer/{PAT}")).text


async def test_the_page_stands_under_a_banner_too(empty_site: Site) -> None:
    """What the frame calls its own must not hide what the page calls so."""
    partner = a_person("Pat Quill", role=Role.PARTNER)
    await empty_site.hear(an_organisation(), partner, an_alert(status="exercise"), audience())

    answer = await empty_site.get(f"/answer/{token_of('Pat Quill')}")

    assert answer.status_code == HTTPStatus.OK
    assert "EXERCISE" in answer.text
    assert "Words explained" in answer.text
