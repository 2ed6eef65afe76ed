"""How an alert that is to be issued, or was heard, stands to what is known already."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.events.alerts import AlertIssued

#: The source of the alerts that are issued here.
OURS = "/publishing"
#: How those who issued it begin that are keys; "api" stands in rows of before keys had names.
PROGRAMS = ("key", "api")


@dataclass(frozen=True, kw_only=True)
class KnownAlert:
    """One version of an alert, as it was first issued here or first heard."""

    document: AlertIssued
    source: str
    event_id: str
    heard_at: datetime
    #: The person or program that issued it here, as the audit names it.
    issued_by: str | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it was issued by this service."""
        return self.source == OURS

    @property
    def is_by_program(self) -> bool:
        """Whether a program issued it at once, without a second person on this desk."""
        return (self.issued_by or "").startswith(PROGRAMS)


@dataclass(frozen=True, kw_only=True)
class RefusedAlert:
    """An alert that was heard and not taken."""

    reference: str
    version: int
    title: str
    source: str
    heard_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request to issue; `key` names it, and `digest` tells whether another of that name is the same."""

    key: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class EarlierRequest:
    """What came with the same key before."""

    digest: str
    reference: str
    version: int


class Outcome(StrEnum):
    """What became of a request to issue."""

    ISSUED = "issued"
    #: The same was issued before; nothing was said again.
    REPEATED = "repeated"
    KEY_USED_BEFORE = "key_used_before"
    OTHER_CONTENT = "other_content"
    #: It is not the version after the newest.
    NOT_NEXT = "not_next"
    #: The alert is at its end.
    ENDED = "ended"
    #: What was an exercise would be meant, or the other way round.
    OTHER_STATUS = "other_status"


@dataclass(frozen=True, kw_only=True)
class Issue:
    """The outcome, the alert as it is known now where there is one, and its newest version."""

    outcome: Outcome
    alert: KnownAlert | None = None
    newest: KnownAlert | None = None


def digest(content: object) -> str:
    """Equal for equal content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def digest_of(alert: AlertIssued) -> str:
    """The digest of a whole alert."""
    return digest(alert.model_dump(mode="json"))


def already_known(alert: AlertIssued, known: KnownAlert) -> Outcome:
    """How an alert stands to what is known of its version."""
    return Outcome.REPEATED if alert == known.document else Outcome.OTHER_CONTENT


def out_of_turn(alert: AlertIssued, newest: KnownAlert | None, *, is_ended: bool) -> Outcome | None:
    """Why a version that is not known yet cannot follow; None when it is the next of a living alert."""
    if is_ended:
        return Outcome.ENDED
    return None if alert.version == _next(newest) else Outcome.NOT_NEXT


def of_another_status(alert: AlertIssued, newest: KnownAlert | None) -> Outcome | None:
    """What is issued here stays what it was: an exercise stays one, and so does an alert that is meant."""
    same = newest is None or newest.document.status is alert.status
    return None if same else Outcome.OTHER_STATUS


def _next(newest: KnownAlert | None) -> int:
    return newest.document.version + 1 if newest else 1


def why_not_issued(outcome: Outcome, alert: AlertIssued, newest: KnownAlert | None) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    name = f"Version {alert.version} of {alert.reference}"
    if outcome is Outcome.KEY_USED_BEFORE:
        return (
            "This key was used before for another document",
            "Send each document with a key of its own. Nothing was issued.",
        )
    if outcome is Outcome.ENDED:
        return (
            f"{alert.reference} is at its end, so nothing more can be issued for it",
            "A new alert needs a reference of its own.",
        )
    if outcome is Outcome.OTHER_STATUS:
        return (
            f"{name} cannot be {alert.status.value}: the version before it is not",
            "Leave the status as it was. What is of another status needs a reference of its own.",
        )
    if outcome is Outcome.NOT_NEXT:
        return (
            f"{name} cannot be issued now",
            f"The next version of this alert is version {_next(newest)}. Look at the newest first.",
        )
    if outcome is Outcome.REPEATED:
        return f"{name} was issued before", "Look at it on the desk."
    return f"{name} was issued before with other content", f"An update needs version {_next(newest)}."


def reason_of_refusal(alert: AlertIssued, known: KnownAlert) -> str:
    """Why what was heard is not taken, for the desk."""
    whence = "issued on this desk" if known.is_ours else f"heard from {known.source}"
    return f"Version {alert.version} was {whence} before with other content; the first content stays."


def reason_out_of_turn(alert: AlertIssued, outcome: Outcome, newest: KnownAlert | None) -> str:
    """Why a version that was heard is not taken, or not taken yet."""
    if outcome is Outcome.ENDED:
        return "The alert was at its end when this version was heard."
    if waits_for(alert, newest):
        before = alert.version - 1
        return f"Version {alert.version} came before version {before}, and is taken once that is heard."
    return f"Version {alert.version} came after version {_next(newest) - 1}, and is not taken any more."


def waits_for(alert: AlertIssued, newest: KnownAlert | None) -> int | None:
    """The version without which this one is too early; None when it is not."""
    return alert.version - 1 if alert.version > _next(newest) else None
