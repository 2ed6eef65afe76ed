"""What the national team and the operator see of an alert's mails."""

import re

import pytest

from contracts.events.register import Role
from services.distribution.pages import deliveries
from services.kit.service import Service
from tests.builders import REFERENCE, an_organisation, person_id
from tests.distribution.browser import browser, checked
from tests.distribution.occasions import a_doubt, a_publication, a_request, an_assignment
from tests.distribution.stage import Stage
from tests.fakes import FixedClock

ADDRESS = f"/deliveries/{REFERENCE}"
SEES_IT = {Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER, Role.OPERATOR, Role.AUDITOR}


async def test_troubles_stand_first(service: Service, clock: FixedClock, stage: Stage) -> None:
    await stage.hear(an_organisation(ods_code="RA4", name="Yeovil"))
    await stage.issue("asha@x.example", "later@x.example", "never@x.example", "breaks@x.example")
    await stage.send()

    async with browser(service, clock, Role.OPERATOR) as client:
        html = checked(await client.get(ADDRESS))

    mails = html.rpartition("<table")[2]
    order = [mails.index(word) for word in ("Bounced", "Unknown", "Deferred", "Accepted")]
    assert order == sorted(order)
    assert "no such mailbox" in mails
    assert "The address does not exist." in mails
    assert "Somerset NHS Foundation Trust (RH5)" in mails
    assert "1 organisation has nobody registered" in html
    assert "x.example" not in html


async def test_every_kind_of_mail_is_named_and_what_cannot_be_planned_is_told(
    service: Service, clock: FixedClock, stage: Stage
) -> None:
    await stage.issue("asha@x.example")
    await stage.hear(an_assignment(), a_request(), a_publication(), a_doubt(person_id=person_id("Nobody")))
    async with browser(service, clock, Role.OPERATOR) as client:
        html = checked(await client.get(ADDRESS))
    stage.clock.advance(hours=25)
    await stage.plan_late()
    async with browser(service, clock, Role.OPERATOR) as client:
        later = checked(await client.get(ADDRESS))

    for words in (
        "Alert, version 1",
        "Action assigned to an owner",
        "Omar Owner, action owner",
        "Sign-off asked of an executive",
        "Published questions",
        "1 mail waits for a person or an organisation",
    ):
        assert words in html
    assert re.search(r"To be sent: .*Monday 24 November 2025, 7am", html)
    assert "1 mail was given up" in later
    assert "1 mail waits" not in later


async def test_a_count_leads_to_what_it_counts(service: Service, clock: FixedClock, stage: Stage) -> None:
    await stage.issue("asha@x.example", "never@x.example")
    await stage.send()

    async with browser(service, clock, Role.NATIONAL_AUTHOR) as client:
        assert f'href="{ADDRESS}?state=bounced"' in checked(await client.get(ADDRESS))
        html = checked(await client.get(ADDRESS, params={"state": "bounced"}))

    mails = html.rpartition("<table")[2]
    assert "Bounced" in mails
    assert "Accepted" not in mails


async def test_many_mails_are_shown_on_pages(
    service: Service, clock: FixedClock, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "ON_A_PAGE", 2)
    await stage.issue(*(f"a{n}@x.example" for n in range(3)))

    async with browser(service, clock, Role.NATIONAL_AUTHOR) as client:
        first = checked(await client.get(ADDRESS))
        second = checked(await client.get(ADDRESS, params={"page": 2}))

    assert f'href="{ADDRESS}?page=2"' in first
    assert f'href="{ADDRESS}?page=1"' in second
    people = [re.findall(r"Person \d, specialist", html) for html in (first, second)]
    assert [len(found) for found in people] == [2, 1]
    assert len({*people[0], *people[1]}) == 3


async def test_before_anything_is_sent_the_page_says_what_will_stand_there(
    service: Service, clock: FixedClock, stage: Stage
) -> None:
    await stage.issue("asha@x.example", mailing="none")

    async with browser(service, clock, Role.NATIONAL_AUTHOR) as client:
        assert "Every mail of this alert will stand here" in checked(await client.get(ADDRESS))


async def test_an_alert_never_heard_of_is_not_found(service: Service, clock: FixedClock) -> None:
    async with browser(service, clock, Role.NATIONAL_AUTHOR) as client:
        assert "has not arrived here" in checked(await client.get(ADDRESS), 404)


@pytest.mark.parametrize("role", [*Role])
async def test_only_the_national_team_operators_and_auditors_see_it(
    service: Service, clock: FixedClock, stage: Stage, role: Role
) -> None:
    await stage.issue("asha@x.example")

    async with browser(service, clock, role) as client:
        checked(await client.get(ADDRESS), 200 if role in SEES_IT else 403)


async def test_who_has_not_signed_in_is_sent_to_sign_in(service: Service, clock: FixedClock) -> None:
    async with browser(service, clock) as client:
        answer = await client.get(ADDRESS)

    assert answer.headers["location"].startswith("/sign-in")
