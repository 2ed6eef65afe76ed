"""Which acknowledgement is an organisation's: the earliest that was not taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, order=True)
class Acknowledgement:
    """Who acknowledged when; of two at one instant always the same is the earlier."""

    at: datetime
    by: UUID
    role: str


@dataclass(frozen=True)
class Withdrawal:
    """Somebody took theirs back; `left` is then the organisation's, None when there is none any more."""

    at: datetime
    left: Acknowledgement | None


def counting(given: Iterable[Acknowledgement], taken_back: Iterable[Withdrawal]) -> Acknowledgement | None:
    """The last withdrawal says what held when it was made; only what was given after it can add to that."""
    last = max(taken_back, key=lambda one: one.at, default=None)
    if last is None:
        return min(given, default=None)
    return last.left or min((one for one in given if one.at > last.at), default=None)
