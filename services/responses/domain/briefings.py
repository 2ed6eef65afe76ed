"""The briefing of an alert: which of its versions tells of it, and who comes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from contracts.events.alerts import AlertIssued, AlertOutcome, Briefing
from contracts.events.responses import Attendance
from services.responses.domain.forms import Outcome, Patience, SentForm, trouble_of
from services.responses.domain.links import Link

ATTENDANCE_WORDS: Mapping[Attendance, str] = {
    Attendance.WILL_ATTEND: "I will attend",
    Attendance.WILL_NOT_ATTEND: "I will not attend",
    Attendance.ATTENDED: "I attended",
}


class Announced(NamedTuple):
    """A briefing with the version that told of it last; `is_off` where there is none for the reader."""

    alert: AlertIssued
    briefing: Briefing
    is_off: bool


class Coming(NamedTuple):
    """How many people said what about the briefing of one alert."""

    reference: str
    will_attend: int
    will_not_attend: int
    attended: int


def announced(versions: Iterable[AlertIssued], link: Link) -> Announced | None:
    """As the newest version has it; none where that has no briefing."""
    newest = max(versions, key=lambda alert: alert.version, default=link.alert)
    if newest.briefing is None:
        return None
    stands = link.ended is None or link.ended.outcome is AlertOutcome.CLOSED
    is_theirs = link.left_out_of is None and link.sent_in_error is None
    is_off = newest.briefing.cancelled or not (stands and is_theirs)
    return Announced(newest, newest.briefing, is_off)


def noting_trouble(
    link: Link, form: SentForm, told: Announced | None, chosen: Sequence[str], patience: Patience
) -> Outcome | None:
    """Why the form does not count; one choice is a person's, several are a machine's."""
    if trouble := trouble_of(link, form, patience):
        return trouble
    if told is None or told.is_off:
        return Outcome.NO_BRIEFING
    return None if is_one(chosen) else Outcome.NOTHING_CHOSEN


def is_one(chosen: Sequence[str]) -> bool:
    """Whether it says of one kind of attendance, and no more."""
    return len(chosen) == 1 and chosen[0] in {*Attendance}
