"""Signing in by a code that is mailed: who may ask, which code opens the door, and where to go then."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.events.register import Role
from services.access.permissions import Permission

LIFETIME = timedelta(minutes=15)
MOST_TRIES = 5
#: Codes one address is mailed within an hour, so that nobody's mailbox is flooded by a stranger.
MOST_AN_HOUR = 5
HOUR = timedelta(hours=1)
DIGITS = 8
#: They begin with their organisation's alerts, unless they have another page of their own.
HAVE_ALERTS = Permission.OPEN_OWN_ALERTS.roles


@dataclass(frozen=True)
class MailedCode:
    """A code as it is kept: the digits themselves are not."""

    id: int
    sealed: str
    asked_at: datetime
    tries: int
    used_at: datetime | None

    def is_live(self, now: datetime) -> bool:
        """Whether it would still open the door."""
        return self.used_at is None and self.tries < MOST_TRIES and now - self.asked_at < LIFETIME


def seal(code: str, address: str, key: str) -> str:
    """Eight digits are soon guessed from a plain hash, so it takes a key that the database does not hold."""
    return hmac.new(key.encode(), f"sign-in|{address}|{code}".encode(), hashlib.sha256).hexdigest()


def digits_of(typed: str) -> str:
    """What was typed, without the spaces that copying brings along."""
    return "".join(typed.split())


def may_be_mailed(asked: Iterable[datetime], now: datetime) -> bool:
    """Whether an address that asked at these times is mailed one more code."""
    return sum(now - at < HOUR for at in asked) < MOST_AN_HOUR


def fitting(codes: Iterable[MailedCode], sealed: str) -> MailedCode | None:
    """The code that was typed; any that still lives will do, since mails overtake each other."""
    return next((code for code in codes if hmac.compare_digest(code.sealed, sealed)), None)


def is_safe(address: str) -> bool:
    """Whether to go there after signing in: a path of this site, with nothing a browser reads as another."""
    is_path = address.startswith("/") and not address.startswith("//")
    return is_path and address.isprintable() and not any(sign in address for sign in "\\ ")


def address_in(claims: Mapping[str, object], claim: str, verified: str) -> str | None:
    """The address another service vouches for; None where the claim `verified`, if any, does not hold."""
    address = claims.get(claim)
    is_certain = not verified or claims.get(verified) in (True, "true")
    return address.strip() if isinstance(address, str) and address.strip() and is_certain else None


def first_page(registrations: Sequence[tuple[str, str | None]]) -> str | None:
    """Where somebody with these roles, each with its organisation, begins; None where no page is theirs."""
    for role, ods_code in registrations:
        match role:
            case Role.NATIONAL_AUTHOR | Role.NATIONAL_APPROVER:
                return "/desk"
            case Role.OPERATOR | Role.AUDITOR | Role.REGISTER_KEEPER:
                return "/register"
            case Role.REGIONAL_LEAD if ods_code:
                return f"/regions/{ods_code}"
    return "/mine" if any(role in HAVE_ALERTS and ods_code for role, ods_code in registrations) else None
