"""An executive's signature under an organisation's response: who is asked, what is said, how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.actions.domain.fields import Fields


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

    @property
    def is_under_another_name(self) -> bool:
        """Whether who signed or sent it back wrote another name than that of who was asked.

        Nobody is refused for it: a short name and a new one are names too, so people judge.
        """
        end = self.settlement
        if end is None or end.outcome is Outcome.WITHDRAWN:
            return False
        return _words(end.by_name) != _words(self.executive.name)


def _words(name: str) -> list[str]:
    return name.casefold().split()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What speaks for a person having signed."""

    page_shown_at: datetime | None
    user_agent: str


@dataclass(frozen=True, kw_only=True)
class TypedRequest:
    """Whom to ask and where the evidence is, as it came in."""

    executive_name: str = ""
    executive_title: str = ""
    executive_email: str = ""
    evidence: str = ""
    reason: str = ""


#: What the form says for somebody who is not registered as a lead.
SOMEBODY_ELSE = "somebody_else"


def offered(leads: Sequence[Executive]) -> dict[str, Executive | None]:
    """Whom the form offers, by the word it sends."""
    return {f"lead_{number}": lead for number, lead in enumerate(leads)} | {SOMEBODY_ELSE: None}


def read_executive(lead: Executive | None, typed: TypedRequest, fields: Fields) -> Executive:
    """The lead that was chosen, or who was typed."""
    if lead is not None:
        return lead
    return Executive(
        name=fields.line("executive_name", typed.executive_name, "Enter the executive's full name"),
        title=fields.line("executive_title", typed.executive_title, "Enter the executive's title"),
        email=fields.email("executive_email", typed.executive_email),
    )


def statement(request: SignOffRequest, reference: str, organisation: str) -> str:
    """What the executive certifies, word for word."""
    return (
        f"I am {request.executive.titled}, and I sign for {organisation}. I confirm that every action of "
        f"{reference}, version {request.version}, that applies to my organisation is complete, and that the "
        "evidence is kept as it is described here. This is a self-certification: nobody outside my "
        "organisation has checked it, and it does not replace the answer that my organisation owes on the "
        "Central Alerting System."
    )
