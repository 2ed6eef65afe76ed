"""The gap list: where an alert would reach nobody, or only one, or perhaps the wrong person."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.directory.domain.organisations import Organisation

#: Regions watch, and probes only get heartbeats; they have no specialists.
NOT_ANSWERING = ("region", "probe")


@dataclass(frozen=True)
class Staffing:
    """Who is registered for one organisation and has not left."""

    organisation: Organisation
    specialists: int
    #: Deputies and shared mailboxes, who read while a specialist is away.
    stand_ins: int
    people: int
    #: Of these, mails come back.
    specialists_bouncing: int = 0
    stand_ins_bouncing: int = 0
    #: Names and telephones of those who can name a specialist.
    executive_leads: tuple[str, ...] = ()
    #: Specialists who said, or of whom it was said, that mail reaches them.
    specialists_verified: int = 0
    #: People of whom nobody has said where they belong, should it have closed.
    to_be_moved: int = 0

    @property
    def specialists_reached(self) -> int:
        return self.specialists - self.specialists_bouncing

    @property
    def stand_ins_reached(self) -> int:
        return self.stand_ins - self.stand_ins_bouncing


@dataclass(frozen=True)
class Gaps:
    """Each in the order it was given."""

    nobody: tuple[Staffing, ...]
    #: Specialists are registered, and every mail to them comes back.
    unreached: tuple[Staffing, ...]
    only_one: tuple[Staffing, ...]
    #: Specialists are registered, and of none it is known that mail reaches them.
    unverified: tuple[Staffing, ...]
    #: People stay registered when their organisation closes: somebody must see to where they belong now.
    left_behind: tuple[Staffing, ...]


def gaps(staffed: Iterable[Staffing]) -> Gaps:
    """Sort organisations by what they lack; most lack nothing."""
    staffed = list(staffed)
    answering = [
        each
        for each in staffed
        if each.organisation.active and each.organisation.organisation_type not in NOT_ANSWERING
    ]
    return Gaps(
        nobody=tuple(each for each in answering if not each.specialists),
        unreached=tuple(each for each in answering if each.specialists and not each.specialists_reached),
        only_one=tuple(
            each for each in answering if each.specialists_reached == 1 and not each.stand_ins_reached
        ),
        unverified=tuple(each for each in answering if each.specialists and not each.specialists_verified),
        left_behind=tuple(each for each in staffed if each.to_be_moved and _has_closed(each.organisation)),
    )


def _has_closed(organisation: Organisation) -> bool:
    return not organisation.active and (organisation.said_closed or organisation.closed_on is not None)
