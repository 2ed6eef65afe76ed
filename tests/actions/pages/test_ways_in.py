"""Each door takes only links of its own purpose; test_cards.py holds the rest."""

import pytest

from contracts.links import LinkPurpose
from tests.actions.conftest import Browser, a_token


@pytest.mark.parametrize("purpose", [LinkPurpose.ACT, LinkPurpose.SIGN])
async def test_a_link_for_something_else_does_not_open_the_actions(
    browser: Browser, purpose: LinkPurpose
) -> None:
    answer = await browser.client.get(f"/actions/{a_token(purpose=purpose)}")

    assert answer.status_code == 404
    assert "This link cannot be read" in answer.text
