import asyncio
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from sqlalchemy import Table, select

from contracts.events.distribution import MailStanding
from contracts.events.register import Role
from contracts.events.responses import (
    AcknowledgementDoubted,
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    Doubt,
)
from services.responses.tables import acknowledgements, addresses, doubtful_acknowledgements, openings
from tests.builders import NOW, a_count, a_person, person_id
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
    assert not forms_of((await site.get(f"/answer/{ASHA}")).text)
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


async def _rows(site: Site, table: Table) -> list[Any]:
    async with site.service.database.reading() as tx:
        return list(await tx.execute(select(table)))


async def _arrives_now(site: Site) -> None:
    """The mail to Asha is taken by her mail server at this moment."""
    mail = MailStanding(
        person_id=person_id("Asha Verma"),
        kind="alert-issued",
        state="accepted",
        message_id="m",
        attempts=1,
        repeated=0,
        accepted_at=site.clock(),
    )
    await site.hear(a_count(counted_at=site.clock(), first_accepted_at=NOW, mails=(mail,)))


async def test_an_answer_seconds_after_the_mail_does_not_count_before_it_is_confirmed(site: Site) -> None:
    site.clock.advance(hours=1)
    await _arrives_now(site)
    sent = await site.acknowledge(ASHA, seconds=5)
    words = words_of((await site.get(sent.headers["location"])).text)
    assert "does not count yet" in words
    assert "so soon after the mail that a mail filter may have sent it. Please confirm." in words
    assert "Acknowledged , next" in words
    [doubted] = await site.said()
    assert isinstance(doubted, AcknowledgementDoubted)
    assert doubted.doubts == (Doubt.SOON_AFTER_DELIVERY,)
    assert doubted.delivered_at == doubted.sent_at - timedelta(seconds=5)

    form = await site.form(f"/answer/{ASHA}", "/confirm")
    confirmed_at = site.clock.advance(seconds=6)
    await site.send(form, organisation="RH5")
    [_, counted] = await site.said()
    assert isinstance(counted, AlertAcknowledged)
    assert (counted.acknowledged_at, counted.first_of_organisation) == (confirmed_at, True)
    [kept] = await _rows(site, acknowledgements)
    assert kept.doubt_id == doubted.doubt_id
    assert "does not count yet" not in (await site.get(f"/answer/{ASHA}")).text


async def test_a_known_scanner_is_never_counted_however_often_it_confirms(site: Site) -> None:
    site.browser.headers["user-agent"] = "Mozilla/5.0 HeadlessChrome/141.0"
    await site.acknowledge(ASHA)
    for _ in range(3):
        form = await site.form(f"/answer/{ASHA}", "/confirm")
        site.clock.advance(minutes=25)
        await site.send(form, organisation="RH5")
    assert [type(event) for event in await site.said()] == [AcknowledgementDoubted] * 2, "hourly at the most"
    assert len(await _rows(site, doubtful_acknowledgements)) == 4, "each is kept"
    assert await _rows(site, acknowledgements) == []


async def test_a_flood_of_doubtful_answers_is_one_row_and_one_mail(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}", "/acknowledge")
    site.clock.advance(seconds=30)
    for _ in range(3):
        await asyncio.gather(*(site.send(form, organisation="RH5", website="x") for _ in range(3)))
        site.clock.advance(seconds=10)
    assert len(await site.said()) == len(await _rows(site, doubtful_acknowledgements)) == 1


async def test_who_opened_every_link_of_the_mail_just_before_is_asked_to_confirm(site: Site) -> None:
    await site.get(f"/answer/{ASHA}/not-me")
    await site.acknowledge(ASHA)
    form = await site.form(f"/answer/{ASHA}", "/confirm")
    site.clock.advance(seconds=31)
    await site.send(form, organisation="RH5")
    [doubted, counted] = await site.said()
    assert doubted.doubts == (Doubt.EVERY_LINK_OPENED,)
    assert isinstance(counted, AlertAcknowledged)


