"""What an organisation answered on the Central Alerting System; it is written down here, not sent there."""

from dataclasses import dataclass
from datetime import date, datetime

from services.actions.domain.fields import Fields

#: As CAS users know them.
STATUSES = (
    "Acknowledged",
    "Assessing relevance",
    "Action not required",
    "Action required: ongoing",
    "Action completed",
)


@dataclass(frozen=True, kw_only=True)
class CasAnswer:
    """What the organisation says it answered on the Central Alerting System."""

    cas_status: str
    answered_on: date
    by_name: str | None
    at: datetime
    nonce: str = ""


def read_status(fields: Fields, chosen: str) -> str:
    """The words of CAS, out of those that are offered."""
    if chosen not in STATUSES:
        fields.troubles["cas_status"] = "Choose the status that your organisation gave on CAS"
    return chosen
