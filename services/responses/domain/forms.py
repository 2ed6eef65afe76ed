"""What a form on a link's page says, and whether a person said it.

Mail scanners open every link, run scripts and press buttons, so a form counts only when
it is one of ours for this link, was shown for a while but not for days, left the hidden field empty,
and holds the one choice that fits the link: which is never chosen beforehand, never first, never last.
A choice that does not fit makes the link rest, so that trying one option after the other fails too.
Not defended: a machine that picks one option by chance and happens on the right one,
and one that reads the page as a person does. `doubts` finds some of them by when and as what they came,
and the evidence kept with each acknowledgement serves to find others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from pydantic import TypeAdapter, ValidationError

from contracts.wording import Prose, nhs_numbers_in
from services.responses.domain.links import Link, Organisation

_PROSE: TypeAdapter[str] = TypeAdapter(Prose)
ANOTHER = "another"
UNSURE = "unsure"
LONGEST_QUESTION = 3_000
LONGEST_NOTE = 1_000
LONGEST_REASON = 1_000


class Asks(StrEnum):
    """The forms that ask for a choice; each rests by itself."""

    FOR_WHOM = "for_whom"
    TAKE_BACK = "take_back"
    NOT_ME = "not_me"
    BRIEFING = "briefing"


class Outcome(StrEnum):
    """What became of a form."""

    RECORDED = "recorded"
    #: The same had been said before; the first time stands.
    REPEATED = "repeated"
    #: Kept, and does not count before it is confirmed.
    DOUBTED = "doubted"
    NOT_OURS = "not_ours"
    TOO_FAST = "too_fast"
    TOO_OLD = "too_old"
    FILLED_BY_MACHINE = "filled_by_machine"
    KNOWN_SCANNER = "known_scanner"
    #: The question is about an action that the alert does not have.
    NO_SUCH_ACTION = "no_such_action"
    NOTHING_CHOSEN = "nothing_chosen"
    ANOTHER_CHOSEN = "another_chosen"
    UNSURE = "unsure"
    RESTING = "resting"
    NO_BRIEFING = "no_briefing"
    #: The alert is at its end, or not for the organisation any more.
    OVER = "over"
    LOOKS_ON = "looks_on"
    STILL_MINE = "still_mine"
    #: The form is older than what it would undo: another tab was faster.
    TAKEN_BACK_SINCE = "taken_back_since"
    GIVEN_SINCE = "given_since"
    NOTHING_GIVEN = "nothing_given"
    NO_REASON = "no_reason"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    HOLDS_NHS_NUMBER = "holds_nhs_number"


#: After these the link rests.
MISTAKEN = frozenset({Outcome.ANOTHER_CHOSEN, Outcome.UNSURE, Outcome.STILL_MINE})
SAVED = frozenset({Outcome.RECORDED, Outcome.REPEATED})
#: Of a text that cannot be kept: what was chosen beside it stays chosen.
UNKEPT_TEXT = frozenset({Outcome.NO_REASON, Outcome.TOO_LONG, Outcome.NOT_TEXT, Outcome.HOLDS_NHS_NUMBER})


@dataclass(frozen=True)
class Patience:
    """How long a person may take over a page, and how long a link rests."""

    shortest: timedelta
    longest: timedelta
    rest: timedelta


@dataclass(frozen=True)
class SentForm:
    """What comes with every form; `shown_at` is None when the page was not ours for this link."""

    shown_at: datetime | None
    sent_at: datetime
    nonce: str
    honeypot: str
    user_agent: str
    #: Where it came from in the network, as far as the server can tell.
    address: str = ""


@dataclass(frozen=True)
class Choice:
    """One option as the page offers it."""

    value: str
    text: str


def form_trouble(form: SentForm, patience: Patience) -> Outcome | None:
    """Why a form does not count, whatever it says."""
    if form.shown_at is None:
        return Outcome.NOT_OURS
    if form.honeypot:
        return Outcome.FILLED_BY_MACHINE
    if form.sent_at - form.shown_at < patience.shortest:
        return Outcome.TOO_FAST
    if form.sent_at - form.shown_at > patience.longest:
        return Outcome.TOO_OLD
    return None


def trouble_of(link: Link, form: SentForm, patience: Patience) -> Outcome | None:
    """Why a form that answers does not count; those who look on answer nothing."""
    return form_trouble(form, patience) or (None if link.may_answer else Outcome.LOOKS_ON)


def answering_trouble(link: Link, form: SentForm, patience: Patience) -> Outcome | None:
    """Why the alert cannot be acknowledged by a form, or that be taken back; it may still be asked about."""
    return trouble_of(link, form, patience) or (Outcome.OVER if link.is_over else None)


def is_resting(mistaken_at: datetime | None, now: datetime, patience: Patience) -> bool:
    """Whether the last choice that did not fit was too short a while ago."""
    return mistaken_at is not None and now - mistaken_at < patience.rest


def organisation_outcome(chosen: Sequence[str], ods_code: str) -> Outcome:
    """What the choice of an organisation says; several at once are what a machine sends."""
    if not any(chosen):
        return Outcome.NOTHING_CHOSEN
    if list(chosen) == [UNSURE]:
        return Outcome.UNSURE
    return Outcome.RECORDED if list(chosen) == [ods_code] else Outcome.ANOTHER_CHOSEN


REASONS = ("not_this_person", "left_role")


def reason_outcome(chosen: Sequence[str]) -> Outcome:
    """What the choice of a reason says."""
    if not any(chosen):
        return Outcome.NOTHING_CHOSEN
    if list(chosen) == [UNSURE]:
        return Outcome.UNSURE
    return Outcome.RECORDED if len(chosen) == 1 and chosen[0] in REASONS else Outcome.STILL_MINE


def choices(own: Organisation, others: Sequence[Organisation], nonce: str) -> tuple[Choice, ...]:
    """The options in an order of this page's own; the one that fits is neither first nor last."""
    offered = [Choice(other.ods_code, other.label) for other in others]
    offered.append(Choice(ANOTHER, "Another organisation"))
    place = 1 + int(sha256(nonce.encode()).hexdigest(), 16) % len(offered)
    offered.insert(place, Choice(own.ods_code, own.label))
    return (*offered, Choice(UNSURE, "I am not sure"))


def one_text(text: str) -> str:
    """As it is kept: browsers send line breaks their own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def text_outcome(text: str, longest: int) -> Outcome:
    """Whether a text can be kept; `text` has gone through `one_text`."""
    if not text:
        return Outcome.EMPTY
    if len(text) > longest:
        return Outcome.TOO_LONG
    try:
        _PROSE.validate_python(text)
    except ValidationError:
        return Outcome.NOT_TEXT
    return Outcome.HOLDS_NHS_NUMBER if nhs_numbers_in(text) else Outcome.RECORDED
