"""Said by directory: the whole state of one organisation or one person; the newest wins."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, EmailStr, Field, model_validator

from contracts.envelope import EventData
from contracts.wording import Code, Line


class Role(StrEnum):
    """What a person is registered as."""

    SPECIALIST = "specialist"
    DEPUTY = "deputy"
    SHARED_MAILBOX = "shared_mailbox"
    EXECUTIVE_LEAD = "executive_lead"
    PARTNER = "partner"
    ICB_LEAD = "icb_lead"
    REGIONAL_LEAD = "regional_lead"
    NATIONAL_AUTHOR = "national_author"
    NATIONAL_APPROVER = "national_approver"
    REGISTER_KEEPER = "register_keeper"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class OrganisationRecorded(EventData):
    """An organisation as the register knows it now. Closed ones stay; codes are never used again."""

    event: ClassVar[str] = "organisation-recorded"
    snapshot: ClassVar[bool] = True

    ods_code: Code
    name: Line
    organisation_type: Code
    sector: Code | None = None
    region_code: Code | None = None
    region_name: Line | None = None
    icb_code: Code | None = None
    active: bool = True
    opened_on: date | None = None
    closed_on: date | None = None
    successors: tuple[Code, ...] = ()

    def subject(self) -> str:
        return f"organisation/{self.ods_code}"


class Absence(BaseModel):
    """Days on which somebody is away, the first and the last among them, as days in London."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("the last day is before the first")
        return self

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


class PersonRecorded(EventData):
    """A registration: one person in one role for one organisation (none for the national team).

    Somebody registered for two organisations is two of these, and gets a mail for each.
    """

    event: ClassVar[str] = "person-recorded"
    snapshot: ClassVar[bool] = True

    person_id: UUID
    ods_code: Code | None
    role: Role
    name: Line
    email: EmailStr
    phone: Annotated[Line, Field(max_length=40)] | None = None
    active: bool = True
    #: Reminders go to whoever stands in meanwhile; alerts come all the same.
    absences: Annotated[tuple[Absence, ...], Field(max_length=20)] = ()
    #: When a keeper of the register last said that mail reaches this address.
    address_confirmed_at: AwareDatetime | None = None

    def subject(self) -> str:
        return f"person/{self.person_id}"


class SessionsEnded(EventData):
    """Sessions of one person that let nobody in any more: they signed out, or a role was taken away.

    All that ended within the last day, so that the newest says what the older ones said.
    """

    event: ClassVar[str] = "sessions-ended"
    snapshot: ClassVar[bool] = True

    #: The first registration of whoever signed in.
    person_id: UUID
    session_ids: tuple[Annotated[Line, Field(max_length=100)], ...]

    def subject(self) -> str:
        return f"sessions/{self.person_id}"


class ApiKeyRecorded(EventData):
    """A key of a program, as it stands now; of the key itself only its SHA-256 is told."""

    event: ClassVar[str] = "api-key-recorded"
    snapshot: ClassVar[bool] = True

    key_id: UUID
    name: Line
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    scopes: tuple[Annotated[Line, Field(max_length=100)], ...]
    active: bool = True

    def subject(self) -> str:
        return f"api-key/{self.key_id}"
