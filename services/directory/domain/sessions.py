"""Sessions: what one was given when it began, and whether it may go on after the register has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.directory.domain.people import Person, folded


class Way(StrEnum):
    """How somebody proved who they are."""

    CODE = "code"
    PROVIDER = "provider"


class EndReason(StrEnum):
    """Why a session ended before its time."""

    SIGNED_OUT = "signed out"
    REPLACED = "signed in again"
    ENDED = "ended by its owner"
    REGISTER_CHANGED = "the register changed"


class Held(NamedTuple):
    """A registration as a session was given it."""

    person_id: UUID
    role: str
    ods_code: str | None


@dataclass(frozen=True, kw_only=True)
class Session:
    """One browser of one person."""

    session_id: str
    person_id: UUID
    #: Folded.
    address: str
    held: tuple[Held, ...]
    way: Way
    browser: str
    began_at: datetime


def held_by(registered: Iterable[Person]) -> tuple[Held, ...]:
    """What a session is given."""
    return tuple(Held(each.person_id, each.role.value, each.ods_code) for each in registered)


def may_go_on(session: Session, changed: Mapping[UUID, Person]) -> bool:
    """Whether all it was given still stands; a new name or telephone ends nothing."""
    return all(_still_stands(held, session, changed.get(held.person_id)) for held in session.held)


def _still_stands(held: Held, session: Session, now: Person | None) -> bool:
    if now is None:
        return True
    is_same = (now.role.value, now.ods_code) == (held.role, held.ods_code)
    return now.active and is_same and folded(now.email) == session.address


_BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_MACHINES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def browser_in_words(user_agent: str) -> str:
    """As its owner would call it; the order of the lists matters, since browsers name each other."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in user_agent), "A browser")
    machine = next((name for sign, name in _MACHINES.items() if sign in user_agent), "")
    return f"{browser} on {machine}" if machine else browser
