from http import HTTPStatus

import pytest

from tests.builders import a_person
from tests.responses.site import Site, token_of

ASHA = token_of()


@pytest.mark.parametrize("name", ["acknowledge", "questions", "not-me"])
async def test_every_form_of_an_early_link_says_when_to_come_back(empty_site: Site, name: str) -> None:
    await empty_site.hear(a_person())
    early = await empty_site.browser.post(f"/answer/{ASHA}/{name}")
    assert early.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert early.headers["retry-after"] == "60"


async def test_no_form_is_taken_from_somebody_who_has_left(site: Site) -> None:
    await site.hear(a_person(active=False))
    sent = await site.browser.post(f"/answer/{ASHA}/questions", data={"question": "?"})
    assert sent.status_code == HTTPStatus.FORBIDDEN
    assert await site.said() == []
