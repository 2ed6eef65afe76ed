"""An alert that is at its end shows that first and asks for nothing; its history stays."""

from http import HTTPStatus

import pytest

from contracts.events.distribution import AudienceOrganisation
from contracts.events.register import Role
from services.kit.web.access import Grant
from tests.builders import (
    REFERENCE,
    a_correction,
    a_person,
    a_widening,
    an_alert,
    an_audience,
    an_end,
    an_organisation,
    person_id,
)
from tests.responses.site import Site, audience, forms_of, token_of, words_of

ASHA = token_of()
TORBAY = (AudienceOrganisation(ods_code="RA9", must_respond=True),)


@pytest.mark.parametrize("outcome", ["withdrawn", "superseded", "closed"])
async def test_the_end_stands_before_everything_else(site: Site, outcome: str) -> None:
    await site.hear(an_end(outcome))
    html = (await site.get(f"/answer/{ASHA}")).text
    words = words_of(html)
    end = words.index(f"This alert was {outcome} on Friday 21 November 2025")
    assert end < words.index("It was sent in error.") < words.index("Harm from incorrect recording of", end)
    assert "Nothing is due for this alert any more." in words
    assert "Nobody of your organisation acknowledged this alert, and nobody has to any more." in words
    assert not [form for form in forms_of(html) if form.action.endswith(("/acknowledge", "/confirm"))]
    assert f"Alert {outcome}: It was sent in error." in words.partition("History")[2]
    assert ("Open NatPSA/2025/009/NHSPS" in words) == (outcome == "superseded")


async def test_a_form_that_comes_after_the_end_is_refused_with_the_end_shown(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/acknowledge")
    site.clock.advance(seconds=30)
    await site.hear(an_end())
    answer = await site.send(form, organisation="RH5")
    assert answer.status_code == HTTPStatus.CONFLICT
    words = words_of(answer.text)
    assert "so nothing was saved" in words
    assert "This alert was withdrawn on" in words
    assert await site.said() == []


async def test_what_was_acknowledged_stays_and_cannot_be_taken_back_after_the_end(site: Site) -> None:
    await site.acknowledge(ASHA)
    form = await site.form(f"/answer/{ASHA}/take-back", "/take-back")
    await site.hear(an_end("closed"))
    site.clock.advance(seconds=30)
    answer = await site.send(form, organisation="RH5", reason="Wrong button.")
    assert answer.status_code == HTTPStatus.CONFLICT
    words = words_of((await site.get(f"/answer/{ASHA}")).text)
    assert "You acknowledged on Friday 21 November 2025" in words
    assert "What was acknowledged stays as it is." in words
    assert "Take my acknowledgement back" not in words
    assert len(await site.said()) == 1


async def test_an_ended_alert_may_still_be_asked_about(site: Site) -> None:
    await site.hear(an_end())
    form = await site.form(f"/answer/{ASHA}", "/questions")
    site.clock.advance(seconds=30)
    answer = await site.send(form, question="Do we undo what we changed?")
    assert answer.status_code == HTTPStatus.SEE_OTHER


async def test_an_end_before_its_alert_is_kept(empty_site: Site) -> None:
    await empty_site.hear(an_end(), a_person(), an_alert(), audience())
    assert "This alert was withdrawn on" in words_of((await empty_site.get(f"/answer/{ASHA}")).text)


async def test_whose_organisation_a_version_leaves_out_is_asked_nothing(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/acknowledge")
    await site.hear(an_alert(version=2), an_audience(version=2, organisations=TORBAY))
    site.clock.advance(seconds=30)
    assert (await site.send(form, organisation="RH5")).status_code == HTTPStatus.CONFLICT
    words = words_of((await site.get(f"/answer/{ASHA}")).text)
    assert "Version 2 of this alert is not for Somerset NHS Foundation Trust (RH5)." in words
    await site.hear(an_alert(version=3), audience(version=3))
    assert "There is a newer version" in words_of((await site.get(f"/answer/{ASHA}")).text)


async def test_a_partner_sees_the_end_too(site: Site) -> None:
    await site.hear(a_person("Rose Hill", role=Role.PARTNER), an_end())
    words = words_of((await site.get(f"/answer/{token_of('Rose Hill')}")).text)
    assert "This alert was withdrawn on" in words
    assert "that comes next" not in words


async def test_the_list_of_my_alerts_says_how_one_ended(site: Site) -> None:
    await site.hear(an_end("closed"))
    site.sign_in_as("Asha Verma", Grant(role=Role.SPECIALIST, ods_code="RH5"))
    words = words_of((await site.get("/mine")).text)
    assert REFERENCE in words
    assert "Closed" in words
    assert "Acknowledge by" not in words


IN_ERROR = a_correction(sent_in_error=("RH5",), reason="Somerset was named by mistake.")


async def test_whoever_got_it_in_error_reads_that_first_and_is_asked_nothing(site: Site) -> None:
    await site.acknowledge(ASHA)
    await site.hear(IN_ERROR)
    html = (await site.get(f"/answer/{ASHA}")).text
    words = words_of(html)
    error = words.index("This alert was sent to Somerset NHS Foundation Trust (RH5) in error")
    assert error < words.index("Somerset was named by mistake.") < words.index("Harm from incorrect", error)
    assert "Nothing is due for this alert any more." in words
    assert "You acknowledged on Friday 21 November 2025" in words
    assert not [form for form in forms_of(html) if form.action.endswith(("/acknowledge", "/confirm"))]


async def test_a_form_that_comes_after_the_error_was_told_is_refused(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/acknowledge")
    site.clock.advance(seconds=30)
    await site.hear(IN_ERROR)
    answer = await site.send(form, organisation="RH5")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert await site.said() == []


async def test_of_two_corrections_the_later_holds_whichever_is_heard_first(site: Site) -> None:
    await site.hear(a_correction(number=2, must_respond=("RH5",)), IN_ERROR)
    assert "in error" not in words_of((await site.get(f"/answer/{ASHA}")).text)


async def test_whoever_is_added_answers_like_everybody_else(empty_site: Site) -> None:
    """Also when it is heard before the audience that it adds to."""
    ben = token_of("Ben Cole", ods_code="RA4")
    person = a_person("Ben Cole", ods_code="RA4")
    await empty_site.hear(an_organisation(ods_code="RA4", name="Yeovil"), person, an_alert())
    await empty_site.hear(a_widening(), a_correction(), audience())
    words = words_of((await empty_site.get(f"/answer/{ben}")).text)
    assert "Acknowledge by Monday 24 November 2025" in words


async def test_my_alerts_list_it_as_sent_in_error_with_nothing_due(site: Site) -> None:
    site.sign_in_as(
        "Asha Verma",
        Grant(role=Role.SPECIALIST, ods_code="RH5", person_id=str(person_id("Asha Verma"))),
    )
    other = "NatPSA/2025/007/NHSPS"
    await site.hear(IN_ERROR, an_alert(reference=other), audience(reference=other))
    words = words_of((await site.get("/mine")).text)
    assert words.count("Sent in error") == 1
    assert words.count("Acknowledge by") == 1
