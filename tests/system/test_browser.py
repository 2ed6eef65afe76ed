"""What only a real browser shows: pages that change by themselves, machines that press, a question's way."""

import asyncio
from collections.abc import Sequence
from time import monotonic

import pytest
from playwright.async_api import Locator, Page, expect

from services.local.waiting import until
from tests.system.robots import Robot, Way, told_of
from tests.visitors import (
    PATIENCE_SECONDS,
    REFERENCE,
    Specialist,
    Visitors,
    acknowledge,
    ask,
    record_done,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIVE_SECONDS = 10
#: To acknowledge, to say that it is somebody else's, to decide, to answer an action, to give it to somebody.
FORMS_WITH_CHOICES = 5


async def test_a_regions_page_changes_by_itself(visitors: Visitors) -> None:
    specialist = await visitors.specialist()
    async with visitors.signed_in("regional_lead", specialist.region) as lead, visitors.tab() as tab:
        await lead.page.goto(f"/regions/{specialist.region}/alerts/{REFERENCE}")
        await lead.page.evaluate("window.neverLoadedAgain = true")
        row = lead.page.locator("#listed tr").filter(has_text=f"({specialist.ods_code})")
        sent = _moments_of_sending(tab.page)

        await tab.page.goto(specialist.answer)
        await acknowledge(tab.page, specialist)
        await _shows(row, "✓ Acknowledged", sent)

        await tab.page.goto(specialist.actions)
        await record_done(tab.page, 1)
        await _shows(row, "1 done, 2 outstanding", sent)

        mark = lead.page.locator("[data-live-mark]")
        await expect(mark).to_contain_text("True as of")
        await expect(mark).to_have_class("c-live c-live--on")
        assert await lead.page.evaluate("window.neverLoadedAgain")


async def test_a_machine_that_presses_everything_answers_nothing(visitors: Visitors) -> None:
    turns = (
        (Way.AS_IT_STANDS, Way.EVERY_BUTTON),
        (Way.FIRST_CHOICE, Way.LAST_CHOICE),
        (Way.LAST_CHOICE, Way.FIRST_CHOICE),
    )
    specialists = [await visitors.specialist() for _ in turns]
    before = [await told_of(visitors, one) for one in specialists]

    await asyncio.gather(*(_press(visitors, *pair) for pair in zip(specialists, turns, strict=True)))

    await _what_was_said_is_heard(visitors)
    assert [await told_of(visitors, one) for one in specialists] == before


async def test_a_question_goes_to_the_desk_and_its_answer_comes_by_mail(visitors: Visitors) -> None:
    specialist = await visitors.specialist()
    question, answer = f"Do platelets count at {specialist.ods_code}?", "Yes, as every blood component."
    async with visitors.tab() as tab:
        await tab.page.goto(specialist.answer)
        await ask(tab.page, question)
        await tab.page.get_by_text(question).wait_for()

    async with visitors.signed_in("national_author") as desk:
        await desk.page.goto("/questions")
        await desk.page.get_by_role("link", name=question).click()
        await desk.page.get_by_label("Your answer").fill(answer)
        await desk.page.get_by_role("button", name="Send the answer").click()
        await desk.page.get_by_text("The answer is saved.").wait_for()

    mail = await visitors.mail_to(specialist.person.email, answer)
    assert question in mail["text"]


def _moments_of_sending(page: Page) -> list[float]:
    moments: list[float] = []
    page.on("request", lambda request: moments.append(monotonic()) if request.method == "POST" else None)
    return moments


async def _shows(row: Locator, words: str, sent: Sequence[float]) -> None:
    await expect(row).to_contain_text(words, timeout=LIVE_SECONDS * 1000)
    print(f"The region's page shows {words!r} after {monotonic() - sent[-1]:.2f} s")  # noqa: T201 — a figure to report


async def _press(visitors: Visitors, specialist: Specialist, ways: Sequence[Way]) -> None:
    robot = Robot(visitors, [specialist.mail])
    pages = await robot.open_every_link()
    assert {specialist.answer, f"{specialist.answer}/not-me", specialist.actions} <= set(pages)
    for way in ways:
        assert await robot.try_every_form(pages, way) >= FORMS_WITH_CHOICES
    await _is_unanswered(visitors, specialist)


async def _is_unanswered(visitors: Visitors, specialist: Specialist) -> None:
    """As their own pages say it, which hear of it first."""
    async with visitors.tab() as tab:
        await tab.page.goto(specialist.answer)
        await expect(tab.page.get_by_role("button", name="Acknowledge for my organisation")).to_be_visible()
        await expect(tab.page.get_by_text(" acknowledged on ")).to_have_count(0)
        await tab.page.goto(f"{specialist.answer}/not-me")
        await expect(tab.page.get_by_role("button", name="Tell the register")).to_be_visible()
        await tab.page.goto(specialist.actions)
        await expect(tab.page.get_by_text("0 done, 0 not applicable").first).to_be_visible()


async def _what_was_said_is_heard(visitors: Visitors) -> None:
    """What somebody says now is said after all that came before."""
    specialist = await visitors.specialist()
    async with visitors.tab() as tab:
        await tab.page.goto(specialist.answer)
        await acknowledge(tab.page, specialist)
        await tab.page.get_by_text("You acknowledged on ").wait_for()

    async def is_heard() -> bool:
        return bool((await visitors.organisation(specialist.ods_code))["acknowledged_at"])

    await until("The last answer is heard", is_heard, seconds=PATIENCE_SECONDS)
