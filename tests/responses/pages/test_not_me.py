from http import HTTPStatus

import pytest

from contracts.events.responses import RecipientDisowned
from tests.responses.site import Site, token_of, words_of

ASHA = token_of()
BEN = token_of("Ben Okafor")


@pytest.mark.parametrize("reason", ["not_this_person", "left_role"])
async def test_a_link_is_disowned_once_and_thanked_for(site: Site, reason: str) -> None:
    form = await site.form(f"/answer/{ASHA}/not-me", "/not-me")
    site.clock.advance(seconds=30)
    for _ in range(2):
        sent = await site.send(form, reason=reason, note="Ask the governance team.")
        assert sent.headers["location"] == f"/answer/{ASHA}/not-me"
    [said] = await site.said()
    assert isinstance(said, RecipientDisowned)
    assert (said.reason, said.note) == (reason, "Ask the governance team.")
    assert "Thank you" in (await site.get(f"/answer/{ASHA}/not-me")).text
    assert "The register is being looked at." in words_of((await site.get(f"/answer/{ASHA}")).text)


async def test_who_says_that_the_link_is_theirs_changes_nothing(site: Site) -> None:
    form = await site.form(f"/answer/{ASHA}/not-me", "/not-me")
    site.clock.advance(seconds=30)
    sent = await site.send(form, reason="still_mine")
    assert "nothing was changed" in words_of(sent.text)
    assert await site.said() == []
    assert (await site.acknowledge(ASHA, seconds=5)).status_code == HTTPStatus.SEE_OTHER
