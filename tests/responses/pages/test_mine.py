from http import HTTPStatus

import pytest

from contracts.events.register import Role
from contracts.events.responses import AlertAcknowledged
from services.kit.web.access import Grant
from tests.builders import NOW, REFERENCE, a_person, an_alert, person_id
from tests.responses.site import Site, audience, token_of, words_of

MINE = f"/mine/{REFERENCE}"


def grant(who: str = "Asha Verma", ods_code: str = "RH5", role: Role = Role.SPECIALIST) -> Grant:
    return Grant(role=role, ods_code=ods_code, person_id=str(person_id(who)))


async def led_on_from(site: Site, path: str) -> str:
    return (await site.browser.get(path)).headers["location"]


async def test_whoever_has_not_signed_in_is_sent_to_do_so_and_back(site: Site) -> None:
    assert await led_on_from(site, MINE) == f"/sign-in?next={MINE}"


async def test_a_specialist_acknowledges_without_the_link_of_the_mail(site: Site) -> None:
    site.sign_in_as("Asha Verma", grant())
    token = (await led_on_from(site, MINE)).removeprefix("/answer/")
    assert token.startswith("session.")
    assert (await site.acknowledge(token)).status_code == HTTPStatus.SEE_OTHER
    [said] = await site.said()
    assert isinstance(said, AlertAcknowledged)
    assert (said.person_id, said.ods_code) == (person_id("Asha Verma"), "RH5")

    site.browser.cookies.clear()
    assert (await site.get(f"/answer/{token}")).status_code == HTTPStatus.NOT_FOUND


async def test_the_newest_version_is_opened(site: Site) -> None:
    await site.hear(an_alert(version=2, issued_at=NOW), audience(version=2))
    site.sign_in_as("Asha Verma", grant())
    shown = await site.get(await led_on_from(site, MINE))
    assert f"{REFERENCE}, version 2" in words_of(shown.text)


async def test_a_session_from_before_grants_named_registrations_still_works(site: Site) -> None:
    site.sign_in_as("Asha Verma", Grant(role=Role.SPECIALIST, ods_code="RH5"))
    assert (await led_on_from(site, MINE)).startswith("/answer/session.")


async def test_who_is_registered_for_two_organisations_chooses(site: Site) -> None:
    await site.hear(a_person("Asha at Torbay", name="Asha Verma", ods_code="RA9"))
    site.sign_in_as("Asha Verma", grant(), grant("Asha at Torbay", "RA9", Role.DEPUTY))
    words = words_of((await site.get(MINE)).text)
    assert "Somerset NHS Foundation Trust (RH5)" in words
    assert "Torbay and South Devon NHS Foundation Trust (RA9)" in words
    shown = await site.get(await led_on_from(site, f"{MINE}?organisation=RA9"))
    assert "(RA9)" in words_of(shown.text)
    assert "For which organisation?" in (await site.get(f"{MINE}?organisation=XXX")).text


@pytest.mark.parametrize(
    ("grants", "path", "status", "words"),
    [
        ([grant("Rob Hale", "RTE")], MINE, HTTPStatus.FORBIDDEN, "not for your organisation"),
        ([grant()], "/mine/NatPSA/2025/099/MHRA", HTTPStatus.NOT_FOUND, "no alert with this reference"),
        ([grant("Gone Gill")], MINE, HTTPStatus.FORBIDDEN, "not registered for an organisation"),
        ([grant(ods_code="RA9")], MINE, HTTPStatus.FORBIDDEN, "not registered for an organisation"),
        ([Grant(role=Role.NATIONAL_AUTHOR)], MINE, HTTPStatus.FORBIDDEN, "You may not see this page"),
    ],
)
async def test_a_refusal_says_why(
    site: Site, grants: list[Grant], path: str, status: HTTPStatus, words: str
) -> None:
    await site.hear(a_person("Rob Hale", ods_code="RTE"), a_person("Gone Gill", active=False))
    site.sign_in_as("Asha Verma", *grants)
    refused = await site.get(path)
    assert refused.status_code == status
    assert words in words_of(refused.text)


async def test_the_list_shows_where_each_alert_stands_newest_first(site: Site) -> None:
    newer = "NatPSA/2025/007/NHSPS"
    await site.hear(an_alert(reference=newer, issued_at=NOW, short_title="Newer"), audience(reference=newer))
    await site.acknowledge(token_of())
    site.sign_in_as("Asha Verma", grant())
    words = words_of((await site.get("/mine")).text)
    assert "patient safety specialist of Somerset NHS Foundation Trust (RH5)" in words
    assert words.index("Newer") < words.index("Penicillin allergy recorded")
    assert "○ Not acknowledged Acknowledge by Monday 24 November 2025 (in 1 working day)" in words
    assert "✓ Acknowledged Complete all actions by" in words


async def test_the_list_of_a_partner_who_was_sent_nothing_says_what_will_stand_there(
    empty_site: Site,
) -> None:
    await empty_site.hear(a_person("Pat Lay", role=Role.PARTNER))
    empty_site.sign_in_as("Pat Lay", grant("Pat Lay", role=Role.PARTNER))
    assert "No alert for your organisation yet." in words_of((await empty_site.get("/mine")).text)
    empty_site.sign_in_as("Pat Lay", grant("Nobody Known", role=Role.PARTNER))
    assert "not registered for an organisation at present" in words_of((await empty_site.get("/mine")).text)


async def test_a_reference_that_is_typed_leads_to_the_alert(site: Site) -> None:
    site.sign_in_as("Asha Verma", grant())
    typed = await site.browser.get("/mine", params={"reference": "natpsa/2025/006/nhsps "})
    assert typed.headers["location"] == MINE
    unreadable = await site.get("/mine?reference=006")
    assert unreadable.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Enter the reference as it stands in the mail" in words_of(unreadable.text)
    assert 'value="006"' in unreadable.text
