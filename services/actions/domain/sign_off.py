"""An executive's signature under an organisation's response: who is asked, what is said, how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """How a request ended; the words are those of the event."""

    SIGNED = "signed"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """The end of a request."""

    outcome: Outcome
    comment: str | None = None
    #: The self-certification as it was shown to who signed.
    statement: str | None = None
    #: As they wrote it; the specialist's own name when it was withdrawn.
    by_name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Executive:
    """Whom to ask; a lead of the register, or somebody that a specialist names."""

    name: str
    title: str | None = None
    email: str

    @property
    def titled(self) -> str:
        """The name with the title, where there is one."""
        return ", ".join(filter(None, (self.name, self.title)))


@dataclass(frozen=True, kw_only=True)
class SignOffRequest:
    """An executive was asked to sign what stood there at that moment."""

    request_id: UUID
    version: int
    executive: Executive
    evidence: str
    requested_by: UUID
    requested_by_name: str
    requested_at: datetime
    settlement: Settlement | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What speaks for a person having signed."""

    page_shown_at: datetime | None
    user_agent: str


def statement(request: SignOffRequest, reference: str, organisation: str) -> str:
    """What the executive certifies, word for word."""
    return (
        f"I am {request.executive.titled}, and I sign for {organisation}. I confirm that every action of "
        f"{reference}, version {request.version}, that applies to my organisation is complete, and that the "
        "evidence is kept as it is described here. This is a self-certification: nobody outside my "
        "organisation has checked it, and it does not replace the answer that my organisation owes on the "
        "Central Alerting System."
    )
