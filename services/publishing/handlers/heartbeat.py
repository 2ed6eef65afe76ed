"""The service's own test of the whole way, issued by the clock; who is alarmed is seen to by oversight."""

from datetime import timedelta

from services.kit.database import Transaction
from services.publishing.domain.heartbeat import BY, heartbeat
from services.publishing.domain.issue import Outcome
from services.publishing.handlers.issue import issue_alert
from services.publishing.storage import alerts


async def beat(tx: Transaction, to: str, every: timedelta) -> bool:
    """Issue one unless another was lately, whichever process did it; no second person has to look at it."""
    await alerts.hold(tx, BY)
    if await alerts.was_issued_since(tx, BY, tx.now - every):
        return False
    issue = await issue_alert(tx, heartbeat(to, tx.now), by=BY)
    return issue.outcome is Outcome.ISSUED
