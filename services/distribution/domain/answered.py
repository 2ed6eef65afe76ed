"""What an organisation has answered of an alert, as far as it is asked for by mail."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events.actions import Progress
from services.distribution.domain.chasing import Deadline


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """Of one version; what is heard late or twice changes nothing that was heard since."""

    #: The newest that was given.
    given_at: datetime | None = None
    #: The newest that was taken back, and whether another one was left then.
    taken_back_at: datetime | None = None
    was_left: bool = False

    @property
    def stands(self) -> bool:
        if self.taken_back_at is None:
            return self.given_at is not None
        return self.was_left or (self.given_at is not None and self.given_at > self.taken_back_at)


@dataclass(frozen=True)
class Answered:
    """All that decides whether an organisation is asked again."""

    acknowledged: bool = False
    progress: Progress = Progress.NOT_STARTED


def given(before: Acknowledged, at: datetime) -> Acknowledged:
    return replace(before, given_at=max(before.given_at or at, at))


def taken_back(before: Acknowledged, at: datetime, *, was_left: bool) -> Acknowledged:
    """`was_left`: a colleague's acknowledgement still stood."""
    if before.taken_back_at is not None and before.taken_back_at >= at:
        return before
    return replace(before, taken_back_at=at, was_left=was_left)


def is_answered(deadline: Deadline, answered: Answered) -> bool:
    """Whether what is asked for by that day is done; whoever acts has read the alert."""
    if answered.progress is Progress.COMPLETE:
        return True
    if deadline is Deadline.COMPLETE:
        return False
    under_way = answered.progress is Progress.IN_PROGRESS
    return under_way or (deadline is Deadline.ACKNOWLEDGE and answered.acknowledged)
