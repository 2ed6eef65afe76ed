"""Machines that open every link, run scripts, fill in forms and press buttons leave no acknowledgement.

They do not read. One that tries every option in turn is stopped by its first wrong one, which is never the
right one. Not defended, because it cannot be told from a person: a machine that picks exactly one option by
chance, waits, and happens on the right one; and one that understands the sentence above the options.
"""

import asyncio
from http import HTTPStatus

import pytest
from sqlalchemy import text

from contracts.events.responses import AcknowledgementDoubted
from services.kit.database import Transaction
from services.responses.tables import metadata
from tests.responses.site import SentForm, Site, forms_of, token_of

ASHA = token_of()
PAGES = (f"/answer/{ASHA}", f"/answer/{ASHA}/not-me")


async def _everything(tx: Transaction) -> dict[str, list[tuple[str, str]]]:
    """Every row of every table but the log of openings, with the transaction that wrote it."""
    return {
        name: sorted(
            tuple(row) for row in await tx.execute(text(f"SELECT xmin::text, t::text FROM {name} t"))
        )
        for name in metadata.tables
        if name != "responses.openings"
    }


async def _state(site: Site) -> dict[str, list[tuple[str, str]]]:
    async with site.service.database.reading() as tx:
        return await _everything(tx)


async def _forms(site: Site) -> list[SentForm]:
    """Every form behind the link, left open for a while."""
    forms = [form for path in PAGES for form in forms_of((await site.get(path)).text)]
    site.clock.advance(seconds=30)
    return forms


async def test_get_and_head_change_nothing_at_all(site: Site) -> None:
    before = await _state(site)
    for path in (*PAGES, f"/answer/{ASHA}?done=acknowledged", f"/answer/{ASHA}/acknowledge"):
        await site.browser.get(path)
        await site.browser.head(path)
    assert await _state(site) == before


async def test_head_answers_as_get_does(site: Site) -> None:
    assert (await site.browser.head(PAGES[0])).status_code == HTTPStatus.OK


async def test_a_bare_post_changes_nothing(site: Site) -> None:
    before = await _state(site)
    for name in ("acknowledge", "questions", "not-me"):
        fields = {"organisation": "RH5", "question": "?", "reason": "left_role"}
        sent = await site.browser.post(f"/answer/{ASHA}/{name}", data=fields)
        assert sent.status_code == HTTPStatus.FORBIDDEN
        await site.browser.post(f"/answer/{ASHA}/{name}")
    assert await _state(site) == before


async def test_a_page_of_another_link_does_not_count(site: Site) -> None:
    other = await site.form(f"/answer/{token_of('Ben Okafor')}", "/acknowledge")
    site.clock.advance(seconds=30)
    before = await _state(site)
    fields = other.fields | {"organisation": "RH5"}
    sent = await site.browser.post(f"/answer/{ASHA}/acknowledge", data=fields)
    assert sent.status_code == HTTPStatus.FORBIDDEN
    assert await _state(site) == before


@pytest.mark.parametrize("honeypot", ["website", "homepage"])
async def test_who_fills_in_the_hidden_field_is_a_machine(site: Site, honeypot: str) -> None:
    for form in await _forms(site):
        if honeypot in form.fields:
            fields = {honeypot: "x", "organisation": "RH5", "question": "?", "reason": "left_role"}
            sent = await site.send(form, **fields)
            is_kept = form.action.endswith("/acknowledge")
            assert sent.status_code == (HTTPStatus.SEE_OTHER if is_kept else HTTPStatus.FORBIDDEN)
    assert [type(event) for event in await site.said()] == [AcknowledgementDoubted] * (honeypot == "website")


@pytest.mark.parametrize("seconds", [0, 1.9, 24 * 3600 + 1])
async def test_too_fast_and_too_old_change_nothing(site: Site, seconds: float) -> None:
    before = await _state(site)
    sent = await site.acknowledge(ASHA, seconds=seconds)
    assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert await _state(site) == before


async def test_pressing_every_button_as_the_page_is_says_nothing(site: Site) -> None:
    before = await _state(site)
    for form in await _forms(site):
        assert not form.options.keys() & form.fields.keys(), "something is chosen beforehand"
        await site.send(form)
        await site.send(form)
    assert await _state(site) == before


@pytest.mark.parametrize("place", [0, -1])
async def test_choosing_the_first_or_the_last_of_everything_says_nothing(site: Site, place: int) -> None:
    for _ in range(10):
        for form in await _forms(site):
            await site.send(form, **{name: options[place] for name, options in form.options.items()})
        site.clock.advance(minutes=2)
    assert await site.said() == []


async def test_choosing_everything_at_once_says_nothing(site: Site) -> None:
    for turn in range(6):
        for form in await _forms(site):
            turned = {name: options[turn:] + options[:turn] for name, options in form.options.items()}
            await site.send(form, **turned)
        site.clock.advance(minutes=2)
    assert await site.said() == []


async def test_trying_one_option_after_the_other_says_nothing(site: Site) -> None:
    for path in PAGES:
        for backwards in (False, True):
            site.clock.advance(minutes=10)
            [form, *_] = [form for form in forms_of((await site.get(path)).text) if form.options]
            site.clock.advance(seconds=30)
            [(name, options)] = form.options.items()
            for option in reversed(options) if backwards else options:
                await site.send(form, **{name: option})
                site.clock.advance(seconds=3)
    assert await site.said() == []


async def test_trying_all_options_again_on_every_page_that_comes_back_says_nothing(site: Site) -> None:
    answer = await site.get(PAGES[0])
    for _ in range(20):
        site.clock.advance(seconds=3)
        form = next(form for form in forms_of(answer.text) if form.options)
        answer = await site.send(form, organisation=form.options["organisation"][0])
    assert await site.said() == []


async def test_a_choice_sent_many_times_at_once_counts_once(site: Site) -> None:
    form = await site.form(PAGES[0], "/acknowledge")
    site.clock.advance(seconds=30)
    await asyncio.gather(*(site.send(form, organisation="RH5") for _ in range(8)))
    assert len(await site.said()) == 1
