"""Giving one action to somebody by their own link, and ending it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID, uuid5

from services.actions.domain import values
from services.actions.domain.values import Trouble, Troubles

#: Several people may work on one action, each with their own link; more are a slip or a machine.
MOST_AT_ONCE = 10
_ASSIGNMENTS = UUID("0d1c6f3a-6a52-4c0e-9d64-8b5a3f7f2e10")


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Why an assignment records nothing any more."""

    outcome: Literal["revoked", "handed_on"]
    reason: str | None
    ended_by: UUID
    ended_by_name: str
    #: In words: the owner's own link tells no name.
    ended_by_role: str
    ended_at: datetime
    nonce: str


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One action, given to one person."""

    assignment_id: UUID
    number: int
    #: Of the alert, as it read when they were asked.
    version: int
    owner_name: str
    owner_email: str
    due_on: date | None
    note: str | None
    assigned_by: UUID
    assigned_by_name: str
    assigned_at: datetime
    ending: Ending | None = None

    @property
    def is_open(self) -> bool:
        """Whether their link still records."""
        return self.ending is None

    @property
    def was_refused(self) -> bool:
        """Whether the owner said that it is not for them."""
        return self.ending is not None and self.ending.outcome == "revoked" and self._ended_by_owner

    @property
    def _ended_by_owner(self) -> bool:
        return self.ending is not None and self.ending.ended_by == self.assignment_id

    @property
    def recorder(self) -> str:
        """As what they record is signed."""
        return signed(self.owner_name, self.assigned_by_name)


def signed(owner_name: str, assigned_by_name: str) -> str:
    """Who recorded something through an owner's link."""
    return f"{owner_name}, asked by {assigned_by_name}"


@dataclass(frozen=True, kw_only=True)
class TypedAsk:
    """The form that gives an action to somebody, as it was filled in."""

    owner_name: str = ""
    owner_email: str = ""
    due_on_day: str = ""
    due_on_month: str = ""
    due_on_year: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whom to ask, by when, with which words."""

    owner_name: str
    owner_email: str
    due_on: date | None = None
    note: str | None = None

    def is_to(self, other: Assignment) -> bool:
        """Whether it is the same person, by their address."""
        return self.owner_email.casefold() == other.owner_email.casefold()


class Outcome(StrEnum):
    """What became of a form that gives an action to somebody or takes it back, in words."""

    ASKED = "They have been asked. Their own link is on its way to them by mail."
    REPEATED = "This was sent before. Sending it again has changed nothing."
    ALREADY_ASKED = (
        "Somebody with this mail address has been asked to do this action already, and their link is good. "
        "If the mail was lost, take the action back from them first and ask again. Nothing was changed."
    )
    TOO_MANY = f"{MOST_AT_ONCE} people are at this action already. Take it back from somebody first."
    ENDED = "The action has been taken back. Their link records nothing any more."
    ENDED_BEFORE = "It had ended already. Nothing was changed."
    UNKNOWN = "Nobody was asked in this way. Nothing was changed."
    NO_SUCH_ACTION = "The alert has no such action any more. Nothing was changed."
    INVALID = "There is a problem. Nothing was changed yet."


SAVED = frozenset({Outcome.ASKED, Outcome.REPEATED, Outcome.ENDED, Outcome.ENDED_BEFORE})


@dataclass(frozen=True)
class Attempt:
    """What became of it, and what is wrong with it field by field."""

    outcome: Outcome
    troubles: Troubles = field(default_factory=dict)


def read_ask(typed: TypedAsk, today: date) -> Asked | Troubles:
    """Whom to ask, or what is wrong field by field."""
    due_on = values.day((typed.due_on_day, typed.due_on_month, typed.due_on_year))
    if isinstance(due_on, date) and due_on < today:
        due_on = Trouble.DUE_IN_THE_PAST
    read: dict[str, Any] = {
        "owner_name": values.line(typed.owner_name) or Trouble.NO_NAME,
        "owner_email": values.email(typed.owner_email),
        "due_on": due_on,
        "note": values.prose(typed.note),
    }
    if troubles := values.troubles_in(read):
        return troubles
    return Asked(**read)


def read_reason(typed: str) -> str | Troubles:
    """Why an assignment ends."""
    reason = values.prose(typed) or Trouble.NO_END_REASON
    return {"reason": reason} if isinstance(reason, Trouble) else reason


def assignment_id(asked: Asked, number: int, nonce: str) -> UUID:
    """The same form sent twice asks once; changed, it asks somebody else."""
    said = (nonce, number, asked.owner_name, asked.owner_email, asked.due_on, asked.note)
    return uuid5(_ASSIGNMENTS, "|".join(map(str, said)))


def weigh(
    asked: Asked, new_id: UUID, there: Iterable[Assignment], *, handed_on: UUID | None = None
) -> Outcome:
    """`there` are all assignments of the action; the one that is `handed_on` makes room for the new one."""
    known = tuple(there)
    if any(one.assignment_id == new_id for one in known):
        return Outcome.REPEATED
    others = [one for one in known if one.is_open and one.assignment_id != handed_on]
    if any(asked.is_to(one) for one in others):
        return Outcome.ALREADY_ASKED
    return Outcome.TOO_MANY if len(others) >= MOST_AT_ONCE else Outcome.ASKED
