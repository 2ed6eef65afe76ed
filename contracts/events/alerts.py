"""Said by publishing, and by anybody else who may produce to `national-patient-safety-alerts`."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, model_validator

from contracts import attachments
from contracts.attachments import MOST, Attachment
from contracts.deadlines import uk_day
from contracts.envelope import EventData
from contracts.heartbeats import PROBE, is_heartbeat
from contracts.wording import Code, Line, Prose

#: The years an alert can be of.
EARLIEST, LATEST = 2000, 2099
#: `NatPSA/Year/Number/Issuer`; the number runs across issuers and the list of issuers is open.
REFERENCE = r"NatPSA/20[0-9]{2}/[0-9]{3}/[A-Z][A-Z0-9]{1,11}"
Reference = Annotated[str, StringConstraints(strip_whitespace=True, pattern=f"^{REFERENCE}$")]


class AlertStatus(StrEnum):
    """Whether the alert is meant; the words are those of CAP 1.2."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Issuer(_Part):
    code: Code
    name: Line


class Action(_Part):
    """One numbered action; the number runs over the whole alert."""

    number: Annotated[int, Field(ge=1, le=200)]
    group: Line | None = None
    text: Prose
    parts: tuple[Prose, ...] = ()


class AudienceGroup(_Part):
    """Organisations by what they are or by name.

    An organisation belongs when it is named in `organisations`,
    or when at least one other list is given and it fits every list that is given.
    """

    organisation_types: tuple[Code, ...] = ()
    sectors: tuple[Code, ...] = ()
    regions: tuple[Code, ...] = ()
    icbs: tuple[Code, ...] = ()
    organisations: tuple[Code, ...] = ()

    def is_empty(self) -> bool:
        """Nobody can belong to it."""
        return not any((self.organisation_types, self.sectors, self.regions, self.icbs, self.organisations))


class Audience(_Part):
    """Who must answer, and who is only told; an organisation in both must answer."""

    must_respond: AudienceGroup = AudienceGroup()
    for_information: AudienceGroup = AudienceGroup()


class Deadlines(_Part):
    """Days as the issuer states them, each ending at 23:59:59 in London; null where none was stated.

    Without `acknowledge_by`, distribution takes its own setting in working days.
    """

    acknowledge_by: date | None = None
    underway_by: date | None = None
    complete_by: date | None = None

    def stated(self) -> Iterator[tuple[str, date]]:
        """The deadlines that are given, with the words people use for them."""
        for words, day in (
            ("acknowledge by", self.acknowledge_by),
            ("underway by", self.underway_by),
            ("complete by", self.complete_by),
        ):
            if day is not None:
                yield words, day


class Change(_Part):
    """Why a later version was issued, and what it asks of those who answered the one before."""

    reason: Prose
    #: False keeps the acknowledgements of the version before; true asks everybody for a new one.
    must_acknowledge_again: bool = True


