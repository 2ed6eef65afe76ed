from contextlib import AbstractAsyncContextManager

import pytest
import pytest_asyncio
from playwright.async_api import Page

from contracts.events.register import Role
from services.local import sample
from services.local.waiting import until
from tests.accessibility.audit import WCAG, faults
from tests.accessibility.looking import suits_everybody
from tests.accessibility.places import PLACES, Place
from tests.accessibility.steps import press, shows_mistakes
from tests.browser import Tab
from tests.system.responding import link_in
from tests.visitors import (
    PATIENCE_SECONDS,
    REFERENCE,
    Specialist,
    Visitors,
    acknowledge,
    ask,
    read,
    record_done,
)

PARTNERS_TRUST = next(person.ods_code for person in sample.people() if person.role == "partner")
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def specialist(visitors: Visitors) -> Specialist:
    """Makes mistakes on every page, and so never answers; is asked whether their address works."""
    specialist = await visitors.specialist()
    async with visitors.signed_in("national_author") as tab:
        await tab.page.goto(f"/register/organisations/{specialist.ods_code}")
        await tab.page.get_by_role("link", name=specialist.person.name, exact=True).click()
        await press("Mail them the form that verifies the address")(tab.page)
        await tab.page.get_by_text("no answer yet").wait_for()
    return specialist


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
async def test_everybody_can_use(place: Place, visitors: Visitors, specialist: Specialist) -> None:
    address = place.address.format(
        answer=specialist.answer,
        actions=specialist.actions,
        region=specialist.region,
        ods_code=specialist.ods_code,
        reference=REFERENCE,
    )
    async with _entrance(place, visitors, specialist) as tab:
        await tab.page.goto(address)
        for step in place.steps:
            await step(tab.page)
        assert await tab.page.get_by_text("Something went wrong on our side").count() == 0
        if place.shows:
            await suits_everybody(tab.page, place.shows)
        else:
            assert await faults(tab.page) == []


def _entrance(place: Place, visitors: Visitors, specialist: Specialist) -> AbstractAsyncContextManager[Tab]:
    if place.role is None or (place.role is Role.SPECIALIST and not place.signed_in):
        return visitors.tab()
    held_for = {
        Role.SPECIALIST: specialist.ods_code,
        Role.REGIONAL_LEAD: specialist.region,
        Role.PARTNER: PARTNERS_TRUST,
    }
    return visitors.signed_in(place.role, held_for.get(place.role, ""))


async def test_everybody_can_use_what_comes_after_an_answer(visitors: Visitors) -> None:
    specialist = await visitors.specialist()
    async with visitors.tab() as tab:
        await tab.page.goto(specialist.answer)
        await acknowledge(tab.page, specialist)
        await tab.page.get_by_text(" acknowledged on ").first.wait_for()
        assert await faults(tab.page) == []
        await tab.page.goto(f"{specialist.answer}/take-back")
        await tab.page.get_by_role("button", name="Take it back").wait_for()
        assert await faults(tab.page) == []

        await tab.page.goto(specialist.actions)
        await record_done(tab.page, 1)
        await tab.page.get_by_text("Action 1 is recorded as done.").wait_for()
        assert await faults(tab.page) == []


async def test_everybody_can_use_a_question_that_waits_and_one_that_is_answered(visitors: Visitors) -> None:
    specialist = await visitors.specialist()
    async with visitors.tab() as tab:
        await tab.page.goto(specialist.answer)
        question = f"Does this apply to {specialist.ods_code}, which has no theatres, wards or laboratories?"
        await ask(tab.page, question)
        await tab.page.get_by_text(question).wait_for()
        assert await faults(tab.page) == []
        await _ask_nearly_the_same(tab.page, question)

    async with visitors.signed_in("national_author") as tab:
        await tab.page.goto("/questions")
        assert await faults(tab.page) == []
        await tab.page.get_by_role("link", name=question).click()
        await press("Send the answer")(tab.page)
        await shows_mistakes(tab.page)
        await suits_everybody(tab.page, "responses/question.html")
        await tab.page.get_by_label("Your answer").fill("Yes: wherever blood is transfused.")
        await press("Send the answer")(tab.page)
        await tab.page.get_by_text("The answer is saved.").wait_for()
        await suits_everybody(tab.page, "responses/question.html")


async def _ask_nearly_the_same(page: Page, question: str) -> None:
    """Near ones are offered while it is typed, and again once it is sent."""
    await page.get_by_label("Ask the national team a question").fill(f"{question} Or not?")
    await page.locator("#similar").get_by_text("asked before:").wait_for()
    await suits_everybody(page, "responses/alert.html")
    await read()
    await page.get_by_role("button", name="Send the question").click()
    await page.get_by_role("heading", name="Was this asked before?").wait_for()
    await suits_everybody(page, "responses/similar.html")


async def test_everybody_can_choose_between_two_organisations(visitors: Visitors) -> None:
    person, other = (await visitors.specialist()).person, await visitors.specialist()
    row = f"{other.ods_code},partner,{person.name},{person.email},"
    people = f"ods_code,role,name,email,phone\n{row}\n".encode()
    assert (await visitors.api.import_file("people", people, accept_valid=False))["added"] == 1
    async with visitors.signed_in("specialist", person.ods_code) as tab:
        choice = tab.page.get_by_role("heading", name="For which organisation?")

        async def is_heard() -> bool:
            await tab.page.goto(f"/mine/{REFERENCE}")
            return bool(await choice.count())

        await until("Both registrations are heard", is_heard, seconds=PATIENCE_SECONDS)
        await suits_everybody(tab.page, "responses/for_whom.html")


async def test_everybody_can_say_whether_their_address_works(
    visitors: Visitors, specialist: Specialist
) -> None:
    """The mail came while others were looked at."""
    mail = await visitors.mail_to(specialist.person.email, f"{visitors.site}/verify/")
    async with visitors.tab() as tab:
        await tab.page.goto(link_in(mail, visitors.site, "verify"))
        await press("Send")(tab.page)
        await shows_mistakes(tab.page)
        await suits_everybody(tab.page, "directory/verify.html")
        await tab.page.get_by_role("radio", name="This is me, and I hold this role").check()
        await press("Send")(tab.page)
        await tab.page.get_by_role("button", name="Send").wait_for(state="detached")
        await suits_everybody(tab.page, "directory/verified.html")


async def test_everybody_can_read_the_mail(visitors: Visitors, specialist: Specialist) -> None:
    async with visitors.tab() as tab:
        await tab.page.set_content(specialist.mail["html"])
        assert await faults(tab.page, *WCAG) == []
