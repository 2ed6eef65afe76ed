"""Who would get an alert that is not issued yet, counted as the national team asks for it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.audience import Addressed, Person
from services.distribution.domain.bounces import folded

NOT_STATED = "Not stated"


@dataclass(frozen=True, slots=True)
class Count:
    """Of one region, type or class; `gaps` are organisations with nobody to mail."""

    label: str
    organisations: int
    people: int
    gaps: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """Whom an earlier alert or version went to, by organisation."""

    reference: str
    version: int
    recipients: Mapping[str, frozenset[UUID]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Beside an earlier audience; codes of organisations."""

    earlier: Frozen
    joined: tuple[str, ...]
    left: tuple[str, ...]
    people_joined: int
    people_left: int

    @property
    def is_none(self) -> bool:
        return not (self.joined or self.left or self.people_joined or self.people_left)


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what freezing this audience now would write down."""

    addressed: tuple[Addressed, ...]
    #: Addresses that mails come back from, folded.
    bouncing: frozenset[str]

    @property
    def total(self) -> Count:
        return _count("All", self.addressed)

    @property
    def classes(self) -> tuple[Count, Count]:
        """Those who must respond, and those who are only told."""
        return (
            _count("Must respond", [one for one in self.addressed if one.must_respond]),
            _count("For information", [one for one in self.addressed if not one.must_respond]),
        )

    @property
    def gaps(self) -> tuple[Addressed, ...]:
        """Organisations that would get nothing, those who must respond first."""
        found = (one for one in self.addressed if not one.recipients)
        return tuple(sorted(found, key=lambda one: (not one.must_respond, one.organisation.ods_code)))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Codes that the alert names and no open organisation has."""
        return tuple(one.organisation.ods_code for one in self.addressed if not one.organisation.active)

    @property
    def coming_back(self) -> tuple[tuple[Addressed, Person], ...]:
        """Recipients whose mails come back."""
        return tuple((one, person) for one, person in self.people() if self.comes_back(person))

    def comes_back(self, person: Person) -> bool:
        """Whether mails to this person's address do."""
        return folded(person.email) in self.bouncing

    def people(self) -> Iterator[tuple[Addressed, Person]]:
        """Each mail that would be sent."""
        for one in self.addressed:
            for person in one.recipients:
                yield one, person

    def by_region(self) -> list[Count]:
        return _by(self.addressed, lambda one: one.organisation.region_code)

    def by_type(self) -> list[Count]:
        return _by(self.addressed, lambda one: one.organisation.organisation_type)

    def beside(self, earlier: Frozen) -> Difference:
        """What is different from whom an earlier alert went to."""
        now = {one.organisation.ods_code: _ids(one.recipients) for one in self.addressed}
        before = earlier.recipients
        everybody_now, everybody_before = _united(now.values()), _united(before.values())
        return Difference(
            earlier=earlier,
            joined=tuple(sorted(now.keys() - before.keys())),
            left=tuple(sorted(before.keys() - now.keys())),
            people_joined=len(everybody_now - everybody_before),
            people_left=len(everybody_before - everybody_now),
        )


def _ids(people: Iterable[Person]) -> frozenset[UUID]:
    return frozenset(person.person_id for person in people)


def _united(sets: Collection[frozenset[UUID]]) -> frozenset[UUID]:
    return frozenset().union(*sets)


def _by(addressed: Sequence[Addressed], key: Callable[[Addressed], str | None]) -> list[Count]:
    """Largest first."""
    labels = Counter(key(one) or NOT_STATED for one in addressed)
    return [
        _count(label, [one for one in addressed if (key(one) or NOT_STATED) == label])
        for label, _ in sorted(labels.items(), key=lambda item: (-item[1], item[0]))
    ]


def _count(label: str, addressed: Sequence[Addressed]) -> Count:
    return Count(
        label=label,
        organisations=len(addressed),
        people=sum(len(one.recipients) for one in addressed),
        gaps=sum(not one.recipients for one in addressed),
    )
