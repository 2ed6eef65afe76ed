"""Who may see which organisation's page and evidence; a patient safety partner has a view of their own."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.events.register import Role
from services.access.permissions import Permission

#: These see the organisation they are registered for.
OWN = (Role.SPECIALIST, Role.DEPUTY, Role.SHARED_MAILBOX, Role.EXECUTIVE_LEAD)
#: These see every organisation.
EVERYWHERE = Permission.WATCH_NATION.roles

#: A role, and what it is held for.
Held = tuple[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Place:
    """An organisation, and to whom it belongs."""

    ods_code: str
    region_code: str | None = None
    icb_code: str | None = None


def may_see(held: Iterable[Held], place: Place) -> bool:
    """Whether one of the roles opens the organisation."""
    return any(_opens(role, code, place) for role, code in held)


def _opens(role: str, code: str | None, place: Place) -> bool:
    if role in EVERYWHERE:
        return True
    if code is None:
        return False
    if role in OWN:
        return code == place.ods_code
    if role == Role.ICB_LEAD:
        return code in (place.ods_code, place.icb_code)
    return role == Role.REGIONAL_LEAD and code == place.region_code


def answers_for(held: Iterable[Held], place: Place) -> bool:
    """Whether one of the roles gets the organisation's mails, and so has its alerts to open."""
    return any(role in (*OWN, Role.ICB_LEAD) and code == place.ods_code for role, code in held)
