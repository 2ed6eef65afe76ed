import pytest
import pytest_asyncio
from playwright.async_api import Page

from contracts.events.alerts import AlertStatus, Audience, AudienceGroup
from contracts.events.register import Role
from services.local import sample
from services.local.waiting import until
from tests.accessibility.audit import WCAG, faults
from tests.accessibility.looking import suits_everybody
from tests.accessibility.places import PLACES, Place, press, shows_mistakes
from tests.builders import an_alert
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
    """Makes mistakes on every page, and so never answers."""
    return await visitors.specialist()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
async def test_everybody_can_use(place: Place, visitors: Visitors, specialist: Specialist) -> None:
    address = place.address.format(
        answer=specialist.answer,
        actions=specialist.actions,
        region=specialist.region,
        ods_code=specialist.ods_code,
        reference=REFERENCE,
    )
    own = lambda: visitors.signed_in("specialist", specialist.ods_code)  # noqa: E731 — as those below
    entrance = {
        Role.REGIONAL_LEAD: lambda: visitors.signed_in("regional_lead", specialist.region),
        Role.NATIONAL_AUTHOR: lambda: visitors.signed_in("national_author"),
        Role.PARTNER: lambda: visitors.signed_in("partner", PARTNERS_TRUST),
    }.get(place.role or Role.SPECIALIST, own if place.signed_in else visitors.tab)
    async with entrance() as tab:
        await tab.page.goto(address)
        for step in place.steps:
            await step(tab.page)
        assert await tab.page.get_by_text("Something went wrong on our side").count() == 0
        if place.shows:
            await suits_everybody(tab.page, place.shows)
        else:
            assert await faults(tab.page) == []


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


async def test_everybody_can_read_the_report_of_an_exercise(visitors: Visitors) -> None:
    """Of one organisation, which no other test has."""
    specialist, reference = await visitors.specialist(), "NatPSA/2026/998/MHRA"
    audience = Audience(must_respond=AudienceGroup(organisations=(specialist.ods_code, "NOBODY")))
    status = AlertStatus.EXERCISE
    exercise = an_alert(reference=reference, status=status, audience=audience.model_dump())
    await visitors.api.publish(exercise.model_dump_json().encode())
    async with visitors.signed_in("national_author") as tab:

        async def has_reached() -> bool:
            await tab.page.goto(f"/nation/alerts/{reference}/drill")
            return bool(await tab.page.get_by_text("Its mail reached 1 of 2 organisations").count())

        await until("The exercise is mailed", has_reached, seconds=PATIENCE_SECONDS)
        assert await faults(tab.page) == []


async def test_everybody_can_read_the_mail(visitors: Visitors, specialist: Specialist) -> None:
    async with visitors.tab() as tab:
        await tab.page.set_content(specialist.mail["html"])
        assert await faults(tab.page, *WCAG) == []
