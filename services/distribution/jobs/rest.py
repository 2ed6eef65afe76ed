"""How long distribution rests when whom it talks to is not there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: How soon what has come up is begun.
WAKE_SECONDS = 0.2
#: How long nothing is tried after nobody was there to talk to.
REST = timedelta(seconds=2)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Rest:
    """Until when only little is tried."""

    until: datetime = LONG_AGO
