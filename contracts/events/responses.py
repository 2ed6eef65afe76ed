"""Said by responses: what people answered through their links, and what they asked."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.envelope import EventData
from contracts.events.alerts import Reference
from contracts.events.register import Role
from contracts.wording import Code, Line, Prose

Version = Annotated[int, Field(ge=1)]


class AlertAcknowledged(EventData):
    """A person acknowledged for their organisation; the organisation's first is the one that counts."""

    event: ClassVar[str] = "alert-acknowledged"

    reference: Reference
    version: Version
    ods_code: Code
    person_id: UUID
    role: Role
    acknowledged_at: AwareDatetime
    #: False when a colleague had acknowledged for the organisation before.
    first_of_organisation: bool
    #: What speaks for a person having done it.
    delivered_at: AwareDatetime | None = None
    page_shown_at: AwareDatetime | None = None
    user_agent: Line | None = None
    #: The version that was acknowledged, where it holds for this one too; nobody pressed anything again.
    carried_from: Version | None = None

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class Doubt(StrEnum):
    """Why an acknowledgement may have been a machine's."""

    SOON_AFTER_DELIVERY = "soon_after_delivery"
    KNOWN_SCANNER = "known_scanner"
    HIDDEN_FIELD = "hidden_field"
    EVERY_LINK_OPENED = "every_link_opened"


class AcknowledgementDoubted(EventData):
    """An acknowledgement that does not count before it is confirmed; distribution asks the person by mail."""

    event: ClassVar[str] = "acknowledgement-doubted"

    doubt_id: UUID
    reference: Reference
    version: Version
    ods_code: Code
    person_id: UUID
    doubts: Annotated[tuple[Doubt, ...], Field(min_length=1)]
    sent_at: AwareDatetime
    delivered_at: AwareDatetime | None = None
    user_agent: Line | None = None

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class AcknowledgementWithdrawn(EventData):
    """A person took their acknowledgement back; the organisation's is the earliest of those that are left."""

    event: ClassVar[str] = "acknowledgement-withdrawn"

    reference: Reference
    version: Version
    ods_code: Code
    person_id: UUID
    reason: Prose
    withdrawn_at: AwareDatetime
    #: All three null when nobody of the organisation has acknowledged any more.
    first_acknowledged_at: AwareDatetime | None = None
    first_acknowledged_by: UUID | None = None
    first_acknowledged_role: Role | None = None

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class QuestionAsked(EventData):
    """A specialist asked the national team about an alert."""

    event: ClassVar[str] = "question-asked"

    question_id: UUID
    reference: Reference
    version: Version
    ods_code: Code
    person_id: UUID
    question: Prose
    asked_at: AwareDatetime
    #: The action it is about; null for the alert as a whole.
    number: Annotated[int, Field(ge=1)] | None = None
    #: The organisation cannot complete before this is answered.
    blocks_completion: bool = False

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class QuestionAnswered(EventData):
    """The national team answered; distribution mails the answer to the asker."""

    event: ClassVar[str] = "question-answered"

    question_id: UUID
    reference: Reference
    version: Version
    ods_code: Code
    person_id: UUID
    question: Prose
    answer: Prose
    answered_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class QuestionPublished(EventData):
    """A question and its answer for all recipients, without who asked; they are mailed as a digest."""

    event: ClassVar[str] = "question-published"

    question_id: UUID
    reference: Reference
    version: Version
    number: Annotated[int, Field(ge=1)] | None = None
    #: As the national team worded it for all, which may differ from how it was asked.
    question: Prose
    answer: Prose
    published_at: AwareDatetime

    def subject(self) -> str:
        return self.reference


class QuestionClosed(EventData):
    """The national team closed a question, answered or not."""

    event: ClassVar[str] = "question-closed"

    question_id: UUID
    reference: Reference
    version: Version
    ods_code: Code
    person_id: UUID
    reason: Prose | None = None
    closed_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class PartnerCommented(EventData):
    """A patient safety partner said something to the specialists of their organisation; they are mailed."""

    event: ClassVar[str] = "partner-commented"

    comment_id: UUID
    reference: Reference
    version: Version
    ods_code: Code
    person_id: UUID
    comment: Prose
    commented_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class Attendance(StrEnum):
    """What somebody says of a briefing: before it, or afterwards."""

    WILL_ATTEND = "will_attend"
    WILL_NOT_ATTEND = "will_not_attend"
    ATTENDED = "attended"


class BriefingAttendanceNoted(EventData):
    """A person said whether they come to the alert's briefing, or that they were there; the last counts."""

    event: ClassVar[str] = "briefing-attendance-noted"

    reference: Reference
    version: Version
    ods_code: Code
    person_id: UUID
    attendance: Attendance
    noted_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class RecipientDisowned(EventData):
    """Whoever opened the link said that it is not theirs, or that they no longer hold the role."""

    event: ClassVar[str] = "recipient-disowned"

    reference: Reference
    version: Version
    ods_code: Code
    person_id: UUID
    reason: Literal["not_this_person", "left_role"]
    note: Prose | None = None
    disowned_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"
