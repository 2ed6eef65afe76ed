"""How an alert comes to its end, as it is asked for on the desk or heard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from contracts.events.alerts import AlertEnded, AlertOutcome
from services.publishing.domain.draft import Typed
from services.publishing.domain.faults import Fault, faults_of
from services.publishing.domain.issue import OURS, KnownAlert

#: By what people ask for.
OUTCOMES = {
    "withdraw": AlertOutcome.WITHDRAWN,
    "supersede": AlertOutcome.SUPERSEDED,
    "close": AlertOutcome.CLOSED,
}


@dataclass(frozen=True, kw_only=True)
class KnownEnding:
    """How an alert ended, as it was first said here or first heard."""

    document: AlertEnded
    source: str
    event_id: str
    heard_at: datetime

    @property
    def is_ours(self) -> bool:
        """Whether it was said by this service."""
        return self.source == OURS


def ending_document(kind: str, typed: Typed, reference: str, version: int) -> dict[str, Any]:
    """What was typed as a document; what was left empty is not in it."""
    outcome = OUTCOMES[kind]
    document: dict[str, Any] = {"reference": reference, "version": version, "outcome": outcome.value}
    names = ("reason", "superseded_by") if outcome is AlertOutcome.SUPERSEDED else ("reason",)
    return document | {name: said for name in names if (said := typed.one(name))}


def read_ending(document: Mapping[str, Any], now: datetime) -> AlertEnded | tuple[Fault, ...]:
    """The ending as it would be said now, or all that is wrong with it."""
    if document.get("outcome") == AlertOutcome.SUPERSEDED and not document.get("superseded_by"):
        reason = () if document.get("reason") else (Fault("reason", "is missing", "missing"),)
        return (*reason, Fault("superseded_by", "is missing", "missing"))
    try:
        return AlertEnded.model_validate({**document, "ended_at": now})
    except ValidationError as error:
        return tuple(faults_of(error))


def why_it_cannot_end(
    ending: AlertEnded, newest: KnownAlert | None, ended: KnownEnding | None, successor: KnownAlert | None
) -> str:
    """A sentence, or nothing when the alert may end so."""
    if ended:
        return f"{ending.reference} is at its end already: it was {ended.document.outcome}."
    if newest is None:
        return f"No alert with the reference {ending.reference} is known."
    if newest.document.version != ending.version:
        return (
            f"Version {newest.document.version} of {ending.reference} was issued meanwhile. "
            "Look at it, discard this request and make a new one if it still holds."
        )
    if ending.superseded_by and successor is None:
        return f"{ending.superseded_by}, which is to stand in its place, is not known. Issue it first."
    return ""


def reason_not_taken(ending: AlertEnded, newest: KnownAlert | None, ended: KnownEnding | None) -> str:
    """Why an ending that was heard is not taken, for the desk; nothing when it is."""
    if ended:
        return f"The alert ended before as {ended.document.outcome}; that stays."
    if newest is None:
        return f"It says that {ending.reference} was {ending.outcome}, which is not known here."
    return ""
