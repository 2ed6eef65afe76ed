import asyncio
from http import HTTPStatus

from sqlalchemy import select

from contracts.events.register import Role
from contracts.events.responses import AlertAcknowledged
from services.responses.tables import acknowledgements
from tests.builders import a_count, a_person, person_id
from tests.responses.site import Site, forms_of, token_of, words_of

ASHA = token_of()
BEN = token_of("Ben Okafor")


async def test_a_person_acknowledges_and_is_told_so(site: Site) -> None:
    answer = await site.acknowledge(ASHA)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    words = words_of((await site.get(answer.headers["location"])).text)
    assert "You have acknowledged this alert. Asha Verma, patient safety specialist" in words
    assert "Acknowledged , done Asha Verma, Friday 21 November 2025, 9:15am" in words
    assert "Record what applies to your organisation" in words


async def test_an_acknowledgement_is_said_once_with_whose_it_is(site: Site) -> None:
    await site.acknowledge(ASHA)
    [said] = await site.said()
    assert isinstance(said, AlertAcknowledged)
    assert (said.person_id, said.ods_code, said.role) == (person_id("Asha Verma"), "RH5", Role.SPECIALIST)
    assert said.first_of_organisation


async def test_what_speaks_for_a_person_is_kept_with_the_acknowledgement(site: Site) -> None:
    site.browser.headers["user-agent"] = "Firefox " + "x" * 400
    await site.acknowledge(ASHA, seconds=90)
    async with site.service.database.reading() as tx:
        row = (await tx.execute(select(acknowledgements))).one()
    assert (row.acknowledged_at - row.page_shown_at).total_seconds() == 90
    assert row.delivered_at == a_count().first_accepted_at
    assert len(row.user_agent) == 300


async def test_acknowledging_twice_keeps_the_first_time_and_says_so(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/acknowledge")
    first_at = site.clock.advance(seconds=30)
    await site.send(form, organisation="RH5")
    site.clock.advance(hours=2)
    again = await site.send(form, organisation="RH5")
    words = words_of((await site.get(again.headers["location"])).text)
    assert "You had acknowledged this alert already. The first time stands." in words
    [said] = await site.said()
    assert said.acknowledged_at == first_at


async def test_of_two_colleagues_at_the_same_time_exactly_one_is_first(site: Site) -> None:
    forms = [await site.form(f"/answer/{token}", "/acknowledge") for token in (ASHA, BEN)]
    site.clock.advance(seconds=30)
    answers = await asyncio.gather(*(site.send(form, organisation="RH5") for form in forms * 3))
    assert {answer.status_code for answer in answers} == {HTTPStatus.SEE_OTHER}
    said = await site.said()
    assert sorted(event.first_of_organisation for event in said) == [False, True]
    assert {event.person_id for event in said} == {person_id("Asha Verma"), person_id("Ben Okafor")}


async def test_a_colleagues_acknowledgement_is_shown(site: Site) -> None:
    await site.acknowledge(BEN)
    words = words_of((await site.get(f"/answer/{ASHA}")).text)
    assert "Your colleague Ben Okafor, deputy patient safety specialist, acknowledged on" in words
    assert "Your organisation has acknowledged. You may add your own acknowledgement." in words


async def test_those_who_are_only_told_may_acknowledge_but_need_not(site: Site) -> None:
    await site.hear(a_person("Cara Lowe", ods_code="RA9"))
    token = token_of("Cara Lowe", ods_code="RA9")
    words = words_of((await site.get(f"/answer/{token}")).text)
    assert "For information: your organisation does not have to answer this alert." in words
    assert "You need not acknowledge." in words
    assert (await site.acknowledge(token, "RA9")).status_code == HTTPStatus.SEE_OTHER


async def test_a_partner_looks_on_and_cannot_answer(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/acknowledge")
    await site.hear(a_person(role=Role.PARTNER))
    shown = forms_of((await site.get(f"/answer/{ASHA}")).text)
    assert [form.action for form in shown] == [f"/answer/{ASHA}/comments"]
    site.clock.advance(seconds=30)
    assert (await site.send(form, organisation="RH5")).status_code == HTTPStatus.FORBIDDEN
    assert await site.said() == []


async def test_too_old_a_page_comes_again_with_what_was_chosen(site: Site) -> None:
    old = await site.acknowledge(ASHA, seconds=25 * 3600)
    assert old.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "open for more than a day" in words_of(old.text)
    again = next(form for form in forms_of(old.text) if form.action.endswith("/acknowledge"))
    assert again.fields["organisation"] == "RH5"
    site.clock.advance(seconds=5)
    assert (await site.send(again)).status_code == HTTPStatus.SEE_OTHER


async def test_a_wrong_choice_is_explained_and_can_be_mended_after_a_minute(site: Site) -> None:
    wrong = await site.acknowledge(ASHA, "RTE")
    assert "not the organisation this link is for" in words_of(wrong.text)
    assert "RTE" not in forms_of(wrong.text)[0].fields.values()
    assert (await site.acknowledge(ASHA, seconds=20)).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert (await site.acknowledge(ASHA, seconds=61)).status_code == HTTPStatus.SEE_OTHER


async def test_a_colleague_of_that_name_elsewhere_is_never_offered_as_wrong(site: Site) -> None:
    await site.hear(a_person("Asha at Torbay", name="Asha Verma", ods_code="RA9"))
    for _ in range(5):
        form = await site.form(f"/answer/{ASHA}", "/acknowledge")
        assert "RA9" not in form.options["organisation"]