class Briefing(_Part):
    """A call at which the issuer explains the alert and takes questions."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    #: Where to join: an address of the web, or how to dial in.
    joining: Prose
    capacity: Annotated[int, Field(ge=1, le=100_000)] | None = None
    cancelled: bool = False

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("the briefing ends before it starts")
        return self


class AlertIssued(EventData):
    """A National Patient Safety Alert, whole; this is also the document `cascade publish` takes.

    What an issuer did not state is null and is shown as not stated.
    """

    event: ClassVar[str] = "alert-issued"

    reference: Reference
    version: Annotated[int, Field(ge=1, le=999)] = 1
    status: AlertStatus = AlertStatus.ACTUAL
    title: Line
    short_title: Annotated[Line, Field(max_length=70)] | None = None
    issuer: Issuer
    issued_at: AwareDatetime
    category: Line | None = None
    classification: Line | None = None
    joint_with: tuple[Line, ...] = ()
    for_action_by: Prose | None = None
    lead: Prose | None = None
    summary: Prose
    actions: Annotated[tuple[Action, ...], Field(min_length=1, max_length=200)]
    additional_information: Prose | None = None
    deadlines: Deadlines = Deadlines()
    audience: Audience
    supersedes: tuple[Line, ...] = ()
    #: `none` records an alert that was sent before this service was: it can be answered, nobody is mailed.
    mailing: Literal["send", "none"] = "send"
    source_url: HttpUrl | None = None
    attribution: Prose | None = None
    #: Of a later version only; without it, a later version asks for a new acknowledgement.
    change: Change | None = None
    briefing: Briefing | None = None
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=MOST)] = ()
    #: What the sender of this document could not confirm, in words; shown with the alert.
    not_confirmed: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        # Days are counted only for an alert of our age.
        troubles = list(self._origin_troubles()) or [*self._action_troubles(), *self._deadline_troubles()]
        troubles += self._heartbeat_troubles()
        if self.audience.must_respond.is_empty() and self.audience.for_information.is_empty():
            troubles.append("the audience is empty: name organisations, or types, sectors, regions or ICBs")
        troubles += attachments.troubles(self.attachments)
        if troubles:
            raise ValueError("; ".join(troubles))
        return self

    def _origin_troubles(self) -> Iterator[str]:
        """An alert of another age is a mistake, and its days could not be counted."""
        if not EARLIEST <= self.issued_at.year <= LATEST:
            yield f"issued at {self.issued_at.year}: expected a year from {EARLIEST} to {LATEST}"
        if self.source_url is not None and (self.source_url.username or self.source_url.password):
            yield "source_url: leave out the user name, which can pass for another site's address"

    def _action_troubles(self) -> Iterator[str]:
        numbers = [action.number for action in self.actions]
        if repeated := sorted({number for number in numbers if numbers.count(number) > 1}):
            yield f"action numbers stand twice: {', '.join(map(str, repeated))}"

    def _deadline_troubles(self) -> Iterator[str]:
        issued_on = uk_day(self.issued_at)
        for words, day in self.deadlines.stated():
            if day < issued_on:
                yield f"{words} {day} is before the alert was issued ({issued_on})"

    def _heartbeat_troubles(self) -> Iterator[str]:
        """Lists leave heartbeats out: nothing that is meant, or meant for somebody real, may be one."""
        if not is_heartbeat(self.reference):
            return
        if self.status is not AlertStatus.TEST:
            yield "the series BEAT is kept for the service's own tests: choose another reference"
        told = self.audience.for_information
        is_a_probe = len(told.organisations) == 1 and re.match(PROBE, told.organisations[0])
        if not is_a_probe or told != AudienceGroup(organisations=told.organisations):
            yield "a heartbeat is for the information of one organisation whose code begins with PROBE"
        if not self.audience.must_respond.is_empty():
            yield "nobody must respond to a heartbeat"

    def subject(self) -> str:
        return self.reference

    @property
    def headline(self) -> str:
        """The short title where there is one."""
        return self.short_title or self.title


class AlertOutcome(StrEnum):
    """How an alert came to its end."""

    #: It should not have been sent, or does not hold any more: nobody has to do anything for it.
    WITHDRAWN = "withdrawn"
    #: Another alert stands in its place.
    SUPERSEDED = "superseded"
    #: The issuer expects nothing more; what organisations answered stands.
    CLOSED = "closed"


class AlertEnded(EventData):
    """The alert is at its end, whatever its newest version asks; said once."""

    event: ClassVar[str] = "alert-ended"

    reference: Reference
    #: The newest version when it ended.
    version: Annotated[int, Field(ge=1, le=999)]
    outcome: AlertOutcome
    reason: Prose
    ended_at: AwareDatetime
    #: What stands in its place; of superseded ones only.
    superseded_by: Reference | None = None

    @model_validator(mode="after")
    def _names_its_successor(self) -> Self:
        if (self.superseded_by is not None) != (self.outcome is AlertOutcome.SUPERSEDED):
            raise ValueError("superseded_by: given for a superseded alert, and for no other")
        if self.superseded_by == self.reference:
            raise ValueError("superseded_by: an alert cannot stand in its own place")
        return self

    def subject(self) -> str:
        return self.reference


Codes = Annotated[tuple[Code, ...], Field(max_length=5_000)]


class AudienceCorrected(EventData):
    """Whom an alert is for was corrected after its issue, for the version that is named and all later ones.

    Of two that are about one organisation, the one with the higher number holds, whichever is heard first.
    """

    event: ClassVar[str] = "audience-corrected"

    reference: Reference
    #: The newest version when it was corrected.
    version: Annotated[int, Field(ge=1, le=999)]
    #: Counts the corrections of one alert.
    number: Annotated[int, Field(ge=1, le=9_999)]
    reason: Prose
    corrected_at: AwareDatetime
    #: Added, by their codes: they get the newest version as everybody else did, with the same deadlines.
    must_respond: Codes = ()
    for_information: Codes = ()
    #: Nothing is asked of these any more; what they answered is kept.
    sent_in_error: Codes = ()

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        codes = (*self.must_respond, *self.for_information, *self.sent_in_error)
        if not codes:
            raise ValueError("codes: name organisations to add, or to whom it was sent in error")
        if repeated := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"codes: named twice: {', '.join(repeated)}")
        return self

    def subject(self) -> str:
        return self.reference
