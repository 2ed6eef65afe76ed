"""Every page of the product: who opens it, where it is, and what is done there before it is looked at."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources import files

from playwright.async_api import Page

from contracts.events.register import Role
from tests.visitors import read

NEW = "NatPSA/2026/999/MHRA"
Step = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True)
class Place:
    """`role` is None for whoever comes by; `steps` lead from the address to what is looked at."""

    name: str
    address: str
    role: Role | None = None
    steps: tuple[Step, ...] = ()
    #: Specialists come by their link, unless said.
    signed_in: bool = False
    #: The template, where completeness is held by it; see looking.py.
    shows: str = ""


def press(button: str) -> Step:
    async def step(page: Page) -> None:
        await page.get_by_role("button", name=button, exact=True).first.click()
        await page.wait_for_load_state()

    return step


async def reads(_: Page) -> None:
    await read()


async def chooses_done(page: Page) -> None:
    await page.get_by_role("radio", name="Done", exact=True).first.check()


async def shows_mistakes(page: Page) -> None:
    await page.get_by_role("alert").filter(has_text="There is a problem").wait_for()


async def pastes_an_alert(page: Page) -> None:
    """As a draft under a reference of its own; it is never issued."""
    example = files("contracts") / "examples" / "alert-issued.v1.json"
    await page.get_by_text("Have a file?").click()
    text = example.read_text().replace("NatPSA/2025/006/NHSPS", NEW)
    await page.get_by_label("Or paste it here").fill(text)
    await press("Make a draft of the file")(page)
    await page.get_by_role("heading", name="Comments and history").wait_for()


async def pastes_nothing_good(page: Page) -> None:
    await page.get_by_text("Have a file?").click()
    await page.get_by_label("Or paste it here").fill('{"reference": "?"}')
    await press("Make a draft of the file")(page)


async def follows_a_fault(page: Page) -> None:
    await page.get_by_role("link", name="Enter the title of the alert").click()
    await page.wait_for_load_state()


async def follows_an_unknown_code(page: Page) -> None:
    await page.get_by_role("link", name="No open organisation has the code NOWHERE").click()
    await page.wait_for_load_state()


async def opens_the_checklist(page: Page) -> None:
    await page.get_by_role("button", name="Checklist: 21 open points").click()
    await page.wait_for_load_state()


async def asks_to_close(page: Page) -> None:
    await page.get_by_role("radio", name="Close it").check()
    await press("Save and look at it")(page)


async def asks_to_correct(page: Page) -> None:
    """Of an organisation that does not exist: it is never issued."""
    await page.get_by_label("Codes of organisations that must respond").fill("NOWHERE")
    await page.get_by_label("Reason").fill("It was left out.")
    await press("Save and look at it")(page)


async def enters_a_wrong_code(page: Page) -> None:
    await page.get_by_label("Your mail address").fill("nobody@nowhere.example")
    await press("Mail me a code")(page)
    await page.get_by_label("The code of 8 digits").fill("1")
    await press("Sign in")(page)


async def imports_bad_rows(page: Page) -> None:
    rows = b"ods_code,role,name,email,phone\nNOWHERE,specialist,No Body,nobody@nowhere.example,\n"
    await page.get_by_role("radio", name="People").check()
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": rows}
    await page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    await press("Show what it would do")(page)


def mistaken(*steps: Step) -> tuple[Step, ...]:
    return (*steps, shows_mistakes)


SPECIALIST = Role.SPECIALIST
LEAD = Role.REGIONAL_LEAD
AUTHOR = Role.NATIONAL_AUTHOR
ACKNOWLEDGE = press("Acknowledge for my organisation")
SAVE = press("Save and look at it")
ANSWER_FIRST = press("Save the answer to action 1")

PLACES = (
    Place("home", "/"),
    Place("sign-in", "/sign-in"),
    Place("sign-in with a mistake", "/sign-in", None, mistaken(press("Mail me a code"))),
    Place("code", "/sign-in/code"),
    Place("code with a mistake", "/sign-in", None, mistaken(enters_a_wrong_code)),
    Place("mailbox", "/mailbox"),
    Place("mailbox of one address", "/mailbox?to=nobody@nowhere.example"),
    Place("mail in the mailbox", "/mailbox/1"),
    Place("no such page", "/nowhere"),
    Place("broken link to answer", "/answer/broken"),
    Place("broken link to actions", "/actions/broken"),
    Place("answer", "{answer}", SPECIALIST, shows="responses/alert.html"),
    Place("answer, nothing chosen", "{answer}", SPECIALIST, mistaken(reads, ACKNOWLEDGE)),
    Place("not me", "{answer}/not-me", SPECIALIST, shows="responses/not_me.html"),
    Place(
        "not me, nothing chosen", "{answer}/not-me", SPECIALIST, mistaken(reads, press("Tell the register"))
    ),
    Place("nothing to take back", "{answer}/take-back", SPECIALIST, shows="responses/take_back.html"),
    Place("my alerts", "/mine", SPECIALIST, signed_in=True, shows="responses/mine.html"),
    Place("my alerts, no reference", "/mine?reference=", SPECIALIST, (shows_mistakes,), signed_in=True),
    Place("my alert", "/mine/{reference}", SPECIALIST, signed_in=True),
    Place("no alert of mine", "/mine/NatPSA/1999/001/MHRA", SPECIALIST, signed_in=True),
    Place("actions", "{actions}", SPECIALIST, shows="actions/actions.html"),
    Place("who does an action", "{actions}/1/people", SPECIALIST, shows="actions/people.html"),
    Place("nobody to do an action", "{actions}/1/people", SPECIALIST, mistaken(reads, press("Ask them"))),
    Place("actions, done by nobody", "{actions}", SPECIALIST, mistaken(reads, chooses_done, ANSWER_FIRST)),
    Place("partner's alert", "/mine/{reference}", Role.PARTNER, shows="responses/partner.html"),
    Place("decision", "{actions}/decision", SPECIALIST, shows="actions/decision.html"),
    Place(
        "decision, nothing chosen",
        "{actions}/decision",
        SPECIALIST,
        mistaken(reads, press("Save the decision")),
    ),
    Place("sign-off, not yet", "{actions}/sign-off", SPECIALIST, shows="actions/sign-off.html"),
    Place("answer on CAS", "{actions}/cas", SPECIALIST, shows="actions/cas.html"),
    Place("region", "/regions/{region}", LEAD),
    Place("region's alert", "/regions/{region}/alerts/{reference}", LEAD),
    Place("not a lead's page", "/nation", LEAD),
    Place("desk", "/desk", AUTHOR),
    Place("desk's alert", "/desk/alerts/{reference}", AUTHOR),
    Place("new alert", "/desk/alerts/new", AUTHOR),
    Place("draft with mistakes", "/desk/alerts/new", AUTHOR, (SAVE,)),
    Place("edited draft with mistakes", "/desk/alerts/new", AUTHOR, mistaken(SAVE, follows_a_fault)),
    Place("new alert from a bad file", "/desk/alerts/new", AUTHOR, mistaken(pastes_nothing_good)),
    Place("draft", "/desk/alerts/new", AUTHOR, (pastes_an_alert,)),
    Place("checklist", "/desk/alerts/new", AUTHOR, (pastes_an_alert, opens_the_checklist)),
    Place("end of an alert, not chosen", "/desk/alerts/{reference}/end", AUTHOR, mistaken(SAVE)),
    Place("request to close", "/desk/alerts/{reference}/end", AUTHOR, (asks_to_close,)),
    Place("correction of an audience", "/desk/alerts/{reference}/audience", AUTHOR),
    Place("request to correct an audience", "/desk/alerts/{reference}/audience", AUTHOR, (asks_to_correct,)),
    Place(
        "correction of an audience with mistakes",
        "/desk/alerts/{reference}/audience",
        AUTHOR,
        (asks_to_correct, follows_an_unknown_code),
    ),
    Place("nation", "/nation", AUTHOR),
    Place("nation's alert", "/nation/alerts/{reference}", AUTHOR),
    Place("unknown alert", "/nation/alerts/NatPSA/1999/001/MHRA", AUTHOR),
    Place("deliveries", "/deliveries/{reference}", AUTHOR),
    Place("questions", "/questions", AUTHOR, shows="responses/questions.html"),
    Place("all questions", "/questions?state=all&blocking=yes", AUTHOR),
    Place(
        "questions from briefings",
        "/questions/from-briefing",
        AUTHOR,
        shows="responses/from_briefing.html",
    ),
    Place("experiences", "/questions/experiences", AUTHOR, shows="responses/experiences.html"),
    Place("register", "/register", AUTHOR),
    Place("organisation", "/register/organisations/{ods_code}", AUTHOR),
    Place("organisation's alerts", "/organisations/{ods_code}", AUTHOR),
    Place("organisation's alerts, none found", "/organisations/{ods_code}?q=nothing", AUTHOR),
    Place("evidence", "/organisations/{ods_code}/alerts/{reference}/evidence", AUTHOR),
    Place("broken link to an organisation", "/organisation/broken"),
    Place("gaps", "/register/gaps", AUTHOR),
    Place("import", "/register/import", AUTHOR),
    Place("import without a file", "/register/import", AUTHOR, mistaken(press("Show what it would do"))),
    Place("import of bad rows", "/register/import", AUTHOR, (imports_bad_rows,)),
    Place("import that was taken", "/register/imports/1", AUTHOR),
)
