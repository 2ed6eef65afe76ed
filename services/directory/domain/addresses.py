"""An address where mail comes back, and what a keeper of the register says about it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from pydantic import ValidationError

from services.directory.domain.people import Person, folded


class Choice(StrEnum):
    #: Mail arrives there again: somebody has asked, or written and was answered.
    WORKS = "works"
    CORRECTED = "corrected"
    #: Whoever had it holds the role no more.
    LEFT = "left"


class Fault(StrEnum):
    """Why it cannot be done; as the keeper reads it, beside the field."""

    NO_CHOICE = "Choose what is true of this address"
    NO_ADDRESS = "Enter the address alone, such as name@trust.nhs.uk"
    THE_SAME = "This is the address that bounces; if mail arrives there again, choose that"
    TAKEN = "Somebody else of this organisation is registered with this address: end one of the two"


def counts(person: Person, sent_at: datetime | None) -> bool:
    """Whether a mail that came back says anything about the address as it is now."""
    confirmed = person.address_confirmed_at
    return confirmed is None or sent_at is None or sent_at > confirmed


def corrected(person: Person, typed: str, others: Iterable[Person], now: datetime) -> Person | Fault:
    """The registration with its right address; `others` are all registrations there are."""
    address = typed.strip()
    changed = replace(person, email=address, address_confirmed_at=now)
    if "<" in address or not _is_mailable(changed):
        return Fault.NO_ADDRESS
    if folded(address) == folded(person.email):
        return Fault.THE_SAME
    if any(other.key == changed.key for other in others):
        return Fault.TAKEN
    return changed


def _is_mailable(person: Person) -> bool:
    try:
        person.recorded()
    except ValidationError:
        return False
    return True
