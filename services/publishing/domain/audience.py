"""Whom a draft goes to: as it stood when somebody approved it, as it stands now, and what is different."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contracts.audience import Addressed
from services.publishing.domain.issue import digest
from services.publishing.domain.orders import Order, Refusal
from services.publishing.domain.people import CLOCK
from services.publishing.domain.proposals import Step

#: Enough to see that an address is another one; the address itself is not kept a second time.
TRACE_LENGTH = 12
LOOK_AGAIN = "Look at what changed below, and tick that you have seen it."


@dataclass(frozen=True, slots=True)
class Addressee:
    """One organisation of an audience; `people` are registrations, each with a trace of its address."""

    must_respond: bool
    is_open: bool
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """Of one class; `gaps` are organisations with nobody to mail."""

    label: str
    organisations: int
    people: int
    gaps: int


@dataclass(frozen=True)
class Snapshot:
    """An audience as it stood at one moment."""

    organisations: Mapping[str, Addressee]

    @classmethod
    def of(cls, addressed: Iterable[Addressed]) -> "Snapshot":
        """By the very rule that freezes an audience when the alert is issued."""
        return cls(
            {
                one.organisation.ods_code: Addressee(
                    one.must_respond,
                    one.organisation.active,
                    {str(person.person_id): _trace(person.email) for person in one.recipients},
                )
                for one in addressed
            }
        )

    @property
    def digest(self) -> str:
        """Equal for the same organisations, asked the same, with the same people at the same addresses."""
        return digest(self.to_json())

    @property
    def counts(self) -> tuple[Count, Count, Count]:
        """Those who must respond, those who are only told, and all."""
        every = list(self.organisations.values())
        return (
            _count("Must respond", [one for one in every if one.must_respond]),
            _count("For information", [one for one in every if not one.must_respond]),
            _count("All", every),
        )

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            code: {"must_respond": one.must_respond, "is_open": one.is_open, "people": dict(one.people)}
            for code, one in self.organisations.items()
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Snapshot":
        """What `to_json` gave."""
        return cls({code: Addressee(**one) for code, one in kept.items()})


#: A registration at an organisation.
Registered = tuple[str, str]


@dataclass(frozen=True)
class Comparison:
    """What became of an audience; codes of organisations, and registrations with theirs."""

    before: Snapshot
    now: Snapshot
    joined: tuple[str, ...]
    closed: tuple[str, ...]
    left: tuple[str, ...]
    #: Still among them, and asked something else than before.
    asked_otherwise: tuple[str, ...]
    gained: tuple[Registered, ...]
    lost: tuple[Registered, ...]
    readdressed: tuple[Registered, ...]

    @property
    def is_none(self) -> bool:
        return self.before.digest == self.now.digest

    def codes(self) -> set[str]:
        """Every organisation that is named in it."""
        people = (*self.gained, *self.lost, *self.readdressed)
        return {*self.joined, *self.closed, *self.left, *self.asked_otherwise, *(code for code, _ in people)}

    def people(self) -> set[str]:
        """Every registration that is named in it."""
        return {person for _, person in (*self.gained, *self.lost, *self.readdressed)}

    def in_words(self) -> str:
        """One sentence, for the history."""
        said = [
            f"{len(found)} {words if len(found) != 1 else one}"
            for found, one, words in (
                (self.joined, "organisation more", "organisations more"),
                (self.closed, "organisation closed", "organisations closed"),
                (self.left, "organisation fewer", "organisations fewer"),
                (self.asked_otherwise, "organisation asked otherwise", "organisations asked otherwise"),
                (self.gained, "person more", "people more"),
                (self.lost, "person fewer", "people fewer"),
                (self.readdressed, "person with another address", "people with another address"),
            )
            if found
        ]
        return f"Whom it goes to has changed since it was approved: {', '.join(said)}." if said else ""

    def details(self) -> dict[str, int | list[str]]:
        """For the audit: codes and counts, and nobody's name."""
        _, _, total = self.now.counts
        return {
            "organisations": total.organisations,
            "people": total.people,
            "gaps": total.gaps,
            "organisations_joined": [*self.joined],
            "organisations_closed": [*self.closed],
            "organisations_left": [*self.left],
            "organisations_asked_otherwise": [*self.asked_otherwise],
            "people_gained": [person for _, person in self.gained],
            "people_lost": [person for _, person in self.lost],
            "people_readdressed": [person for _, person in self.readdressed],
        }


def compared(before: Snapshot, now: Snapshot, closed: Collection[str] = ()) -> Comparison:
    """`closed` are the codes that have closed; any other is merely not among them any more."""
    was, known = before.organisations, now.organisations
    shut = {code for code, one in was.items() if one.is_open and _has_closed(code, known, closed)}
    both = was.keys() & known.keys()
    people_before, people_now = dict(_people(was)), dict(_people(known))
    return Comparison(
        before=before,
        now=now,
        joined=tuple(sorted(known.keys() - was.keys())),
        closed=tuple(sorted(shut)),
        left=tuple(sorted(was.keys() - known.keys() - shut)),
        asked_otherwise=tuple(
            sorted(code for code in both if was[code].must_respond != known[code].must_respond)
        ),
        gained=tuple(sorted(people_now.keys() - people_before.keys())),
        lost=tuple(sorted(people_before.keys() - people_now.keys())),
        readdressed=tuple(
            sorted(
                one
                for one in people_now.keys() & people_before.keys()
                if people_now[one] != people_before[one]
            )
        ),
    )


@dataclass(frozen=True)
class Look:
    """What somebody sees of it: the audience now, and what changed since it was approved, if it was."""

    now: Snapshot
    since_approval: Comparison | None = None
    approved_at: datetime | None = None
    #: False while the register has not been heard: then nobody knows whom it goes to.
    is_known: bool = True
    #: Of organisations, by their codes.
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        return self.since_approval is not None and not self.since_approval.is_none


def unseen(look: Look, order: Order) -> Refusal | None:
    """Why a step is not taken by somebody who has not seen whom it goes to now; the clock sees nothing."""
    if order.by == CLOCK:
        return None
    if order.step is Step.APPROVED and order.audience != look.now.digest:
        return Refusal(
            "Whom it would go to has changed since you loaded the page",
            "Look at the numbers below, then approve it or return it.",
            at="audience",
        )
    if order.step in (Step.ISSUED, Step.SCHEDULED) and look.is_changed and order.seen != look.now.digest:
        return Refusal("Whom it goes to has changed since it was approved", LOOK_AGAIN, at="seen")
    return None


def _has_closed(code: str, known: Mapping[str, Addressee], closed: Collection[str]) -> bool:
    return not known[code].is_open if code in known else code in closed


def _people(organisations: Mapping[str, Addressee]) -> Iterator[tuple[Registered, str]]:
    for code, one in organisations.items():
        for person, trace in one.people.items():
            yield (code, person), trace


def _trace(address: str) -> str:
    return hashlib.sha256(address.casefold().encode()).hexdigest()[:TRACE_LENGTH]


def _count(label: str, found: Sequence[Addressee]) -> Count:
    return Count(
        label=label,
        organisations=len(found),
        people=sum(len(one.people) for one in found),
        gaps=sum(not one.people for one in found),
    )
