"""Said by distribution: who an alert is for, and how its mails fared, never one event per mail."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.envelope import EventData
from contracts.events.alerts import Reference
from contracts.events.register import Role
from contracts.wording import Code, Line

Count = Annotated[int, Field(ge=0)]


class Recipient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    person_id: UUID
    role: Role


class AudienceOrganisation(BaseModel):
    """An organisation the alert is for; without recipients it is a gap, and still has to answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    ods_code: Code
    must_respond: bool
    recipients: tuple[Recipient, ...] = ()


class AudienceFrozen(EventData):
    """Exactly whom one version of an alert is for, written once."""

    event: ClassVar[str] = "audience-frozen"

    reference: Reference
    version: Annotated[int, Field(ge=1)]
    frozen_at: AwareDatetime
    acknowledge_by: AwareDatetime
    organisations: tuple[AudienceOrganisation, ...]

    def subject(self) -> str:
        return self.reference


class AudienceWidened(EventData):
    """Exactly whom a correction of the audience added to a version that was frozen before."""

    event: ClassVar[str] = "audience-widened"

    reference: Reference
    version: Annotated[int, Field(ge=1)]
    #: Of the correction.
    number: Annotated[int, Field(ge=1)]
    frozen_at: AwareDatetime
    #: That of the version: nobody's deadline is another.
    acknowledge_by: AwareDatetime
    organisations: tuple[AudienceOrganisation, ...]

    def subject(self) -> str:
        return self.reference


class MailStanding(BaseModel):
    """How one mail stands, of whatever kind; the address stays with distribution."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    #: A registration, an assignment or a request for a sign-off.
    person_id: UUID
    kind: Line
    state: Line
    message_id: Line
    attempts: Count
    #: How often it was sent again although it may have arrived.
    repeated: Count
    first_attempt_at: AwareDatetime | None = None
    accepted_at: AwareDatetime | None = None
    code: int | None = None
    #: The mail server's own words, without addresses.
    reply: Line | None = None


class DeliveriesCounted(EventData):
    """How the mails of one alert version to one organisation stand."""

    event: ClassVar[str] = "deliveries-counted"
    snapshot: ClassVar[bool] = True

    reference: Reference
    version: Annotated[int, Field(ge=1)]
    ods_code: Code
    planned: Count
    accepted: Count
    deferred: Count
    bounced: Count
    unknown: Count
    first_accepted_at: AwareDatetime | None = None
    last_accepted_at: AwareDatetime | None = None
    counted_at: AwareDatetime
    #: What the mail server last said when it did not accept, without addresses.
    last_trouble: Line | None = None
    #: Each mail about this version to this organisation, of every kind; the numbers count alerts only.
    mails: tuple[MailStanding, ...] = ()

    def subject(self) -> str:
        return self.subject_of(self.reference, self.ods_code)

    @staticmethod
    def subject_of(reference: str, ods_code: str) -> str:
        """Of the mails of any version of an alert to an organisation."""
        return f"{reference}/{ods_code}"


class AddressBounced(EventData):
    """A mail came back because its address is no good; the address itself stays with distribution."""

    event: ClassVar[str] = "address-bounced"

    #: The same for every mail about this alert to this person.
    bounce_id: UUID
    reference: Reference
    version: Annotated[int, Field(ge=1)]
    ods_code: Code
    #: A registration, an assignment or a request for a sign-off.
    person_id: UUID
    #: Of the mail.
    kind: Line
    #: When the mail server first took the mail; None where it never did.
    sent_at: AwareDatetime | None = None
    bounced_at: AwareDatetime
    #: Such as `5.1.1` (RFC 3463), where one was given.
    enhanced: Line | None = None
    #: The mail server's own words, without addresses.
    reply: Line | None = None

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"


class HeartbeatArrived(EventData):
    """A heartbeat lies in the probe's mailbox, which distribution watches itself."""

    event: ClassVar[str] = "heartbeat-arrived"

    reference: Reference
    version: Annotated[int, Field(ge=1)]
    ods_code: Code
    #: The registration of the mailbox.
    person_id: UUID
    #: When the first mail server took the mail; None where it was there before we had written that down.
    sent_at: AwareDatetime | None = None
    arrived_at: AwareDatetime

    def subject(self) -> str:
        return f"{self.reference}/{self.ods_code}"
