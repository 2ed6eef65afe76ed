"""What an answer to an action must hold."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from contracts.events.actions import ActionState
from contracts.wording import Line, Prose

DONE_BY_LIMIT = 150
PROSE_LIMIT = 2_000
#: Work may precede the alert, but a year such as 205 or 1925 is a slip of the hand.
EARLIEST = date(2000, 1, 1)

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_PROSE: TypeAdapter[str] = TypeAdapter(Prose)


class Trouble(StrEnum):
    """What is wrong with one field, in words for whoever filled it in."""

    NO_STATE = "Choose whether this action is done, not applicable or outstanding"
    NO_DONE_BY = "Enter who did it, as a name or a role"
    DONE_BY_TOO_LONG = f"Who did it must be {DONE_BY_LIMIT} characters or fewer"
    NO_DAY = "Enter the day on which it was done"
    NOT_A_DAY = "The day it was done must be a real date, such as 24 11 2025"
    DAY_AHEAD = "The day it was done must be today or in the past"
    DAY_TOO_EARLY = "The day it was done must be in 2000 or later"
    NOT_APPLICABLE_WITHOUT_REASON = "Say why this action does not apply to your organisation"
    OUTSTANDING_WITHOUT_REASON = "Say why this action is outstanding"
    TOO_LONG = f"The text must be {PROSE_LIMIT:,} characters or fewer"
    NOT_PRINTABLE = "The text holds a character that cannot be kept; type it again without it"


#: The field's name in the form, and what is wrong with it.
Troubles = dict[str, Trouble]


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A form as it was filled in; nobody has looked at it yet."""

    state: str = ""
    done_by: str = ""
    done_on_day: str = ""
    done_on_month: str = ""
    done_on_year: str = ""
    note: str = ""
    reason_not_applicable: str = ""
    reason_outstanding: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An organisation's answer to one action, whole."""

    state: ActionState
    reason: str | None = None
    done_by: str | None = None
    done_on: date | None = None
    note: str | None = None


def read_answer(typed: Typed, today: date) -> Answer | Troubles:
    """The answer, or what is wrong field by field; only the fields of the chosen state count."""
    if typed.state == ActionState.DONE:
        return _done(typed, today)
    if typed.state == ActionState.NOT_APPLICABLE:
        return _with_reason(typed, "reason_not_applicable", Trouble.NOT_APPLICABLE_WITHOUT_REASON)
    if typed.state == ActionState.OUTSTANDING:
        return _with_reason(typed, "reason_outstanding", Trouble.OUTSTANDING_WITHOUT_REASON)
    return {"state": Trouble.NO_STATE}


def _done(typed: Typed, today: date) -> Answer | Troubles:
    read: dict[str, str | date | Trouble | None] = {
        "done_by": _line(typed.done_by),
        "done_on": _day((typed.done_on_day, typed.done_on_month, typed.done_on_year), today),
        "note": _prose(typed.note),
    }
    if troubles := {field: value for field, value in read.items() if isinstance(value, Trouble)}:
        return troubles
    values: dict[str, Any] = read
    return Answer(state=ActionState.DONE, **values)


def _with_reason(typed: Typed, field: str, missing: Trouble) -> Answer | Troubles:
    reason = _prose(getattr(typed, field)) or missing
    if isinstance(reason, Trouble):
        return {field: reason}
    return Answer(state=ActionState(typed.state), reason=reason)


def _line(typed: str) -> str | Trouble:
    if not typed.strip():
        return Trouble.NO_DONE_BY
    if len(typed.strip()) > DONE_BY_LIMIT:
        return Trouble.DONE_BY_TOO_LONG
    return _kept(_LINE, typed)


def _prose(typed: str) -> str | Trouble | None:
    # Browsers send line breaks as two characters, and count them as one.
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        return None
    return Trouble.TOO_LONG if len(text) > PROSE_LIMIT else _kept(_PROSE, text)


def _kept(kind: TypeAdapter[str], text: str) -> str | Trouble:
    try:
        return kind.validate_python(text)
    except ValidationError:
        return Trouble.NOT_PRINTABLE


def _day(parts: tuple[str, str, str], today: date) -> date | Trouble:
    if not any(part.strip() for part in parts):
        return Trouble.NO_DAY
    try:
        day, month, year = (int(part) for part in parts)
        done_on = date(year, month, day)
    except (ValueError, OverflowError):
        return Trouble.NOT_A_DAY
    if done_on > today:
        return Trouble.DAY_AHEAD
    return done_on if done_on >= EARLIEST else Trouble.DAY_TOO_EARLY
