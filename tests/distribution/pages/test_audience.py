"""Whom an alert would go to, before anything is sent."""

import csv
import io
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from contracts.events.register import Role
from services.kit.service import Service
from tests.builders import a_person, an_alert, an_organisation
from tests.distribution.browser import browser, checked
from tests.distribution.stage import Stage
from tests.fakes import FixedClock

PAGE = "/deliveries/audience"
DOCUMENT = an_alert().model_dump_json()
SEES_IT = {Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER}


async def ask(client: httpx.AsyncClient, address: str = PAGE, document: str = DOCUMENT) -> httpx.Response:
    found = re.search(r'name="csrf_token" value="([^"]+)"', (await client.get("/sending")).text)
    form = {"document": document, "csrf_token": found[1] if found else ""}
    return await client.post(address, data=form)


@pytest.fixture
async def author(service: Service, clock: FixedClock) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(service, clock, Role.NATIONAL_APPROVER) as client:
        yield client


async def test_the_page_says_whom_it_would_reach_and_whom_not(
    author: httpx.AsyncClient, stage: Stage
) -> None:
    await stage.hear(
        an_organisation(), an_organisation(ods_code="RA4", name="Yeovil"), a_person(email="asha@x.example")
    )

    html = checked(await ask(author))

    assert re.search(
        r"<strong>1 person</strong> in\s+<strong>1 organisation</strong>; 1 organisation has nobody", html
    )
    assert "/register/organisations/RA4" in html
    assert "There is no earlier alert to compare with." in html
    assert await stage.mails() == []


async def test_it_is_taken_away_with_a_row_for_each_mail_and_each_gap(
    author: httpx.AsyncClient, stage: Stage
) -> None:
    await stage.hear(
        an_organisation(name="=Somerset"),
        an_organisation(ods_code="RA4", name="Yeovil"),
        a_person("Asha Verma", email="asha@x.example"),
    )

    answer = await ask(author, f"{PAGE}.csv")

    rows = {row["ods_code"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert (rows["RH5"]["organisation"], rows["RH5"]["name"]) == ("'=Somerset", "Asha Verma")
    assert rows["RA4"]["role"] == "nobody"
    assert "x.example" not in answer.text


async def test_a_document_that_is_no_alert_is_refused_with_its_faults(author: httpx.AsyncClient) -> None:
    answer = await ask(author, document='{"reference": "wrong"}')

    assert answer.status_code == 422
    assert "This is no alert yet" in answer.text


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SPECIALIST, Role.AUDITOR])
async def test_only_the_national_team_looks(service: Service, clock: FixedClock, role: Role) -> None:
    async with browser(service, clock, role) as client:
        answer = await ask(client)

    assert answer.status_code == 403
