"""Reading what was typed into a form: each value, or a sentence at the field it is wrong in."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import EmailStr, TypeAdapter, ValidationError

from contracts.wording import Line, Prose, nhs_numbers_in

#: Two of these make one line of an event.
LINE_LIMIT = 140
PROSE_LIMIT = 2_000
#: A year such as 205 is a slip of the hand.
EARLIEST = date(2000, 1, 1)

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_PROSE: TypeAdapter[str] = TypeAdapter(Prose)
_EMAIL: TypeAdapter[str] = TypeAdapter(EmailStr)

TOO_LONG = "The text must be {limit:,} characters or fewer"
NOT_PRINTABLE = "The text holds a character that cannot be kept; type it again without it"
NHS_NUMBER = (
    "The text holds {numbers}, which is a valid NHS number. Take it out: nothing here may identify a "
    "patient. If it is another kind of number, put a word between its digits"
)
NOT_AN_ADDRESS = "Enter an e-mail address, such as name@nhs.net"
NO_DAY = "Enter the day"
NOT_A_DAY = "The day must be a real date, such as 24 11 2025"
DAY_AHEAD = "The day must be today or in the past"
DAY_TOO_EARLY = "The day must be in 2000 or later"


@dataclass
class Fields:
    """What is wrong so far, by the name of the field; a wrong field reads as empty."""

    troubles: dict[str, str] = field(default_factory=dict)

    def line(self, name: str, typed: str, missing: str = "") -> str:
        """One line; `missing` is what to say when it has to be there."""
        return self._text(name, typed.strip(), missing, _LINE, LINE_LIMIT)

    def prose(self, name: str, typed: str, missing: str = "") -> str:
        """Any number of lines; browsers send line breaks as two characters, and count them as one."""
        text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
        return self._text(name, text, missing, _PROSE, PROSE_LIMIT)

    def email(self, name: str, typed: str) -> str:
        """An address that a mail can go to."""
        try:
            return _EMAIL.validate_python(typed.strip())
        except ValidationError:
            return self._wrong(name, NOT_AN_ADDRESS)

    def past_day(self, name: str, parts: tuple[str, str, str], today: date) -> date | None:
        """A day as three fields."""
        if not any(part.strip() for part in parts):
            self._wrong(name, NO_DAY)
            return None
        try:
            day, month, year = (int(part) for part in parts)
            on = date(year, month, day)
        except (ValueError, OverflowError):
            self._wrong(name, NOT_A_DAY)
            return None
        if on > today or on < EARLIEST:
            self._wrong(name, DAY_AHEAD if on > today else DAY_TOO_EARLY)
            return None
        return on

    def _text(self, name: str, text: str, missing: str, kind: TypeAdapter[Any], limit: int) -> str:
        if not text:
            return self._wrong(name, missing) if missing else ""
        if len(text) > limit:
            return self._wrong(name, TOO_LONG.format(limit=limit))
        if numbers := nhs_numbers_in(text):
            return self._wrong(name, NHS_NUMBER.format(numbers=" and ".join(numbers)))
        try:
            return str(kind.validate_python(text))
        except ValidationError:
            return self._wrong(name, NOT_PRINTABLE)

    def _wrong(self, name: str, sentence: str) -> str:
        self.troubles[name] = sentence
        return ""
