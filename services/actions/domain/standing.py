"""Where one organisation stands with one alert, for one person who came by their link."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from contracts.events.actions import ActionState, ActionWork, Progress, ResponseStatus
from contracts.events.alerts import Action, AlertEnded, AlertIssued
from contracts.events.register import Role
from services.actions.domain.answers import Answer
from services.actions.domain.assignments import Assignment
from services.actions.domain.cas import CasAnswer
from services.actions.domain.moves import Move
from services.actions.domain.progress import Tally, counted
from services.actions.domain.recording import Record
from services.actions.domain.sign_off import SignOffRequest
from services.actions.domain.status import progress_at

#: They see how far their organisation is; answering is for those who act for it.
READERS = frozenset({Role.PARTNER, Role.AUDITOR, Role.OPERATOR, Role.REGISTER_KEEPER})
#: Where they differ from the register's own.
ROLE_WORDS = {
    Role.SPECIALIST: "patient safety specialist",
    Role.DEPUTY: "deputy patient safety specialist",
    Role.ICB_LEAD: "ICB lead",
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """A registration as the register last told it."""

    person_id: UUID
    ods_code: str | None
    role: Role
    name: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """The organisation's first, of the newest version that was acknowledged."""

    version: int
    by: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class BlockingQuestion:
    """The organisation asked it, and cannot complete before it is answered."""

    question_id: UUID
    question: str
    asked_at: datetime


