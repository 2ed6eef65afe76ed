"""Said by responses: what people answered through their links, and what they asked."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.envelope import EventData
from contracts.events.alerts import Reference
from contracts.events.register import Role
from contracts.wording import Code, Prose

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
