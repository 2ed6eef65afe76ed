"""How far an organisation is with the actions of one alert."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.events.actions import ActionState, Progress


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The actions of an alert by what the organisation says of them."""

    progress: Progress
    done: int
    not_applicable: int
    outstanding: int

    @property
    def total(self) -> int:
        """All actions of the alert."""
        return self.done + self.not_applicable + self.outstanding


@dataclass(frozen=True, kw_only=True)
class OrganisationProgress:
    """A tally and since when it has been so."""

    #: Of the alert, whose actions are counted.
    version: int
    tally: Tally
    first_action_at: datetime | None = None
    completed_at: datetime | None = None


def progress(actions: Iterable[ActionState]) -> Tally:
    """Count the actions; an organisation is complete when nothing is outstanding."""
    count = Counter(actions)
    outstanding = count[ActionState.OUTSTANDING]
    answered = count.total() - outstanding
    if not answered:
        word = Progress.NOT_STARTED
    else:
        word = Progress.IN_PROGRESS if outstanding else Progress.COMPLETE
    return Tally(
        progress=word,
        done=count[ActionState.DONE],
        not_applicable=count[ActionState.NOT_APPLICABLE],
        outstanding=outstanding,
    )


def advanced(
    before: OrganisationProgress | None, version: int, tally: Tally, now: datetime
) -> OrganisationProgress:
    """The first action stays when it was; completeness ends when an action is outstanding again."""
    started = before.first_action_at if before else None
    completed = before.completed_at if before else None
    if tally.progress is not Progress.NOT_STARTED:
        started = started or now
    return OrganisationProgress(
        version=version,
        tally=tally,
        first_action_at=started,
        completed_at=(completed or now) if tally.progress is Progress.COMPLETE else None,
    )
