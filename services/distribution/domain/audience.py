"""How those of an organisation are named in a mail, and whom else to tell there."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from contracts.audience import RECIPIENTS, Person, one_for_each_address
from contracts.events.register import Role

#: Of those whom the register need not know, as roles of a mail.
OWNER = "action_owner"
EXECUTIVE = "executive"

ROLE_NAMES = {
    Role.SPECIALIST: "patient safety specialist",
    Role.DEPUTY: "deputy patient safety specialist",
    Role.SHARED_MAILBOX: "monitored shared mailbox",
    Role.ICB_LEAD: "ICB lead",
}
_SAID_ROLES = {role.value: name for role, name in ROLE_NAMES.items()}


def colleagues(reader: Person, recipients: Sequence[Person]) -> str:
    """Who else of the organisation got the mail, by role; nobody's name is told to others."""
    return _also_went_to(tuple(one.role for one in recipients if one.person_id != reader.person_id))


def role_name(role: str) -> str:
    """As a mail says it, of those too whom the register need not know."""
    return _SAID_ROLES.get(role) or role.replace("_", " ")


def specialists(staff: Iterable[Person]) -> tuple[Person, ...]:
    """Whom what a partner says should reach: specialists and deputies, else the shared mailbox."""
    people = list(staff)
    for roles in ((Role.SPECIALIST, Role.DEPUTY), (Role.SHARED_MAILBOX,)):
        if found := one_for_each_address(people, roles)[0]:
            return found
    return ()


def instead(staff: Iterable[Person], unreached: Collection[str]) -> tuple[Person, ...]:
    """Who else can see to an alert, else who can name somebody; `unreached` are folded addresses."""
    reached = [person for person in staff if person.email.casefold() not in unreached]
    for roles in ((*RECIPIENTS, Role.ICB_LEAD), (Role.EXECUTIVE_LEAD,)):
        if found := one_for_each_address(reached, roles)[0]:
            return found
    return ()


# Thousands of organisations have the same few roles.
@lru_cache(maxsize=1000)
def _also_went_to(others: Sequence[Role]) -> str:
    if not others:
        return "Nobody else of your organisation got this mail."
    counted = [_counted(role, others.count(role)) for role in ROLE_NAMES if role in others]
    return f"Of your organisation, this mail also went to {_listed(counted)}."


def _counted(role: Role, count: int) -> str:
    name = ROLE_NAMES[role]
    if count == 1:
        return f"one {name}"
    return f"{count} {name}es" if name.endswith("x") else f"{count} {name}s"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
