"""How a specialist, an owner, an executive and the national desk respond, each on their own pages."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page

from tests.system.hands import Hand, Mouse
from tests.visitors import REFERENCE, Mail, Specialist, Visitors, read

OWNER = "tomasz.nowak@somerset.example"
EXECUTIVE = "ruth.okafor@somerset.example"
EVIDENCE = "Minutes of the medicines safety group, item 4"
ASKED_FOR_ALL = "Does action 2 include sites that use paper charts?"
ANSWER = "Yes: wherever it can be recorded, on paper or on screen."
APPROVAL = "We have to act"
#: Takes a page and the template it is made of.
Look = Callable[[Page, str], Awaitable[None]]


def link_in(mail: Mail, site: str, door: str) -> str:
    """The address of one of our doors in a mail."""
    found = re.search(rf"{re.escape(site)}/{door}/[\w.-]*\w", mail["text"])
    assert found, f"no link to /{door} in {mail['subject']!r}"
    return found[0]


async def passes_by(_: Page, __: str) -> None:
    """For whoever does not look at pages."""


@dataclass
class Organisation:
    """One organisation's response, as its people bring it forward; each step is a person's own tab.

    They open what was mailed to them, and go on by the links they find there.
    """

    visitors: Visitors
    specialist: Specialist
    hand: Hand = field(default_factory=Mouse)
    #: At pages that no other test comes to.
    look: Look = passes_by
    #: Of those who are not registered, by who they are.
    links: dict[str, str] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """Told from every other question by who asks."""
        return f"Does action 2 include the paper charts of {self.specialist.ods_code}?"

    @property
    def experience(self) -> str:
        return f"At {self.specialist.ods_code} a sticker on the front of the chart worked."

    @property
    def own(self) -> re.Pattern[str]:
        """How its own option is told among others."""
        return re.compile(rf"\({self.specialist.ods_code}\)$")

    async def acknowledge(self, page: Page) -> None:
        await page.goto(self.specialist.answer)
        await read()
        await self.hand.choose(page.get_by_role("radio", name=self.own))
        await self.hand.press(page.get_by_role("button", name="Acknowledge for my organisation"))
        await page.get_by_text("You acknowledged on ").first.wait_for()

    async def ask_what_blocks(self, page: Page) -> None:
        await self.ask(page, self.question, about="2", blocks=True)

    async def ask(self, page: Page, question: str, *, about: str = "", blocks: bool = False) -> None:
        await page.goto(self.specialist.answer)
        await read()
        await self.hand.pick(page.get_by_label("What the question is about"), about)
        await self.hand.fill(page.get_by_label("Ask the national team a question"), question)
        if blocks:
            await self.hand.choose(page.get_by_label("We cannot complete the alert before this is answered"))
        await self.hand.press(page.get_by_role("button", name="Send the question"))
        anyway = page.get_by_role("button", name="Ask anyway")
        sent = page.get_by_text("Your question has gone to the national team.").first
        await anyway.or_(sent).first.wait_for()
        if await anyway.count():
            await read()
            await self.hand.press(anyway)
        await sent.wait_for()

    async def decide_to_act(self, page: Page) -> None:
        await self._go(page, "", "/decision")
        await read()
        await self.hand.choose(page.get_by_role("radio", name=APPROVAL))
        await self.hand.press(page.get_by_role("button", name="Save the decision"))
        await page.get_by_text("Under way since").first.wait_for()

    async def give_to_owner(self, page: Page, number: int, address: str = OWNER) -> None:
        await self._go(page, "", f"/{number}/people")
        await read()
        await self.hand.fill(page.get_by_label("Name", exact=True), "Tomasz Nowak")
        await self.hand.fill(page.get_by_label("Mail address"), address)
        await self.hand.choose(page.get_by_role("radio", name=self.own))
        await self.hand.press(page.get_by_role("button", name="Ask them"))
        await page.get_by_text("Nothing recorded yet.").first.wait_for()
        await self._mailed("owner", address)

    async def take_back_from_owner(self, page: Page, number: int) -> None:
        await self._go(page, "", f"/{number}/people")
        await self.hand.follow(page.get_by_role("link", name="Take it back from Tomasz Nowak"))
        await self.look(page, "actions/people.html")
        await read()
        await self.hand.fill(page.get_by_label("Why do you take it back?"), "The ward sister does it.")
        await self.hand.choose(page.get_by_role("radio", name=self.own))
        await self.hand.press(page.get_by_role("button", name="Take the action back"))
        await page.get_by_text("The action has been taken back.").first.wait_for()

    async def owner_refuses(self, page: Page) -> None:
        await page.goto(self.links["owner"])
        await self.hand.follow(page.get_by_role("link", name="This is not for me"))
        await read()
        await self.hand.fill(page.get_by_label("Why is it not for you?"), "I am on leave until May.")
        await self.hand.choose(page.get_by_role("radio", name=self.own))
        await self.hand.press(page.get_by_role("button", name="Tell the specialists"))
        await page.get_by_role("heading", name="This link has ended").wait_for()

    async def owner_looks_around(self, page: Page) -> None:
        await page.goto(f"{self.links['owner']}/hand-on")
        await self.look(page, "actions/hand_on.html")
        await page.goto(f"{self.links['owner']}/not-for-me")
        await self.look(page, "actions/not_for_me.html")
        await page.goto(self.links["owner"])
        await self.look(page, "actions/owner.html")

    async def owner_does_it(self, page: Page, number: int) -> None:
        await page.goto(self.links["owner"])
        form = page.get_by_role("form", name=f"Answer to action {number}")
        await read()
        await self._done(form, "Tomasz Nowak")
        await self.hand.choose(form.get_by_role("radio", name=self.own))
        await self.hand.press(form.get_by_role("button").last)
        await page.get_by_text(f"What you said of action {number} is recorded.").wait_for()

    async def record(self, page: Page, number: int, *, late: bool = False, applies: bool = True) -> None:
        await self._go(page, "")
        form = page.get_by_role("form", name=f"Answer to action {number}", exact=True)
        if not await form.count():
            await self.hand.follow(page.get_by_role("link", name=f"Answer action {number}", exact=True).last)
        await read()
        if applies:
            await self._done(form, "Chief pharmacist")
        else:
            await self.hand.choose(form.get_by_role("radio", name="Does not apply to us"))
            await self.hand.fill(form.get_by_label("Why does it not apply"), "We hold no such records.")
        if late:
            await self._day(form, "Due on (optional)", date(2025, 1, 31))
        if applies:
            await self.hand.fill(form.get_by_label("Note (optional)"), "Filed with the minutes.")
        await self.hand.press(form.get_by_role("button").last)
        if late:
            await self.hand.pick(form.get_by_label("Why is it late?"), "supplier")
            await read()
            await self.hand.press(form.get_by_role("button").last)
        await page.get_by_text(f"Action {number} is recorded as").wait_for()

    async def ask_executive(self, page: Page, address: str = EXECUTIVE) -> None:
        await self._go(page, "", "/sign-off")
        await self.look(page, "actions/sign-off.html")
        await read()
        await self.hand.fill(page.get_by_label("Where is the evidence kept?"), EVIDENCE)
        await self.hand.choose(page.get_by_role("radio", name="Another executive"))
        await self.hand.fill(page.get_by_label("Full name"), "Ruth Okafor")
        await self.hand.fill(page.get_by_label("Title, such as chief nurse"), "Chief Medical Officer")
        await self.hand.fill(page.get_by_label("Mail address"), address)
        await self.hand.press(page.get_by_role("button", name="Ask the executive to sign"))
        await page.get_by_text("They get a mail with a link of their own.").first.wait_for()
        await self._mailed("sign-off", address)

    async def take_request_back(self, page: Page) -> None:
        await self._go(page, "", "/sign-off")
        await self.look(page, "actions/sign-off.html")
        await read()
        await self.hand.choose(page.get_by_role("radio", name="Take the request back"))
        await self.hand.fill(page.get_by_label("Why do you take it back?"), "The minutes are not signed yet.")
        await self.hand.press(page.get_by_role("button", name="Save", exact=True))
        await page.get_by_text("Earlier requests").wait_for()

    async def executive_signs(self, page: Page) -> None:
        await page.goto(self.links["sign-off"])
        await self.look(page, "actions/executive.html")
        await self._settle(page, "Sign the statement above", "Signed by Ruth Okafor on")
        await self.look(page, "actions/executive.html")

    async def executive_sends_back(self, page: Page) -> None:
        await page.goto(self.links["sign-off"])
        await self._settle(page, "Send it back with a comment", "Sent back by Ruth Okafor on")

    async def share_what_worked(self, page: Page) -> None:
        await page.goto(self.specialist.answer)
        await self.hand.follow(page.get_by_role("link", name="Share what worked for you").first)
        await self.look(page, "responses/published.html")
        await read()
        await self.hand.fill(page.get_by_label("What worked for you?"), self.experience)
        await self.hand.press(page.get_by_role("button", name="Share it"))
        await page.get_by_text("it waits for the national team").wait_for()

    async def evidence(self) -> dict[str, Any]:
        """The file as an auditor takes it away, by the specialist's own link."""
        token = self.specialist.answer.rpartition("/")[2]
        address = f"/organisation/{token}/alerts/{REFERENCE}/evidence.json"
        answer = await self.visitors.api.client.get(address, headers={"authorization": ""})
        file: dict[str, Any] = answer.raise_for_status().json()
        return file

    async def _go(self, page: Page, *places: str) -> None:
        """From the mail to the actions, and on from there."""
        await page.goto(self.specialist.answer)
        for place in places:
            address = urlsplit(self.specialist.actions).path + place
            await self.hand.follow(page.locator(f"main a[href='{address}']").first)
            await page.wait_for_url(f"**{address}")

    async def _settle(self, page: Page, choice: str, done: str) -> None:
        await read()
        await self.hand.fill(page.get_by_label("Your full name, as your signature"), "Ruth Okafor")
        await self.hand.choose(page.get_by_role("radio", name=self.own))
        await self.hand.choose(page.get_by_role("radio", name=choice))
        if choice.startswith("Send it back"):
            await self.hand.fill(page.get_by_label("Why do you send it back?"), "Item 4 is missing.")
        await self.hand.press(page.get_by_role("button", name="Send", exact=True))
        await page.get_by_text(done).wait_for()

    async def _mailed(self, door: str, address: str) -> None:
        mail = await self.visitors.mail_to(address, self.specialist.ods_code)
        self.links[door] = link_in(mail, self.visitors.site, door)

    async def _done(self, form: Locator, by: str) -> None:
        await self.hand.choose(form.get_by_role("radio", name="Done", exact=True))
        await self.hand.fill(form.get_by_label("Done by whom?"), by)
        await self._day(form, "Done on which day?", date(2025, 4, 1))

    async def _day(self, form: Locator, question: str, day: date) -> None:
        boxes = form.get_by_role("group", name=question)
        for part, typed in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            await self.hand.fill(boxes.get_by_label(part, exact=True), str(typed))


