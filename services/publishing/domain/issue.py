"""How an alert that is to be issued, or was heard, stands to what is known already."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.events.alerts import AlertIssued

#: The source of the alerts that are issued here.
OURS = "/publishing"


@dataclass(frozen=True, kw_only=True)
class KnownAlert:
    """One version of an alert, as it was first issued here or first heard."""

    document: AlertIssued
    source: str
    event_id: str
    heard_at: datetime

    @property
    def is_ours(self) -> bool:
        """Whether it was issued by this service."""
        return self.source == OURS


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


@dataclass(frozen=True, kw_only=True)
class Issue:
    """The outcome, and the alert as it is known now where there is one."""

    outcome: Outcome
    alert: KnownAlert | None = None


def digest(content: object) -> str:
    """Equal for equal content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def digest_of(alert: AlertIssued) -> str:
    """The digest of a whole alert."""
    return digest(alert.model_dump(mode="json"))


def already_known(alert: AlertIssued, known: KnownAlert) -> Outcome:
    """How an alert stands to what is known of its version."""
    return Outcome.REPEATED if alert == known.document else Outcome.OTHER_CONTENT


def reason_of_refusal(alert: AlertIssued, known: KnownAlert) -> str:
    """Why what was heard is not taken, for the desk."""
    whence = "issued on this desk" if known.is_ours else f"heard from {known.source}"
    return f"Version {alert.version} was {whence} before with other content; the first content stays."
