"""How a specialist, an owner, an executive and the national desk respond, each on their own pages."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from playwright.async_api import Locator, Page

from tests.accessibility.audit import faults
from tests.system.robots import Robot, Way
from tests.visitors import REFERENCE, Mail, Specialist, Visitors, read

OWNER = "tomasz.nowak@somerset.example"
EXECUTIVE = "ruth.okafor@somerset.example"
EVIDENCE = "Minutes of the medicines safety group, item 4"
ASKED_FOR_ALL = "Does action 2 include sites that use paper charts?"
ANSWER = "Yes: wherever it can be recorded, on paper or on screen."
APPROVAL = "We have to act"


def link_in(mail: Mail, site: str, door: str) -> str:
    """The address of one of our doors in a mail."""
    found = re.search(rf"{re.escape(site)}/{door}/[\w.-]*\w", mail["text"])
    assert found, f"no link to /{door} in {mail['subject']!r}"
    return found[0]


@dataclass
class Organisation:
    """One organisation's response, as its people bring it forward; each step is a person's own tab."""

    visitors: Visitors
    specialist: Specialist
    #: Of those who are not registered, by who they are.
    links: dict[str, str] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """Told from every other question by who asks."""
        return f"Does action 2 include the paper charts of {self.specialist.ods_code}?"

    @property
    def own(self) -> re.Pattern[str]:
        """How its own option is told among others."""
        return re.compile(rf"\({self.specialist.ods_code}\)$")

    async def ask_what_blocks(self, page: Page) -> None:
        await page.goto(self.specialist.answer)
        await read()
        await page.get_by_label("What the question is about").select_option("2")
        await page.get_by_label("Ask the national team a question").fill(self.question)
        await page.get_by_label("We cannot complete the alert before this is answered").check()
        await page.get_by_role("button", name="Send the question").click()
        anyway = page.get_by_role("button", name="Ask anyway")
        sent = page.get_by_text("Your question has gone to the national team.").first
        await anyway.or_(sent).first.wait_for()
        if await anyway.count():
            await read()
            await anyway.click()
        await page.get_by_text("Your question has gone to the national team.").first.wait_for()

    async def decide_to_act(self, page: Page) -> None:
        await page.goto(f"{self.specialist.actions}/decision")
        await read()
        await page.get_by_role("radio", name=APPROVAL).check()
        await page.get_by_role("button", name="Save the decision").click()
        await page.get_by_text("Under way since").first.wait_for()

    async def give_to_owner(self, page: Page, number: int) -> None:
        await page.goto(f"{self.specialist.actions}/{number}/people")
        await read()
        await page.get_by_label("Name", exact=True).fill("Tomasz Nowak")
        await page.get_by_label("Mail address").fill(OWNER)
        await page.get_by_role("radio", name=self.own).check()
        await page.get_by_role("button", name="Ask them").click()
        await page.get_by_text("Nothing recorded yet.").first.wait_for()
        await self._mailed("owner", OWNER)

    async def owner_does_it(self, page: Page, number: int) -> None:
        for part in ("/hand-on", "/not-for-me", ""):
            await page.goto(f"{self.links['owner']}{part}")
            await self.suits_everybody(page)
        form = page.get_by_role("form", name=f"Answer to action {number}")
        await read()
        await _done(form, "Tomasz Nowak")
        await form.get_by_role("radio", name=self.own).check()
        await form.get_by_role("button").last.click()
        await page.get_by_text(f"What you said of action {number} is recorded.").wait_for()

    async def specialist_does_the_rest(self, page: Page, owned: int) -> int:
        """All but the owner's: the first of them late, with a reason; the last does not apply."""
        await page.goto(self.specialist.actions)
        cards = await page.locator("li[id^='action-']").evaluate_all("cards => cards.map(card => card.id)")
        mine = [number for number in (int(card.rpartition("-")[2]) for card in cards) if number != owned]
        for number in mine:
            await page.goto(f"{self.specialist.actions}?answer={number}")
            form = page.get_by_role("form", name=f"Answer to action {number}", exact=True)
            await read()
            if number == mine[-1]:
                await form.get_by_role("radio", name="Does not apply to us").check()
                await form.get_by_label("Why does it not apply").fill("We hold no such records.")
            else:
                await _done(form, "Chief pharmacist")
                await form.get_by_label("Note (optional)").fill("Filed with the minutes.")
            if number == mine[0]:
                await _due(form, date(2025, 1, 31))
            await form.get_by_role("button").last.click()
            if number == mine[0]:
                await self._say_why_it_is_late(page, number)
            await page.get_by_text(f"Action {number} is recorded as").wait_for()
        return mine[0]

    async def ask_executive(self, page: Page) -> None:
        await page.goto(f"{self.specialist.actions}/sign-off")
        await self.suits_everybody(page)
        await read()
        await page.get_by_label("Where is the evidence kept?").fill(EVIDENCE)
        await page.get_by_role("radio", name="Another executive").check()
        await page.get_by_label("Full name").fill("Ruth Okafor")
        await page.get_by_label("Title, such as chief nurse").fill("Chief Medical Officer")
        await page.get_by_label("Mail address").fill(EXECUTIVE)
        await page.get_by_role("button", name="Ask the executive to sign").click()
        await page.get_by_text("They get a mail with a link of their own.").first.wait_for()
        await self._mailed("sign-off", EXECUTIVE)

    async def executive_signs(self, page: Page) -> None:
        await page.goto(self.links["sign-off"])
        await self.suits_everybody(page)
        await read()
        await page.get_by_label("Your full name, as your signature").fill("Ruth Okafor")
        await page.get_by_role("radio", name=self.own).check()
        await page.get_by_role("radio", name="Sign the statement above").check()
        await page.get_by_role("button", name="Send", exact=True).click()
        await page.get_by_text("Signed by Ruth Okafor on").first.wait_for()
        await self.suits_everybody(page)

    async def evidence(self) -> dict[str, Any]:
        """The file as an auditor takes it away, by the specialist's own link."""
        token = self.specialist.answer.rpartition("/")[2]
        address = f"/organisation/{token}/alerts/{REFERENCE}/evidence.json"
        answer = await self.visitors.api.client.get(address, headers={"authorization": ""})
        file: dict[str, Any] = answer.raise_for_status().json()
        return file

    async def suits_everybody(self, page: Page) -> None:
        """These pages are reached by a mail of their own only, so they are looked at here."""
        assert await faults(page) == [], page.url

    async def _mailed(self, door: str, address: str) -> None:
        """Their mail comes, and a mail filter has pressed everything in it before they read it."""
        mail = await self.visitors.mail_to(address, self.specialist.ods_code)
        self.links[door] = link_in(mail, self.visitors.site, door)
        robot = Robot(self.visitors, mail)
        pages = await robot.open_every_link()
        for way in (Way.AS_IT_STANDS, Way.EVERY_BUTTON):
            assert await robot.try_every_form(pages, way)

    async def _say_why_it_is_late(self, page: Page, number: int) -> None:
        form = page.get_by_role("form", name=f"Answer to action {number}", exact=True)
        await form.get_by_label("Why is it late?").select_option("supplier")
        await read()
        await form.get_by_role("button").last.click()


async def answer_for_all(page: Page, question: str) -> None:
    """At the national desk: the answer goes to all, in words that do not tell who asked."""
    await page.goto("/questions")
    await page.get_by_role("link", name=question).click()
    await page.get_by_label("Your answer").fill(ANSWER)
    await page.get_by_role("radio", name="All recipients too").check()
    await page.get_by_label("The question as all recipients will read it").fill(ASKED_FOR_ALL)
    await page.get_by_role("button", name="Send the answer").click()
    await page.get_by_role("button", name="Publish to all recipients").click()
    await page.get_by_text("The answer is published.").wait_for()


async def _done(form: Locator, by: str) -> None:
    await form.get_by_role("radio", name="Done", exact=True).check()
    await form.get_by_label("Done by whom?").fill(by)
    day = form.get_by_role("group", name="Done on which day?")
    for part, typed in (("Day", "1"), ("Month", "4"), ("Year", "2025")):
        await day.get_by_label(part, exact=True).fill(typed)


async def _due(form: Locator, on: date) -> None:
    day = form.get_by_role("group", name="Due on (optional)")
    for part, typed in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        await day.get_by_label(part, exact=True).fill(str(typed))
