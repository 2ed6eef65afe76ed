"""Said by actions: what an organisation recorded for each numbered action, and how far it is."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.envelope import EventData
from contracts.events.alerts import Reference
from contracts.wording import Code, Line, Prose

Count = Annotated[int, Field(ge=0)]


class ActionState(StrEnum):
    OUTSTANDING = "outstanding"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


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

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"
