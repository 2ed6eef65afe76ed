"""Signing out in one place ends the session in every service of a running system."""

import re
from time import monotonic

import httpx
import pytest

from services.local.waiting import until
from tests.visitors import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: One page of each service that has pages for whoever has signed in.
PAGES = ("/register", "/desk", "/sending", "/questions", "/nation")
SECONDS = 5.0


async def test_a_copied_cookie_is_worth_nothing_anywhere_soon_after_signing_out(visitors: Visitors) -> None:
    async with (
        httpx.AsyncClient(base_url=visitors.site) as author,
        httpx.AsyncClient(base_url=visitors.site) as thief,
    ):
        await _sign_in(author, visitors)
        thief.cookies.update(author.cookies)
        assert [(await thief.get(page)).status_code for page in PAGES] == [200] * len(PAGES)
        began = monotonic()
        await _send(author, "/register", "/sign-out")

        await until("The session ends everywhere", lambda: _is_out(thief), seconds=SECONDS)
        print(f"ended in every service after {monotonic() - began:.2f} s")  # noqa: T201 — a figure for the report


async def _is_out(client: httpx.AsyncClient) -> bool:
    answers = [await client.get(page) for page in PAGES]
    return {answer.status_code for answer in answers} == {httpx.codes.SEE_OTHER}


async def _sign_in(client: httpx.AsyncClient, visitors: Visitors) -> None:
    email = visitors.demonstration.account("national_author")
    before = {mail["id"] for mail in await visitors.mails_to(email)}
    await _send(client, "/sign-in", "/sign-in", email=email)
    (mail,) = [one for one in await visitors.mails_to(email) if one["id"] not in before]
    code = re.search(r"\b\d{8}\b", mail["text"])
    assert code
    await _send(client, "/sign-in/code", "/sign-in/code", email=email, code=code[0])


async def _send(client: httpx.AsyncClient, page: str, to: str, **fields: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', (await client.get(page)).text)
    assert token
    answer = await client.post(to, data={"csrf_token": token[1], **fields})
    assert answer.status_code < httpx.codes.BAD_REQUEST
