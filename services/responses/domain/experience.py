"""What organisations tell each other under a published answer, and what the national team shows of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.responses.domain import forms
from services.responses.domain.forms import LONGEST_NOTE, Outcome

LONGEST_EXPERIENCE = 2_000
ANOTHER_ORGANISATION = "Another organisation"


class ExperienceState(StrEnum):
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class ModerationOutcome(StrEnum):
    """What became of showing or hiding an experience."""

    MODERATED = "moderated"
    REPEATED = "repeated"
    #: Somebody else decided after the page was shown.
    DECIDED_MEANWHILE = "decided_meanwhile"
    NOTHING_CHOSEN = "nothing_chosen"
    NO_REASON = "no_reason"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    HOLDS_NHS_NUMBER = "holds_nhs_number"


@dataclass(frozen=True, kw_only=True)
class Experience:
    """What worked for one organisation; only what is shown is read by others."""

    experience_id: UUID
    question_id: UUID
    reference: str
    ods_code: str
    person_id: UUID
    text: str
    #: Whoever shared it wants the organisation's name beside it.
    named: bool
    shared_at: datetime
    organisation_name: str
    state: ExperienceState = ExperienceState.WAITING
    reason: str | None = None
    moderated_at: datetime | None = None
    #: Of the moderation that counts; 0 before the first.
    moderation: int = 0

    @property
    def told_by(self) -> str:
        return self.organisation_name if self.named else ANOTHER_ORGANISATION


def moderated(experience: Experience, decision: str, reason: str, seen: int) -> ModerationOutcome:
    """What deciding would come to; `seen` is the moderation that the decider's page showed."""
    if decision not in (ExperienceState.SHOWN, ExperienceState.HIDDEN):
        return ModerationOutcome.NOTHING_CHOSEN
    if seen != experience.moderation:
        same = (decision, reason) == (experience.state, experience.reason or "")
        return ModerationOutcome.REPEATED if same else ModerationOutcome.DECIDED_MEANWHILE
    if not reason:
        is_hidden = decision == ExperienceState.HIDDEN
        return ModerationOutcome.NO_REASON if is_hidden else ModerationOutcome.MODERATED
    fault = forms.text_outcome(reason, LONGEST_NOTE)
    return ModerationOutcome.MODERATED if fault is Outcome.RECORDED else ModerationOutcome(fault.value)