async def answer_for_all(page: Page, question: str, look: Look = passes_by) -> None:
    """At the national desk: the answer goes to all, in words that do not tell who asked."""
    await page.goto("/questions")
    await page.get_by_role("link", name=question).click()
    await page.get_by_label("Your answer").fill(ANSWER)
    await page.get_by_role("radio", name="All recipients too").check()
    await page.get_by_label("The question as all recipients will read it").fill(ASKED_FOR_ALL)
    await page.get_by_role("button", name="Send the answer").click()
    await page.get_by_role("button", name="Publish to all recipients").wait_for()
    await look(page, "responses/publication_preview.html")
    await page.get_by_role("button", name="Publish to all recipients").click()
    await page.get_by_text("The answer is published.").wait_for()


async def show_to_others(page: Page, experience: str, look: Look = passes_by) -> None:
    """At the national desk: what worked for one organisation is shown to all."""
    await page.goto("/questions/experiences")
    await page.get_by_role("link", name=experience).click()
    await page.get_by_role("radio", name="Show it", exact=True).wait_for()
    await look(page, "responses/experience.html")
    await page.get_by_role("radio", name="Show it", exact=True).check()
    await page.get_by_role("button", name="Save").click()
    await page.get_by_text("Organisations see it from now on.").wait_for()
