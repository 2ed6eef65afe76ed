"""How far an organisation is with one alert, for those who only count."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.events.actions import ActionState, Progress, ResponseStatus
from services.actions.domain.moves import Move, begun_at, closed_at
from services.actions.domain.status import progress_at


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The actions of an alert by what the organisation says of them."""

    done: int
    not_applicable: int
    outstanding: int
    #: Of those outstanding.
    blocked: int = 0

    @property
    def total(self) -> int:
        """All actions of the alert."""
        return self.done + self.not_applicable + self.outstanding


@dataclass(frozen=True, kw_only=True)
class OrganisationProgress:
    """A status and a tally, and since when."""

    #: Of the alert, whose actions are counted.
    version: int
    status: ResponseStatus
    tally: Tally
    first_action_at: datetime | None = None
    completed_at: datetime | None = None

    @property
    def progress(self) -> Progress:
        """Complete is what was signed off, or does not have to be done; answers alone complete nothing."""
        return progress_at(self.status)


def counted(actions: Iterable[ActionState], blocked: int = 0) -> Tally:
    """Count the actions by their state; `blocked` of them cannot go on."""
    count = Counter(actions)
    return Tally(
        done=count[ActionState.DONE],
        not_applicable=count[ActionState.NOT_APPLICABLE],
        outstanding=count[ActionState.OUTSTANDING],
        blocked=blocked,
    )


def advanced(
    before: OrganisationProgress | None, version: int, tally: Tally, moves: Sequence[Move]
) -> OrganisationProgress:
    """Where the last move led; the first action stays when it was, and completeness ends with re-opening."""
    return OrganisationProgress(
        version=version,
        status=moves[-1].status,
        tally=tally,
        first_action_at=(before.first_action_at if before else None) or begun_at(moves),
        completed_at=closed_at(moves),
    )
