"""Said by actions: what an organisation decided, assigned, did and had signed off, and how far it is."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, EmailStr, Field

from contracts.envelope import EventData
from contracts.events.alerts import Reference
from contracts.wording import Code, Line, Prose

Count = Annotated[int, Field(ge=0)]
Version = Annotated[int, Field(ge=1)]


class ActionState(StrEnum):
    OUTSTANDING = "outstanding"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


class ActionWork(StrEnum):
    """How far the work on one action is; only `complete` makes the action done."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    COMPLETE = "complete"


class LateReason(StrEnum):
    """Why an action is late, in the reasons that trusts gave."""

    CLOSED_LATE = "closed_late"
    NATIONAL_SOLUTION = "national_solution"
    AUDIT_OUTSTANDING = "audit_outstanding"
    SUPPLIER = "supplier"
    PLAN_IN_PROGRESS = "plan_in_progress"


class Decision(StrEnum):
    """What an organisation decided about the alert as a whole."""

    ASSESSING = "assessing"
    NOT_REQUIRED = "not_required"
    REQUIRED = "required"
    REOPENED = "reopened"


class ResponseStatus(StrEnum):
    """Where an organisation's response stands."""

    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    ASSESSING = "assessing"
    NOT_REQUIRED = "not_required"
    ONGOING = "ongoing"
    AWAITING_SIGN_OFF = "awaiting_sign_off"
    COMPLETED = "completed"


class Progress(StrEnum):
    """An organisation's own progress with the actions of one alert."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"


class ActionRecorded(EventData):
    """An organisation's answer to one numbered action; it is self-certified."""

    event: ClassVar[str] = "action-recorded"

    reference: Reference
    version: Annotated[int, Field(ge=1)]
    ods_code: Code
    number: Annotated[int, Field(ge=1)]
    state: ActionState
    reason: Prose | None = None
    done_by: Line | None = None
    done_on: date | None = None
    note: Prose | None = None
    recorded_by: UUID
    recorded_at: AwareDatetime
    work: ActionWork | None = None
    #: A name or a role, as the specialist wrote it.
    owner: Line | None = None
    due_on: date | None = None
    #: Where the proof is kept: a reference or an address.
    evidence: Prose | None = None
    late_because: LateReason | None = None
    #: When it came through an owner's own link; `recorded_by` is then the same.
    assignment_id: UUID | None = None

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class OrganisationProgressed(EventData):
    """How far an organisation is with one alert."""

    event: ClassVar[str] = "organisation-progressed"
    snapshot: ClassVar[bool] = True

    reference: Reference
    version: Annotated[int, Field(ge=1)]
    ods_code: Code
    progress: Progress
    done: Count
    not_applicable: Count
    outstanding: Count
    first_action_at: AwareDatetime | None = None
    completed_at: AwareDatetime | None = None
    changed_at: AwareDatetime
    status: ResponseStatus | None = None
    #: Of those outstanding: the work on them cannot go on.
    blocked: Count = 0

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class DecisionRecorded(EventData):
    """An organisation decided whether it has to act, or took such a decision back."""

    event: ClassVar[str] = "decision-recorded"

    reference: Reference
    version: Version
    ods_code: Code
    decision: Decision
    reason: Prose | None = None
    #: Who approved that nothing has to be done; a name and a role.
    approver: Line | None = None
    decided_by: UUID
    decided_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class ActionAssigned(EventData):
    """Somebody, registered or not, was asked to do one action; distribution mails them their own link."""

    event: ClassVar[str] = "action-assigned"

    assignment_id: UUID
    reference: Reference
    version: Version
    ods_code: Code
    number: Annotated[int, Field(ge=1)]
    owner_name: Line
    owner_email: EmailStr
    due_on: date | None = None
    note: Prose | None = None
    #: A registration, or the assignment of the owner who handed it on.
    assigned_by: UUID
    assigned_by_name: Line
    assigned_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class AssignmentEnded(EventData):
    """The owner's link records nothing any more."""

    event: ClassVar[str] = "assignment-ended"

    assignment_id: UUID
    reference: Reference
    version: Version
    ods_code: Code
    number: Annotated[int, Field(ge=1)]
    outcome: Literal["revoked", "handed_on"]
    reason: Prose | None = None
    ended_by: UUID
    ended_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class SignOffRequested(EventData):
    """An executive is asked to sign that all is done; distribution mails them their own link."""

    event: ClassVar[str] = "sign-off-requested"

    request_id: UUID
    reference: Reference
    version: Version
    ods_code: Code
    executive_name: Line
    executive_title: Line | None = None
    executive_email: EmailStr
    evidence: Prose
    requested_by: UUID
    requested_by_name: Line
    requested_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class SignOffSettled(EventData):
    """The executive signed or sent it back, or the organisation took its request back."""

    event: ClassVar[str] = "sign-off-settled"

    request_id: UUID
    reference: Reference
    version: Version
    ods_code: Code
    outcome: Literal["signed", "sent_back", "withdrawn"]
    comment: Prose | None = None
    #: The self-certification as it was shown to who signed.
    statement: Prose | None = None
    #: As they wrote it; the specialist's own name when it was withdrawn.
    settled_by_name: Line
    requested_by: UUID
    settled_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class CasRecorded(EventData):
    """What the organisation says it answered on the Central Alerting System; it is not checked there."""

    event: ClassVar[str] = "cas-recorded"

    reference: Reference
    version: Version
    ods_code: Code
    #: In the words of CAS.
    cas_status: Line
    answered_on: date
    recorded_by: UUID
    recorded_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"
