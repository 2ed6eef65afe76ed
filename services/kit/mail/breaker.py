"""Whether a route to the mailboxes is worth trying, from how it fared lately."""

from dataclasses import dataclass
from enum import StrEnum

from services.kit.mail.limits import Limits


class State(StrEnum):
    """As of an electrical circuit: closed carries."""

    CLOSED = "closed"
    #: It failed again and again, so mails go elsewhere for a while.
    OPEN = "open"
    #: One mail is on its way to see whether it works again.
    HALF_OPEN = "half_open"


@dataclass
class Breaker:
    """Opens after so many failures in a row, tries one mail after a rest, closes when that is answered.

    `now` is any clock in seconds that never goes back.
    """

    limits: Limits
    state: State = State.CLOSED
    #: False while there is nothing that a success would mend; asked for every mail.
    is_troubled: bool = False
    rests_until: float = 0
    _failures: int = 0
    _since: float = 0

    def failed(self, now: float) -> None:
        """The server was not reached, went away, fell silent, or takes no mail at all."""
        if now - self._since > self.limits.failures_within:
            self._failures, self._since = 0, now
        self._failures += 1
        self.is_troubled = True
        if self.state is not State.CLOSED or self._failures >= self.limits.failures:
            self.state = State.OPEN
            self.rests_until = now + self.limits.route_rest

    def succeeded(self) -> None:
        """It answered about a mail, whatever it said."""
        self.state = State.CLOSED
        self.is_troubled = False
        self._failures = 0

    def is_due(self, now: float) -> bool:
        """Whether one mail may see if it works again."""
        return self.state is not State.CLOSED and now >= self.rests_until

    def probed(self, now: float) -> None:
        """That mail is on its way; when nothing is heard of it, there may be another after the next rest."""
        self.state = State.HALF_OPEN
        self.rests_until = now + self.limits.route_rest