async def test_openings_are_noted_a_few_times_a_minute_and_no_more(site: Site) -> None:
    await asyncio.gather(*(site.get(f"/answer/{ASHA}") for _ in range(8)))
    for _ in range(8):
        await site.browser.head(f"/answer/{ASHA}/not-me")
    noted = Counter(row.page for row in await _rows(site, openings))
    assert noted["not_me"] == 5
    assert 1 <= noted["alert"] <= 5
    site.clock.advance(minutes=1)
    await site.get(f"/answer/{ASHA}/not-me")
    assert len([row for row in await _rows(site, openings) if row.page == "not_me"]) == 6


async def test_the_network_address_is_kept_apart(site: Site) -> None:
    await site.acknowledge(ASHA)
    [kept], [given] = await _rows(site, addresses), await _rows(site, acknowledgements)
    assert (kept.evidence_id, kept.address) == (given.acknowledgement_id, "127.0.0.1")
    assert "127.0.0.1" not in map(str, given)


async def _take_back(site: Site, token: str, **fields: str) -> httpx.Response:
    form = await site.form(f"/answer/{token}/take-back", "/take-back")
    site.clock.advance(seconds=30)
    return await site.send(form, **{"organisation": "RH5", "reason": "It was for another trust."} | fields)


async def test_taking_back_leaves_the_earliest_of_those_that_stand(site: Site) -> None:
    await site.acknowledge(ASHA)
    await site.acknowledge(BEN)
    sent = await _take_back(site, ASHA)
    words = words_of((await site.get(sent.headers["location"])).text)
    assert "You have taken your acknowledgement back." in words
    assert "Acknowledgement taken back by Asha Verma, patient safety specialist: It was for another" in words
    assert "Acknowledged , done Ben Okafor" in words
    [_, by_ben, withdrawn] = await site.said()
    assert isinstance(withdrawn, AcknowledgementWithdrawn)
    assert (withdrawn.person_id, withdrawn.reason) == (person_id("Asha Verma"), "It was for another trust.")
    assert (withdrawn.first_acknowledged_by, withdrawn.first_acknowledged_at) == (
        person_id("Ben Okafor"),
        by_ben.acknowledged_at,
    )


async def test_when_the_last_is_taken_back_the_next_is_the_first_again(site: Site) -> None:
    await site.acknowledge(ASHA)
    await _take_back(site, ASHA)
    [given, withdrawn] = await site.said()
    assert withdrawn.first_acknowledged_at is None
    assert "Acknowledged , next" in words_of((await site.get(f"/answer/{ASHA}")).text)

    forms = [await site.form(f"/answer/{token}", "/acknowledge") for token in (ASHA, BEN)]
    site.clock.advance(seconds=30)
    await asyncio.gather(*(site.send(form, organisation="RH5") for form in forms * 2))
    [*_, once, again] = await site.said()
    assert sorted(event.first_of_organisation for event in (once, again)) == [False, True]
    assert min(once.acknowledged_at, again.acknowledged_at) > withdrawn.withdrawn_at > given.acknowledged_at


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"reason": " "}, HTTPStatus.UNPROCESSABLE_ENTITY, "Say why, in a few words."),
        ({"reason": "For 943 476 5919."}, HTTPStatus.UNPROCESSABLE_ENTITY, "looks like an NHS number"),
        ({"organisation": ""}, HTTPStatus.UNPROCESSABLE_ENTITY, "Choose one of the options."),
        ({"organisation": "RTE"}, HTTPStatus.UNPROCESSABLE_ENTITY, "not the organisation this link is for"),
        ({"website": "x"}, HTTPStatus.FORBIDDEN, "A hidden field"),
    ],
)
async def test_taking_back_takes_a_choice_and_a_reason(
    site: Site, fields: dict[str, str], status: HTTPStatus, words: str
) -> None:
    await site.acknowledge(ASHA)
    refused = await _take_back(site, ASHA, **fields)
    assert refused.status_code == status
    assert words in words_of(refused.text)
    assert len(await site.said()) == 1


async def test_who_has_given_nothing_can_take_nothing_back(site: Site) -> None:
    words = words_of((await site.get(f"/answer/{ASHA}/take-back")).text)
    assert "You have not acknowledged this alert, or have taken it back already." in words
