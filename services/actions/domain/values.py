"""What was typed into one field, read: as it is kept, or what is wrong with it in words."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import EmailStr, TypeAdapter, ValidationError

from contracts.wording import Line, Prose, nhs_numbers_in
from services.actions.domain.proving import Mistake

LINE_LIMIT = 150
PROSE_LIMIT = 2_000
#: Work may precede the alert, but a year such as 205 or 1925 is a slip of the hand.
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_PROSE: TypeAdapter[str] = TypeAdapter(Prose)
_EMAIL: TypeAdapter[str] = TypeAdapter(EmailStr)
#: What a browser could take for an address, or run as one.
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://|\b(javascript|vbscript)\s*:|\b(data):[\w-]+/", re.IGNORECASE)


class Trouble(StrEnum):
    """What is wrong with one field, in words for whoever filled it in."""

    NO_STATE = "Choose how far this action is, or that it does not apply"
    LEFT = "You chose to leave this action as it is, so nothing was saved"
    NO_OWNER = "Enter who does it, as a name or a role"
    NO_DONE_BY = "Enter who did it, as a name or a role"
    NO_DAY = "Enter the day on which it was done"
    DAY_AHEAD = "The day it was done must be today or in the past"
    NOT_A_DAY = "The day must be a real date, such as 24 11 2025"
    DAY_TOO_EARLY = "The day must be in 2000 or later"
    DAY_TOO_LATE = "The day must be in 2099 or earlier"
    DUE_IN_THE_PAST = "The day by which it is due must be today or later"
    NOT_APPLICABLE_WITHOUT_REASON = "Say why this action does not apply to your organisation"
    BLOCKED_WITHOUT_REASON = "Say what blocks this action"
    BACK_WITHOUT_NOTE = "Say in the note why this action is open again"
    LATE_WITHOUT_REASON = "Choose why this action is late"
    NO_NAME = "Enter the name of who is to do it"
    NO_EMAIL = "Enter the mail address to which their link is sent"
    NOT_AN_EMAIL = "The mail address must be whole, such as name@trust.nhs.uk"
    NO_END_REASON = "Say why"
    LINE_TOO_LONG = f"A name or a role must be {LINE_LIMIT} characters or fewer"
    TOO_LONG = f"The text must be {PROSE_LIMIT:,} characters or fewer"
    NOT_PRINTABLE = "The text holds a character that cannot be kept; type it again without it"
    NHS_NUMBER = (
        "The text holds a number that is a valid NHS number, so it is not kept. Take it out; if it is "
        "something else, such as a reference, put a word between its digits"
    )
    NOT_AN_ADDRESS = "An address must begin with https:// or http:// and hold no user name"


#: The field's name in the form, and what is wrong with it.
Troubles = dict[str, Trouble | Mistake]


def troubles_in(read: Mapping[str, object]) -> Troubles:
    """Of what was read field by field, that which cannot be kept."""
    return {field: value for field, value in read.items() if isinstance(value, Trouble)}


def line(typed: str) -> str | Trouble | None:
    """One line, such as a name or a role; None when nothing was typed."""
    if not (text := typed.strip()):
        return None
    return Trouble.LINE_TOO_LONG if len(text) > LINE_LIMIT else _kept(_LINE, text)


def prose(typed: str) -> str | Trouble | None:
    """Any number of lines; None when nothing was typed."""
    # Browsers send line breaks as two characters, and count them as one.
    if not (text := typed.replace("\r\n", "\n").strip()):
        return None
    return Trouble.TOO_LONG if len(text) > PROSE_LIMIT else _kept(_PROSE, text)


def evidence(typed: str) -> str | Trouble | None:
    """Where the proof is kept: words, or an address that may safely be followed."""
    text = prose(typed)
    if text is None or isinstance(text, Trouble):
        return text
    if any((found[1] or "").lower() not in ("https", "http") for found in _ADDRESS.finditer(text)):
        return Trouble.NOT_AN_ADDRESS
    is_one_word = len(text.split()) == 1
    looks_like_one = text.lower().startswith(("https:", "http:"))
    return Trouble.NOT_AN_ADDRESS if is_one_word and looks_like_one and not address_in(text) else text


def address_in(text: str) -> str | None:
    """The text itself when it is nothing but an address to which a link may lead."""
    if len(text.split()) != 1:
        return None
    try:
        parts = urlsplit(text)
        is_plain = parts.username is None and parts.password is None and bool(parts.hostname)
    except ValueError:
        return None
    return text if parts.scheme in ("https", "http") and is_plain else None


def email(typed: str) -> str | Trouble:
    """A mail address, whole."""
    if not (text := typed.strip()):
        return Trouble.NO_EMAIL
    if nhs_numbers_in(text):
        return Trouble.NHS_NUMBER
    try:
        return _EMAIL.validate_python(text) if len(text) <= LINE_LIMIT else Trouble.LINE_TOO_LONG
    except ValidationError:
        return Trouble.NOT_AN_EMAIL


def day(parts: tuple[str, str, str]) -> date | Trouble | None:
    """A day, month and year as typed; None when nothing was typed."""
    if not any(part.strip() for part in parts):
        return None
    try:
        number, month, year = (int(part) for part in parts)
        read = date(year, month, number)
    except (ValueError, OverflowError):
        return Trouble.NOT_A_DAY
    if read < EARLIEST:
        return Trouble.DAY_TOO_EARLY
    return read if read <= LATEST else Trouble.DAY_TOO_LATE


def _kept(kind: TypeAdapter[str], text: str) -> str | Trouble:
    if nhs_numbers_in(text):
        return Trouble.NHS_NUMBER
    try:
        return kind.validate_python(text)
    except ValidationError:
        return Trouble.NOT_PRINTABLE
