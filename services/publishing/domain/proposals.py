"""What is proposed on the desk, and what it says: an alert, a later version, its end, other organisations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from services.publishing.domain.correcting import correction_document, read_correction
from services.publishing.domain.draft import Draft, Typed, draft_of_form
from services.publishing.domain.ending import OUTCOMES, ending_document, read_ending
from services.publishing.domain.faults import Fault
from services.publishing.domain.issue import digest
from services.publishing.domain.people import Person


class Kind(StrEnum):
    """What would be said if it were issued."""

    ALERT = "alert"
    VERSION = "version"
    #: A later version that differs in nothing but its deadlines.
    DEADLINES = "deadlines"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"
    CLOSE = "close"
    #: Organisations are added to an issued alert, or told that it was sent to them in error.
    CORRECT = "correct"

    @property
    def is_ending(self) -> bool:
        """Whether it says that an alert is at its end."""
        return self.value in OUTCOMES

    @property
    def is_later_version(self) -> bool:
        """Whether it follows a version that was issued."""
        return self in (Kind.VERSION, Kind.DEADLINES)

    @property
    def is_of_an_alert(self) -> bool:
        """Whether it says a whole alert, or a later version of one."""
        return self is Kind.ALERT or self.is_later_version

    @property
    def has_checklist(self) -> bool:
        """Whether it says something new, for which the criteria have to be met."""
        return self in (Kind.ALERT, Kind.VERSION)


class State(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    ISSUED = "issued"
    DISCARDED = "discarded"


class Step(StrEnum):
    """What can happen to a proposal; the history names each."""

    CREATED = "created"
    EDITED = "edited"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    #: An approval that was given counts no more.
    VOID = "void"
    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    ISSUED = "issued"
    #: The set time came, and it could not be issued.
    NOT_ISSUED = "not issued"
    COMMENTED = "commented"
    DISCARDED = "discarded"


#: What leads where; what is not here cannot happen.
LEADS_TO: Mapping[tuple[State, Step], State] = {
    (State.DRAFT, Step.EDITED): State.DRAFT,
    (State.RETURNED, Step.EDITED): State.RETURNED,
    (State.SUBMITTED, Step.EDITED): State.DRAFT,
    (State.APPROVED, Step.EDITED): State.DRAFT,
    (State.DRAFT, Step.CHECKED): State.DRAFT,
    (State.RETURNED, Step.CHECKED): State.RETURNED,
    (State.DRAFT, Step.SUBMITTED): State.SUBMITTED,
    (State.RETURNED, Step.SUBMITTED): State.SUBMITTED,
    (State.SUBMITTED, Step.RETURNED): State.RETURNED,
    (State.APPROVED, Step.RETURNED): State.RETURNED,
    (State.SUBMITTED, Step.APPROVED): State.APPROVED,
    (State.APPROVED, Step.SCHEDULED): State.APPROVED,
    (State.APPROVED, Step.UNSCHEDULED): State.APPROVED,
    (State.APPROVED, Step.NOT_ISSUED): State.APPROVED,
    (State.APPROVED, Step.ISSUED): State.ISSUED,
    **{
        (state, Step.COMMENTED): state
        for state in (State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED)
    },
    **{
        (state, Step.DISCARDED): State.DISCARDED
        for state in (State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED)
    },
}


@dataclass(frozen=True, kw_only=True)
class Approval:
    """Who approved which text."""

    digest: str
    by: Person
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A draft or a request, as it stands now; `revision` rises with every change, and tells stale forms."""

    id: UUID
    kind: Kind
    #: Of the alert it is about; of a new alert there is none but the one that is typed.
    about: str | None = None
    #: The version it would be, or the one that would end.
    version: int = 1
    state: State = State.DRAFT
    revision: int = 1
    fields: Mapping[str, Sequence[str]]
    #: By the keys of the points that are ticked, with the author's note.
    checklist: Mapping[str, str]
    #: Whoever changed anything of it, the first author first.
    editors: tuple[Person, ...]
    approval: Approval | None = None
    publish_at: datetime | None = None
    created_at: datetime
    changed_at: datetime
    #: When it came into its state.
    since: datetime

    @property
    def typed(self) -> Typed:
        """The fields of its form."""
        return Typed(self.fields)

    @property
    def reference(self) -> str:
        """Fixed once the alert exists, until then as it is typed."""
        return self.about or self.typed.one("reference")

    @property
    def headline(self) -> str:
        """What people call it."""
        return self.typed.one("short_title") or self.typed.one("title") or "Without a title yet"

    @property
    def draft(self) -> Draft:
        """What would be issued; of an ending what would be said of it."""
        if self.kind.is_ending:
            return Draft(ending_document(self.kind, self.typed, self.reference, self.version))
        if self.kind is Kind.CORRECT:
            return Draft(correction_document(self.typed, self.reference, self.version))
        document = dict(draft_of_form(self.typed).document)
        if self.kind.is_later_version:
            return Draft(document | {"reference": self.about, "version": self.version})
        document.pop("change", None)
        return Draft(document)

    @property
    def digest(self) -> str:
        """Of what would be issued: this is what is approved."""
        return digest([self.kind, self.draft.document])

    def read(self, now: datetime) -> AlertIssued | AlertEnded | AudienceCorrected | tuple[Fault, ...]:
        """What would be said now, or all that is wrong with it."""
        if self.kind.is_ending:
            return read_ending(self.draft.document, now)
        if self.kind is Kind.CORRECT:
            return read_correction(self.draft.document, now)
        told = self.draft.as_alert(now)
        if self.kind.is_later_version and not self.typed.one("change_reason"):
            missing = Fault("change.reason", "is missing", "missing")
            return (*told, missing) if isinstance(told, tuple) else (missing,)
        return told

    def was_edited_by(self, person: Person) -> bool:
        """Whether anything in it is theirs."""
        return any(person.is_same_as(editor) for editor in self.editors)

    @property
    def is_approved(self) -> bool:
        """By somebody else than all its editors, and unchanged since."""
        approval = self.approval
        return (
            self.state is State.APPROVED
            and approval is not None
            and approval.digest == self.digest
            and not self.was_edited_by(approval.by)
        )


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of a proposal's history."""

    step: Step
    by: Person
    at: datetime
    note: str = ""
    digest: str = ""
    #: The text as it was then; of those steps that other people act on.
    document: Mapping[str, Any] | None = None


def last_shown(history: Sequence[Happening], proposal: Proposal) -> Happening | None:
    """When other words than those of now were last submitted; None when there were none."""
    shown = (line for line in reversed(history) if line.step is Step.SUBMITTED and line.document)
    return next((line for line in shown if line.digest != proposal.digest), None)
