"""How two people of the national team take an alert to everybody, at the desk, each in a tab of their own."""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any

from playwright.async_api import Page, expect

from tests.accessibility.audit import faults, without_scripts
from tests.visitors import Visitors

REFUSED = 403
TYPED = "Typed by hand."


def a_document(reference: str, ods_code: str, complete_by: date) -> dict[str, Any]:
    """A real alert under a reference of its own, for a single organisation."""
    example = json.loads((files("contracts") / "examples" / "alert-issued.v1.json").read_text())["data"]
    del example["issued_at"]
    return dict(example) | {
        "reference": reference,
        "audience": {"must_respond": {"organisations": [ods_code]}},
        "deadlines": {"complete_by": complete_by.isoformat()},
    }


@dataclass
class Record:
    """What both desks of a story come to."""

    #: How each attempt of the author to approve was answered, by what it was about.
    attempts: dict[str, list[int]] = field(default_factory=dict)
    #: What was looked at, each once, with what is wrong with it.
    looked_at: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Desk:
    """The author writes, submits and issues; the approver approves."""

    visitors: Visitors
    author: Page
    approver: Page
    record: Record
    #: Where they have none, what looks at pages would never come to its end.
    have_scripts: bool = True

    async def write(self, document: dict[str, Any]) -> None:
        """A new alert, with every point of the checklist ticked."""
        await self.author.goto("/desk/alerts/new")
        await self.author.get_by_text("Have a file?").click()
        await self.author.get_by_label("Or paste it here").fill(json.dumps(document))
        await self._press("Make a draft of the file")
        await self.author.wait_for_url("**/desk/drafts/*")

    async def type_a_word(self) -> None:
        """It is saved by itself, and a page that is loaded again has it."""
        await self.author.goto(f"{self.author.url}/edit")
        summary = self.author.get_by_label("Summary")
        await summary.fill(f"{TYPED} {await summary.input_value()}")
        await expect(self.author.get_by_role("status").filter(has_text="Saved at ")).to_be_visible()
        await self.author.reload()
        assert (await summary.input_value()).startswith(TYPED)
        await self._save()

    async def write_next_version(self, reference: str, reason: str, summary: str) -> None:
        """That asks everybody to acknowledge again."""
        await self._begin(reference, "Write a new version")
        await self._says_why(reason, again=True)
        await self.author.get_by_label("Summary").fill(summary)
        await self.examine(self.author, "a new version that is written")
        await self._save()

    async def extend(self, reference: str, reason: str, until: date) -> None:
        """The day by which all is done, and nothing else; acknowledgements stand."""
        await self._begin(reference, "Change a deadline")
        await self._says_why(reason, again=False)
        boxes = self.author.get_by_role("group", name="Complete by")
        for part, typed in (("Day", until.day), ("Month", until.month), ("Year", until.year)):
            await boxes.get_by_label(part, exact=True).fill(str(typed))
        await self.examine(self.author, "a deadline that is changed")
        await self._save()

    async def ask_for_end(self, reference: str, way: str, reason: str, instead: str = "") -> None:
        """As `way` names it on the form; `instead` is the alert that stands in its place."""
        await self.author.goto(f"/desk/alerts/{reference}")
        await self.author.get_by_role("button", name="Withdraw, supersede or close").click()
        await self.author.get_by_role("radio", name=way, exact=True).check()
        await self.author.get_by_label("Reason").fill(reason)
        await self.author.get_by_label("What stands in its place").fill(instead)
        await self.examine(self.author, "an end that is asked for")
        await self._save()

    async def tick_everything(self) -> None:
        """Before an alert or a new version of it is submitted."""
        await self.author.get_by_role("button", name=re.compile(r"^Checklist: \d+ open points$")).click()
        boxes = self.author.get_by_role("checkbox")
        await boxes.evaluate_all("boxes => boxes.forEach(box => box.checked || box.click())")
        await self.author.get_by_label("Note").first.fill("Checked by the panel")
        await self._press("Save the checklist")

    async def settle(self, what: str, like: str = "") -> None:
        """What the author wrote is submitted and approved; the author alone cannot.

        Its page is not looked at where it is `like` another that is.
        """
        await self._press("Submit for approval")
        await expect(self.author.get_by_text("another person has to approve it")).to_be_visible()
        self.record.attempts[what] = await self._attempts_to_approve()
        await self._is_approved(like or what)

    async def issue(self, reference: str) -> None:
        """Once it was settled."""
        await self.author.reload()
        await self.examine(self.author, "what was approved")
        await self.author.get_by_label("Type the reference again to issue it").fill(reference)
        await self._press("Issue now")
        await self.author.wait_for_url(f"**/desk/alerts/{reference}")
        await expect(self.author.get_by_text("Issued on this desk.")).to_be_visible()

    async def examine(self, page: Page, what: str) -> None:
        """Whether everybody can use it; once, however often it comes."""
        if self.have_scripts and what not in self.record.looked_at:
            self.record.looked_at[what] = []
            self.record.looked_at[what] = [*await faults(page), *await without_scripts(page)]

    async def _is_approved(self, like: str) -> None:
        """By somebody who finds on the desk that it waits for them."""
        await self.approver.goto("/desk")
        draft = self.author.url.rpartition("/")[2]
        await self.approver.locator(f"a[href='/desk/drafts/{draft}']").click()
        await expect(self.approver.get_by_role("button", name="Approve")).to_be_visible()
        await self.examine(self.approver, f"{like}, to be approved")
        await self.approver.get_by_role("button", name="Approve").click()
        await expect(self.approver.get_by_text("and not issued yet")).to_be_visible()

    async def _attempts_to_approve(self) -> list[int]:
        """By the page's own form, sent by hand since there is no button, and by the API."""
        page, draft = self.author, self.author.url
        assert await page.get_by_role("button", name="Approve").count() == 0
        hidden = {name: page.locator(f"main input[name={name}]").first for name in ("csrf_token", "revision")}
        form: dict[str, str | float | bool] = {n: await box.input_value() for n, box in hidden.items()}
        by_page = await page.request.post(f"{draft}/approve", form=form)
        draft_id = draft.rpartition("/")[2]
        by_api = await self.visitors.api.client.post(f"/api/v1/drafts/{draft_id}/approve")
        return [by_page.status, by_api.status_code]

    async def _begin(self, reference: str, button: str) -> None:
        await self.author.goto(f"/desk/alerts/{reference}")
        await self._press(button)
        await self.author.wait_for_url("**/desk/drafts/*/edit")

    async def _says_why(self, reason: str, *, again: bool) -> None:
        await self.author.get_by_label("Why this version is issued").fill(reason)
        choice = "Yes, everybody acknowledges" if again else "No, acknowledgements of the version before"
        await self.author.get_by_role("radio", name=choice).check()

    async def _save(self) -> None:
        await self._press("Save and look at it")
        await self.author.wait_for_url(re.compile(r"/desk/drafts/[\w-]+$"))

    async def _press(self, button: str) -> None:
        await self.author.get_by_role("button", name=button, exact=True).click()
