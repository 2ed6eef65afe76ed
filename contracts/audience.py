"""Whom an alert is for, by the register as its hearer knows it: every hearer reads the audience alike."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from contracts.events.alerts import AlertIssued, AudienceCorrected, AudienceGroup
from contracts.events.register import Absence, Role

#: In the order in which they are mailed; of two rows with one address, the first gets the mail.
RECIPIENTS = (Role.SPECIALIST, Role.DEPUTY, Role.SHARED_MAILBOX)
ICB = "icb"
#: Regions watch; they are an audience only when an alert names them.
REGION = "region"


@dataclass(frozen=True, slots=True)
class Organisation:
    ods_code: str
    name: str
    organisation_type: str
    sector: str | None
    region_code: str | None
    icb_code: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Person:
    person_id: UUID
    ods_code: str | None
    role: Role
    name: str
    email: str
    active: bool
    absences: tuple[Absence, ...] = ()

    def is_away(self, day: date) -> bool:
        return any(absence.covers(day) for absence in self.absences)


class SkipReason(StrEnum):
    SAME_ADDRESS = "same address"


@dataclass(frozen=True, slots=True)
class Skipped:
    person_id: UUID
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Addressed:
    """An organisation the alert is for; without recipients it is a gap.

    One that is not active was named by its code, and nothing but that is known of it.
    """

    organisation: Organisation
    must_respond: bool
    recipients: tuple[Person, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Corrections:
    """What was corrected of an alert's audience after its issue; each code stands in one of them."""

    must_respond: frozenset[str] = frozenset()
    for_information: frozenset[str] = frozenset()
    sent_in_error: frozenset[str] = frozenset()


UNCORRECTED = Corrections()


def in_force(said: Iterable[AudienceCorrected]) -> Corrections:
    """Of several about one organisation the one with the highest number."""
    last: dict[str, str] = {}
    for one in sorted(said, key=lambda one: one.number):
        for part in ("must_respond", "for_information", "sent_in_error"):
            last |= dict.fromkeys(getattr(one, part), part)
    return Corrections(
        *(
            frozenset(code for code, its in last.items() if its == part)
            for part in ("must_respond", "for_information", "sent_in_error")
        )
    )


def audience(
    alert: AlertIssued,
    organisations: Iterable[Organisation],
    people: Iterable[Person],
    corrections: Corrections = UNCORRECTED,
) -> tuple[Addressed, ...]:
    """Every active organisation the alert is for, in the order of codes, with whom to mail there.

    A code the alert names that no active organisation has is a gap too: whoever named it must see that.
    """
    staff = _by_organisation(people)
    active = {known.ods_code: known for known in organisations if known.active}
    must_respond = Group(alert.audience.must_respond, corrections.must_respond)
    told = Group(alert.audience.for_information, corrections.for_information)
    known = [
        Addressed(one, one in must_respond, *_recipients(one, staff[one.ods_code]))
        for one in active.values()
        if (one in must_respond or one in told) and one.ods_code not in corrections.sent_in_error
    ]
    unknown = _unknown(alert, active, corrections)
    return tuple(sorted((*known, *unknown), key=lambda one: one.organisation.ods_code))


class Group:
    """The rule that AudienceGroup states, and that a region has to be named."""

    def __init__(self, group: AudienceGroup, added: Collection[str] = ()) -> None:
        """Thousands of organisations are looked up in it, and it may name as many."""
        self._named = frozenset((*group.organisations, *added))
        lists: dict[str, Collection[str]] = {
            "organisation_type": group.organisation_types,
            "sector": group.sectors,
            "region_code": group.regions,
            "icb_code": group.icbs,
        }
        self._given = {name: frozenset(codes) for name, codes in lists.items() if codes}

    def __contains__(self, organisation: Organisation) -> bool:
        if organisation.ods_code in self._named:
            return True
        if not self._given or organisation.organisation_type == REGION:
            return False
        return all(getattr(organisation, name) in codes for name, codes in self._given.items())


def one_for_each_address(
    staff: Iterable[Person], roles: Sequence[Role]
) -> tuple[tuple[Person, ...], tuple[Skipped, ...]]:
    """Who of these roles is mailed, in the order of roles, and who shares an address with one of them."""
    told = [person for person in staff if person.role in roles]
    told.sort(key=lambda person: (roles.index(person.role), person.person_id))
    first = {person.email.casefold(): person for person in reversed(told)}
    return tuple(p for p in told if first[p.email.casefold()] is p), tuple(_repeated(told, first))


def _unknown(alert: AlertIssued, active: Collection[str], corrections: Corrections) -> Iterator[Addressed]:
    must_respond = set(alert.audience.must_respond.organisations) | corrections.must_respond
    told = set(alert.audience.for_information.organisations) | corrections.for_information
    for code in (must_respond | told) - corrections.sent_in_error - set(active):
        nothing_known = Organisation(code, code, "", None, None, None, active=False)
        yield Addressed(nothing_known, code in must_respond, (), ())


def _by_organisation(people: Iterable[Person]) -> defaultdict[str, list[Person]]:
    found: defaultdict[str, list[Person]] = defaultdict(list)
    for person in people:
        if person.active and person.ods_code:
            found[person.ods_code].append(person)
    return found


def _recipients(
    organisation: Organisation, staff: Iterable[Person]
) -> tuple[tuple[Person, ...], tuple[Skipped, ...]]:
    roles = (*RECIPIENTS, Role.ICB_LEAD) if organisation.organisation_type == ICB else RECIPIENTS
    return one_for_each_address(staff, roles)


def _repeated(told: Iterable[Person], first: dict[str, Person]) -> Iterator[Skipped]:
    for person in told:
        if first[person.email.casefold()] is not person:
            yield Skipped(person.person_id, SkipReason.SAME_ADDRESS)
