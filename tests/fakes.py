"""Stand-ins written by hand; each is smaller than the part it stands for, and honest about time."""

from datetime import datetime, timedelta

from tests.builders import NOW


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        """Move on, as in `advance(hours=2)`."""
        self.now += timedelta(**by)
        return self.now
