"""One round of chasing: whoever is to be asked about several organisations or alerts gets one mail a day.

A person is an address: somebody who is registered twice reads one mailbox.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from contracts.audience import Organisation, Person
from contracts.events.register import Role
from services.distribution.domain.chasing import Deadline, Rung

#: ICB leads get the alerts of their own board as specialists do.
STAFF = (Role.SPECIALIST, Role.DEPUTY, Role.ICB_LEAD)
_RUNGS, _DEADLINES = tuple(Rung), tuple(Deadline)
_CHASES = UUID("5a0e3c0a-1c51-4c43-9a0f-5a5c6f1a9b3e")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One organisation that has not answered one thing, and who is asked about it."""

    reference: str
    version: int
    ods_code: str
    deadline: Deadline
    by: datetime
    rung: Rung
    #: An exercise is not.
    is_real: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """An item, with the registration by which somebody is told of it."""

    person: Person
    item: Item


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one address is told on one day, what is longest due first."""

    chase_id: UUID
    told: tuple[Told, ...]

    @property
    def reader(self) -> Person:
        """Named by the registration that comes first on the ladder."""
        return min(self.told, key=lambda one: _RUNGS.index(one.item.rung)).person

    @property
    def is_real(self) -> bool:
        return any(one.item.is_real for one in self.told)


@dataclass(frozen=True)
class Register:
    """Who is there to be asked, as the register stands on the day of the round."""

    organisations: Mapping[str, Organisation]
    people: Mapping[str, Sequence[Person]]

    @classmethod
    def of(cls, organisations: Iterable[Organisation], people: Iterable[Person]) -> "Register":
        staff: defaultdict[str, list[Person]] = defaultdict(list)
        for person in sorted(people, key=lambda one: one.person_id):
            if person.active and person.ods_code:
                staff[person.ods_code].append(person)
        return cls({one.ods_code: one for one in organisations}, dict(staff))

    def at(self, ods_code: str | None, *roles: Role) -> tuple[Person, ...]:
        return tuple(one for one in self.people.get(ods_code or "", ()) if one.role in roles)


def digests(items: Iterable[Item], register: Register, today: date) -> tuple[Digest, ...]:
    """One for each address; an item that nobody is there for is in none."""
    gathered: defaultdict[str, dict[Item, Told]] = defaultdict(dict)
    for item in items:
        for person in readers(item.rung, item.ods_code, register, today):
            gathered[person.email.casefold()].setdefault(item, Told(person, item))
    return tuple(
        Digest(chase_id(address, today), tuple(sorted(told.values(), key=_longest_due)))
        for address, told in sorted(gathered.items())
    )


def with_unsent(planned: Iterable[Digest], unsent: Mapping[UUID, Sequence[Told]]) -> tuple[Digest, ...]:
    """What older mails to the same address still have to ask is asked by today's, or there would be two.

    `unsent` has it by the id of today's mail, whether or not there is another reason for one.
    """
    told: defaultdict[UUID, set[Told]] = defaultdict(set)
    for one in planned:
        told[one.chase_id].update(one.told)
    for chase, older in unsent.items():
        told[chase].update(older)
    return tuple(Digest(chase, tuple(sorted(told[chase], key=_longest_due))) for chase in told if told[chase])


def to_take_up(addresses: Iterable[str], planned: Iterable[Digest], today: date) -> set[str]:
    """Of the addresses of mails that have not left, those that would get two today."""
    mailed = {digest.chase_id for digest in planned}
    waiting = Counter(address.casefold() for address in addresses)
    return {one for one, mails in waiting.items() if mails > 1 or chase_id(one, today) in mailed}


def readers(rung: Rung, ods_code: str, register: Register, today: date) -> tuple[Person, ...]:
    """Who is asked about an organisation; mail of those who are away goes to whoever stands in."""
    if rung is Rung.MAILBOX:
        return register.at(ods_code, Role.SHARED_MAILBOX)
    if rung is Rung.EXECUTIVE:
        return _present_or_all(register.at(ods_code, Role.EXECUTIVE_LEAD), today)
    if rung is Rung.REGION:
        organisation = register.organisations.get(ods_code)
        region = organisation.region_code if organisation else None
        return _present_or_all(register.at(region, Role.REGIONAL_LEAD), today)
    return _staff(ods_code, register, today)


def chase_id(address: str, day: date) -> UUID:
    """There is only one for a person and a day."""
    return uuid5(_CHASES, f"{address.casefold()}/{day}")


def _staff(ods_code: str, register: Register, today: date) -> tuple[Person, ...]:
    """Of those away, the deputies take over, else the shared mailbox, else they are mailed all the same."""
    staff = register.at(ods_code, *STAFF)
    present = tuple(one for one in staff if not one.is_away(today))
    if len(present) == len(staff) or any(one.role is Role.DEPUTY for one in present):
        return present
    mailbox = register.at(ods_code, Role.SHARED_MAILBOX)
    return (*present, *mailbox) if mailbox else staff


def _present_or_all(people: tuple[Person, ...], today: date) -> tuple[Person, ...]:
    return tuple(one for one in people if not one.is_away(today)) or people


def _longest_due(told: Told) -> tuple[object, ...]:
    item = told.item
    order = _DEADLINES.index(item.deadline), _RUNGS.index(item.rung)
    return (not item.is_real, item.by, item.reference, item.ods_code, *order)
