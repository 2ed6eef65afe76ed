"""What is done at a place before it is looked at."""

from collections.abc import Awaitable, Callable
from importlib.resources import files

from playwright.async_api import Page

from services.kit.clock import utc_now
from tests.visitors import read

NEW = "NatPSA/2026/999/MHRA"
Step = Callable[[Page], Awaitable[None]]


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


async def follows_an_unknown_code(page: Page) -> None:
    await page.get_by_role("link", name="No open organisation has the code NOWHERE").click()
    await page.wait_for_load_state()


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


def follow(link: str) -> Step:
    async def step(page: Page) -> None:
        await page.get_by_role("link", name=link, exact=True).first.click()
        await page.wait_for_load_state()

    return step


async def opens_a_person(page: Page) -> None:
    await page.locator("main a[href^='/register/people/']").first.click()
    await page.wait_for_url("**/register/people/*")


async def asks_whom_it_goes_to(page: Page) -> None:
    """In a new tab, unless that is taken away."""
    form = page.locator("form[action='/deliveries/audience']")
    await form.evaluate("form => form.removeAttribute('target')")
    await press("Whom it would go to (opens in a new tab)")(page)
    await page.wait_for_url("**/deliveries/audience")


async def makes_a_key(page: Page) -> None:
    """Under a name of its own: names are given once."""
    await page.get_by_label("Which program will use it?").fill(f"Reporting {utc_now():%d %B %H:%M:%S}")
    await page.get_by_role("checkbox").first.check()
    await press("Make the key")(page)