@dataclass(frozen=True)
class SentInError:
    """The alert should not have come to the organisation."""

    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All that is known here; what has not arrived yet is None."""

    ods_code: str
    #: Every version that arrived, oldest first.
    versions: tuple[AlertIssued, ...]
    organisation: str | None
    person: Person | None
    must_respond: bool | None
    acknowledge_by: datetime | None
    acknowledgement: Acknowledgement | None
    #: Everything ever recorded, oldest first.
    records: tuple[Record, ...]
    #: Every step of the response, oldest first.
    moves: tuple[Move, ...] = ()
    #: Every request for a sign-off, oldest first.
    requests: tuple[SignOffRequest, ...] = ()
    #: Those that are still open.
    blocking: tuple[BlockingQuestion, ...] = ()
    #: Oldest first; the last one counts.
    cas: tuple[CasAnswer, ...] = ()
    #: Everybody who was ever asked to do an action, oldest first.
    assignments: tuple[Assignment, ...] = ()
    #: From then on nothing is recorded, whatever was left to do.
    ended: AlertEnded | None = None
    #: As little is recorded by whoever got the alert in error.
    sent_in_error: SentInError | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is asked any more, and nothing can be recorded."""
        return self.ended is not None or self.sent_in_error is not None

    @property
    def alert(self) -> AlertIssued:
        """The newest version; only an admitted standing has one."""
        return self.versions[-1]

    @cached_property
    def tally(self) -> Tally:
        """The actions of the newest version, counted."""
        numbers = [action.number for action in self.alert.actions]
        blocked = sum(self.work_of(number) is ActionWork.BLOCKED for number in numbers)
        return counted(map(self.state_of, numbers), blocked)

    @property
    def status(self) -> ResponseStatus:
        """Where the last move led; before the first, whether the newest version is acknowledged."""
        if self.moves:
            return self.moves[-1].status
        return ResponseStatus.ACKNOWLEDGED if self.is_acknowledged() else ResponseStatus.WAITING

    @property
    def label(self) -> str:
        """The organisation as people know it, with its code."""
        return f"{self.organisation} ({self.ods_code})" if self.organisation else self.ods_code

    def name_of(self, who: UUID) -> str | None:
        """Of the person whose link it is, or of an owner of an action, as far as it is known."""
        if self.person and self.person.person_id == who:
            return self.person.name
        return next((one.owner_name for one in self.assignments if one.assignment_id == who), None)

    @property
    def progress(self) -> Progress:
        """The status for those who only count."""
        return progress_at(self.status)

    @property
    def revision(self) -> int:
        """How many moves there are; a form that was shown with another number is stale."""
        return self.moves[-1].revision if self.moves else 0

    @property
    def waiting_request(self) -> SignOffRequest | None:
        """The one that an executive has not settled; of several requests only the newest can wait."""
        newest = self.requests[-1] if self.requests else None
        return newest if newest and newest.settlement is None else None

    def has_other_actions(self) -> bool:
        """Whether the newest version has other actions than the one that the last move was made with."""
        since = self.moves[-1].version if self.moves else self.alert.version
        then = next((alert for alert in self.versions if alert.version == since), self.alert)
        return then.actions != self.alert.actions

    def is_acknowledged(self) -> bool:
        """A new version is acknowledged anew."""
        given = self.acknowledgement
        return given is not None and given.version == self.alert.version

    def next_number(self) -> int | None:
        """The first action that is outstanding."""
        numbers = (action.number for action in self.alert.actions)
        return next((n for n in numbers if self.state_of(n) is ActionState.OUTSTANDING), None)

    def records_of(self, number: int) -> tuple[Record, ...]:
        """What was recorded for one action, oldest first."""
        return tuple(record for record in self.records if record.number == number)

    def newest_of(self, number: int) -> Record | None:
        """The record that counts."""
        return next((record for record in reversed(self.records) if record.number == number), None)

    def answer_of(self, number: int) -> Answer | None:
        """The answer that counts; an action that reads differently now is asked again."""
        newest = self.newest_of(number)
        return newest.answer if newest and not self.read_differently(newest) else None

    def state_of(self, number: int) -> ActionState:
        """Outstanding until somebody says otherwise of the action as it reads now."""
        answer = self.answer_of(number)
        return answer.state if answer else ActionState.OUTSTANDING

    def work_of(self, number: int) -> ActionWork | None:
        """How far the work is; None while nobody has said, and when the action does not apply."""
        answer = self.answer_of(number)
        return answer.work if answer else None

    def read_differently(self, record: Record) -> bool:
        """Whether the action had other words when it was answered."""
        return self.was_reworded(record.number, record.version)

    def was_reworded(self, number: int, version: int) -> bool:
        """Whether an action has had other words since a version."""
        return self._worded(number, version) != self._worded(number, self.alert.version)

    def action(self, number: int) -> Action | None:
        """As the newest version has it, if it does."""
        return self._worded(number, self.alert.version)

    def assignments_of(self, number: int) -> tuple[Assignment, ...]:
        """Who was asked to do one action, oldest first."""
        return tuple(one for one in self.assignments if one.number == number)

    @property
    def complete_by(self) -> date | None:
        """The alert's own day, where the organisation has to act."""
        return None if self.must_respond is False else self.alert.deadlines.complete_by

    def no_longer_there(self) -> tuple[Record, ...]:
        """Records of actions that the newest version does not have."""
        numbers = {action.number for action in self.alert.actions}
        return tuple(record for record in self.records if record.number not in numbers)

    def _worded(self, number: int, version: int) -> Action | None:
        alert = next((alert for alert in self.versions if alert.version == version), None)
        return next((action for action in alert.actions if action.number == number), None) if alert else None


class Admission(StrEnum):
    """Whether the holder of a genuine link is shown the page."""

    ADMITTED = "admitted"
    ALERT_NOT_ARRIVED = "alert not arrived"
    PERSON_NOT_ARRIVED = "person not arrived"
    NO_LONGER_REGISTERED = "no longer registered"


def admission(standing: Standing, version: int) -> Admission:
    """`version` is the one the link was made for."""
    if standing.person is None:
        return Admission.PERSON_NOT_ARRIVED
    if not standing.person.active or standing.person.ods_code != standing.ods_code:
        return Admission.NO_LONGER_REGISTERED
    if not standing.versions or standing.alert.version < version:
        return Admission.ALERT_NOT_ARRIVED
    return Admission.ADMITTED


def may_record(person: Person | None) -> bool:
    """Whether they may answer for their organisation."""
    return person is not None and person.role not in READERS


def may_answer(standing: Standing) -> bool:
    """Whether they may, and there is still anything to answer."""
    return not standing.is_over and may_record(standing.person)


def names_people(person: Person | None) -> bool:
    """A patient safety partner sees how far their organisation is, and no names of its staff."""
    return person is None or person.role is not Role.PARTNER
