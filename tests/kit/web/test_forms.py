"""A form counts for whom it was shown, and not for ever."""

import httpx
import pytest

from services.kit.web.forms import LIFETIME, FormTokens
from tests.builders import NOW
from tests.fakes import FixedClock
from tests.kit.web.conftest import ASHA

TOKENS = FormTokens("a-key-for-tests-only")


def test_a_token_says_when_it_was_shown_to_the_millisecond() -> None:
    now = NOW.replace(microsecond=123_000)
    assert TOKENS.shown_at(TOKENS.issue("link:a", now), "link:a") == now


def test_no_two_tokens_are_alike() -> None:
    assert TOKENS.issue("link:a", NOW) != TOKENS.issue("link:a", NOW)


def test_a_token_counts_for_its_scope_and_key_only() -> None:
    token = TOKENS.issue("link:a", NOW)
    assert TOKENS.shown_at(token, "link:b") is None
    assert FormTokens("another-key").shown_at(token, "link:a") is None


@pytest.mark.parametrize("token", ["", ".", "..", "1.2.3", "ä.ö.ü", "zz.aa." + "0" * 32])
def test_what_is_no_token_is_refused_quietly(token: str) -> None:
    assert TOKENS.shown_at(token, "link:a") is None


def test_the_time_in_a_token_cannot_be_moved() -> None:
    token = TOKENS.issue("link:a", NOW)
    shown, rest = token.split(".", 1)
    assert TOKENS.shown_at(f"{int(shown, 16) - 60_000:x}.{rest}", "link:a") is None


async def test_a_form_without_its_token_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/forms")).status_code == 403
    token = TOKENS.issue("anonymous", NOW)
    assert (await client.post("/forms", data={"csrf_token": token})).status_code == 200


async def test_a_form_is_refused_after_its_lifetime(client: httpx.AsyncClient, clock: FixedClock) -> None:
    data = {"csrf_token": TOKENS.issue("anonymous", NOW)}
    clock.now = NOW + LIFETIME
    assert (await client.post("/forms", data=data)).status_code == 200
    clock.advance(seconds=1)
    assert (await client.post("/forms", data=data)).status_code == 403


async def test_a_form_of_another_session_is_refused(client: httpx.AsyncClient) -> None:
    await client.post("/in")
    foreign = TOKENS.issue("session:somebody-else", NOW)
    own = TOKENS.issue(f"session:{ASHA.session_id}", NOW)
    assert (await client.post("/forms", data={"csrf_token": foreign})).status_code == 403
    assert (await client.post("/forms", data={"csrf_token": own})).status_code == 200


WRITTEN = {"csrf_token": "old", "answer": "Yes, & every <ward>.\nRecorded.", "publish": "yes", "reason": " "}


async def test_what_was_written_on_a_form_that_is_too_old_is_given_back(client: httpx.AsyncClient) -> None:
    client.headers["sec-fetch-site"] = "same-origin"
    refused = await client.post("/forms", data=WRITTEN)
    assert refused.status_code == 403
    assert "Copy what you had typed" in refused.text
    assert "Yes, &amp; every &lt;ward&gt;." in refused.text
    assert "Recorded." in refused.text
    assert refused.text.count('class="c-card"') == 1, "choices and blanks are no text"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_nobody_else_puts_words_on_our_pages(client: httpx.AsyncClient, site: str) -> None:
    refused = await client.post("/forms", data=WRITTEN, headers={"sec-fetch-site": site})
    assert refused.status_code == 403
    assert "ward" not in refused.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_cannot_send_our_form_even_with_a_token(
    client: httpx.AsyncClient, site: str
) -> None:
    token = TOKENS.issue("anonymous", NOW)
    sent = await client.post("/forms", data={"csrf_token": token}, headers={"sec-fetch-site": site})
    ours = await client.post("/forms", data={"csrf_token": token}, headers={"sec-fetch-site": "same-origin"})

    assert sent.status_code == 403
    assert "This form was sent by another site" in sent.text
    assert ours.status_code == 200
