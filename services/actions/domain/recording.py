"""Whether a form that comes in becomes a record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.actions.domain.answers import Answer
from services.actions.domain.values import Troubles

#: People need longer than this to choose and type; link scanners that press buttons do not.
QUICKEST = timedelta(seconds=2)
OLDEST = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One answer as it was recorded; the newest revision of an action is the one that counts."""

    number: int
    revision: int
    #: Of the alert, whose wording the answer was given to.
    version: int
    answer: Answer
    recorded_by: UUID
    #: None while the register has not told it.
    recorded_by_name: str | None
    recorded_at: datetime
    nonce: str
    #: When an owner recorded it through their own link.
    assignment_id: UUID | None = None


class Outcome(StrEnum):
    """What became of a form, in words for whoever sent it."""

    RECORDED = "Your answer is recorded."
    REPEATED = "Your answer was recorded before. Sending it again has changed nothing."
    UNCHANGED = "The same answer stands already. Nothing was changed."
    STALE = "This action was answered after your page was loaded. Nothing of yours was saved yet."
    REWORDED = (
        "The action's wording changed after your page was loaded. Read it again. Nothing was saved yet."
    )
    NO_SUCH_ACTION = "The alert has no such action any more. Nothing was saved."
    ENDED = "This link records nothing any more. Nothing was saved."
    INVALID = "There is a problem. Nothing was saved yet."


@dataclass(frozen=True)
class Attempt:
    """What became of a form, and what is wrong with it field by field."""

    outcome: Outcome
    troubles: Troubles = field(default_factory=dict)


def weigh(
    answer: Answer, records: Sequence[Record], *, revision: int, nonce: str, holds: bool = True
) -> Outcome:
    """`records` are those of one action, oldest first; `revision` and `nonce` are what the form carried.

    The newest answer no longer `holds` when the action has been worded anew since: it is asked again.
    """
    if any(record.nonce == nonce and record.answer == answer for record in records):
        return Outcome.REPEATED
    if holds and records and records[-1].answer == answer:
        return Outcome.UNCHANGED
    newest = records[-1].revision if records else 0
    return Outcome.RECORDED if revision == newest else Outcome.STALE


class Doubt(StrEnum):
    """Why a form is not taken as sent by a person who saw it."""

    NOT_SHOWN = "This form was not made for your link. Check what stands in it and send it again."
    TOO_QUICK = "The form came back faster than a person can fill it in. Check it and send it again."
    TOO_OLD = "The page had been open for more than a day. Check what stands in it and send it again."
    MACHINE = "A field that people never see was filled in. Check what stands in the form and send it again."


def doubt(shown_at: datetime | None, trap: str, now: datetime) -> Doubt | None:
    """`trap` is what stood in the field that people never see."""
    if trap:
        return Doubt.MACHINE
    if shown_at is None:
        return Doubt.NOT_SHOWN
    if now - shown_at < QUICKEST:
        return Doubt.TOO_QUICK
    return Doubt.TOO_OLD if now - shown_at > OLDEST else None
