"""Whether mail reaches a person: they say so themselves, by a form behind a link that was mailed to them."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.directory.domain.people import Person, folded

#: A link that lies longer in a mailbox is no proof of who reads it now.
LIFETIME = timedelta(days=30)
#: Nobody is asked more often, whoever presses the button.
PAUSE = timedelta(days=1)


#: The first rest of a mail that was put off; it doubles each time, up to half a day.
FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=12)


class Choice(StrEnum):
    ME = "me"
    NOT_ME = "not_me"


@dataclass(frozen=True)
class Check:
    """One mail that asks, to the address as it was then."""

    id: int
    person_id: UUID
    address: str
    asked_at: datetime
    answered_at: datetime | None = None
    #: How often the mail server put it off.
    put_off: int = 0


def token(check: Check, key: str) -> str:
    """What stands in the address of the form."""
    said = f"verify|{check.id}|{check.person_id}|{check.address}"
    return f"{check.id}.{hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()[:40]}"


def number_in(typed: str) -> int | None:
    """Of which check a token says that it is."""
    number = typed.partition(".")[0]
    is_number = number.isascii() and number.isdecimal() and len(number) < 10  # noqa: PLR2004 — as Postgres' integers
    return int(number) if is_number else None


def is_for(check: Check, typed: str, key: str) -> bool:
    return hmac.compare_digest(token(check, key).encode(), typed.encode())


def may_answer(check: Check, person: Person, now: datetime) -> bool:
    """Not after a month, and not for an address or a registration that is no more."""
    is_young = now - check.asked_at < LIFETIME
    return check.answered_at is None and is_young and person.active and folded(person.email) == check.address


def rest_after(put_off: int) -> timedelta:
    """How long a mail rests that was put off so often before: nobody waits for it by the minute."""
    doubled: timedelta = FIRST_REST * 2 ** min(put_off, 12)
    return min(doubled, LONGEST_REST)


def verified(person: Person, now: datetime) -> Person:
    return replace(person, address_confirmed_at=now)
