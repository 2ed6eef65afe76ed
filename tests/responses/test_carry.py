"""A version that asks for nothing new keeps the acknowledgements of the version before."""

import itertools

import pytest

from contracts.events.responses import AcknowledgementWithdrawn, AlertAcknowledged
from tests.builders import an_alert, person_id
from tests.responses.site import Site, audience, forms_of, token_of, words_of

ASHA, BEN = token_of(), token_of("Ben Okafor")
ASHA_2 = token_of(version=2)
KEPT = {"reason": "A spelling was mended.", "must_acknowledge_again": False}


def versions_of(said: list[object]) -> list[tuple[int, int | None]]:
    return [(one.version, one.carried_from) for one in said if isinstance(one, AlertAcknowledged)]


@pytest.mark.parametrize("order", [*itertools.permutations(("acknowledge", "alert", "audience"))])
async def test_it_holds_in_whatever_order_things_come(site: Site, order: tuple[str, ...]) -> None:
    for what in order:
        if what == "acknowledge":
            await site.acknowledge(ASHA)
        else:
            await site.hear(an_alert(version=2, change=KEPT) if what == "alert" else audience(version=2))
    await site.hear(audience(version=2))

    said = await site.said()
    assert versions_of(said) == [(1, None), (2, 1)]
    assert said[0].acknowledged_at == said[1].acknowledged_at
    words = words_of((await site.get(f"/answer/{ASHA_2}")).text)
    assert "That was version 1; version 2 asks for nothing new, so it still holds." in words
    assert "A spelling was mended." in words.partition("History")[2]
    assert "Record what applies to your organisation" in words


async def test_it_goes_on_from_version_to_version_and_stops_where_a_new_one_is_asked(site: Site) -> None:
    await site.acknowledge(ASHA)
    for version, change in ((2, KEPT), (3, KEPT), (4, None)):
        await site.hear(an_alert(version=version, change=change), audience(version=version))

    assert versions_of(await site.said()) == [(1, None), (2, 1), (3, 1)]
    fourth = (await site.get(f"/answer/{token_of(version=4)}")).text
    assert [form for form in forms_of(fourth) if form.action.endswith("/acknowledge")]


async def test_what_is_taken_back_is_taken_back_from_where_it_held_too(site: Site) -> None:
    await site.acknowledge(ASHA)
    await site.hear(an_alert(version=2, change=KEPT), audience(version=2))
    await site.acknowledge(BEN)
    form = await site.form(f"/answer/{ASHA}/take-back", "/take-back")
    site.clock.advance(seconds=30)
    await site.send(form, organisation="RH5", reason="Wrong button.")

    said = await site.said()
    withdrawn = [one for one in said if isinstance(one, AcknowledgementWithdrawn)]
    assert [one.version for one in withdrawn] == [1, 2]
    assert {one.first_acknowledged_by for one in withdrawn} == {person_id("Ben Okafor")}
    assert versions_of(said) == [(1, None), (2, 1), (1, None), (2, 1)]


async def test_what_was_taken_back_from_the_later_version_does_not_come_back(site: Site) -> None:
    await site.acknowledge(ASHA)
    await site.hear(an_alert(version=2, change=KEPT), audience(version=2))
    form = await site.form(f"/answer/{ASHA_2}/take-back", "/take-back")
    site.clock.advance(seconds=30)
    await site.send(form, organisation="RH5", reason="We have not read version 2.")
    await site.hear(an_alert(version=3, change=KEPT), audience(version=3))

    assert versions_of(await site.said()) == [(1, None), (2, 1)]
