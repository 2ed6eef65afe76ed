"""How a person works a page: with a mouse, or with nothing but a keyboard."""

from typing import Protocol

from playwright.async_api import ElementHandle, Locator

FOCUSED = "element => document.activeElement === element"
#: Radios of one name are one stop for the Tab key; inside, arrows lead on.
FOCUSED_AMONG = """element => {
  const here = document.activeElement;
  return here.type === "radio" && here.name === element.name && here.form === element.form;
}"""
CHECKED = "element => element.checked"
#: More than any page has to stop at.
LONGEST_WAY = 150


class Hand(Protocol):
    async def follow(self, link: Locator) -> None:
        """To another page."""

    async def fill(self, box: Locator, text: str) -> None:
        """In place of what stands there."""

    async def choose(self, option: Locator) -> None:
        """A radio or a check box."""

    async def pick(self, box: Locator, value: str) -> None:
        """From a list that opens."""

    async def press(self, button: Locator) -> None: ...


class Mouse:
    async def follow(self, link: Locator) -> None:
        await link.click()

    async def fill(self, box: Locator, text: str) -> None:
        await box.fill(text)

    async def choose(self, option: Locator) -> None:
        await option.check()

    async def pick(self, box: Locator, value: str) -> None:
        await box.select_option(value)

    async def press(self, button: Locator) -> None:
        await button.click()


class Unreached(Exception):  # noqa: N818 — it reads as a sentence where it is raised
    """The keyboard does not come to what was meant."""


class Keys:
    """Tab, Space, Enter, arrows and typing; nothing is clicked, and nothing is focused by a program."""

    async def follow(self, link: Locator) -> None:
        await self._tab_to(link, FOCUSED)
        async with link.page.expect_navigation():
            await link.page.keyboard.press("Enter")

    async def fill(self, box: Locator, text: str) -> None:
        await self._tab_to(box, FOCUSED)
        await box.page.keyboard.press("ControlOrMeta+a")
        await box.page.keyboard.type(text)

    async def choose(self, option: Locator) -> None:
        is_radio = await option.get_attribute("type") == "radio"
        element = await self._tab_to(option, FOCUSED_AMONG if is_radio else FOCUSED)
        await _press_until(option, element, "ArrowDown", FOCUSED)
        if not await element.evaluate(CHECKED):
            await option.page.keyboard.press("Space")

    async def pick(self, box: Locator, value: str) -> None:
        element = await self._tab_to(box, FOCUSED)
        await _press_until(box, element, "ArrowDown", f"element => element.value === {value!r}")

    async def press(self, button: Locator) -> None:
        await self._tab_to(button, FOCUSED)
        await button.page.keyboard.press("Enter")

    async def _tab_to(self, control: Locator, is_there: str) -> ElementHandle:
        element = await control.element_handle()
        await _press_until(control, element, "Tab", is_there)
        return element


async def _press_until(control: Locator, element: ElementHandle, key: str, is_there: str) -> None:
    for _ in range(LONGEST_WAY):
        if await element.evaluate(is_there):
            return
        await control.page.keyboard.press(key)
    raise Unreached(f"{control} by {key}")
