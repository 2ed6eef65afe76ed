"""What comes to the return path of our mails, and our own heartbeats, as another mail server hands them over.

Nobody but who has a mail of ours can write to its return path, or from it. 250 is said only after the commit;
whatever may pass is answered with 451, so that the other server comes again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256

from services.distribution.config import Settings
from services.distribution.domain.reports import read
from services.distribution.domain.return_path import ReturnPath
from services.distribution.handlers import bounces, heartbeats
from services.distribution.handlers.bounces import Returned, Taken
from services.distribution.handlers.heartbeats import Arrival
from services.kit import metrics
from services.kit.database import Database
from services.kit.log import log
from services.kit.mail.listening import listening

ANSWERS = {
    Taken.RECORDED: "250 2.0.0 Recorded",
    Taken.KNOWN: "250 2.0.0 Known already",
    Taken.NOTHING_FOLLOWS: "250 2.0.0 Read, and nothing follows from it",
    Taken.TOO_EARLY: "451 4.3.0 This mail is still being sent, come again",
    Taken.NOT_OURS: "550 5.1.1 This is about no mail of ours",
    Taken.UNREADABLE: "550 5.6.0 Nobody reads mail here: answer the mail itself",
}
ARRIVED = {
    Arrival.RECORDED: "250 2.0.0 It has arrived",
    Arrival.KNOWN: "250 2.0.0 It had arrived already",
    # Not 5.1.1: that would mark the mailbox as an address that is no good.
    Arrival.NOT_OURS: "550 5.7.1 Nobody reads mail here: only this service's own heartbeats are taken",
}
LATER = "451 4.3.0 It cannot be recorded now, come again"


@dataclass(frozen=True, slots=True)
class ReturnDesk:
    """Reads what comes, and has it recorded in a transaction of its own."""

    database: Database
    settings: Settings
    path: ReturnPath

    def is_for_us(self, recipient: str) -> bool:
        """Also when the token was lost on the way; never with a token that we did not make."""
        if self._is_the_mailbox(recipient):
            return True
        token = self.path.token_in(recipient)
        return token is not None and (token == "" or self.path.mail_of(token) is not None)

    async def take(self, sender: str, recipient: str, message: bytes) -> str:
        """In the words of SMTP."""
        if self._is_the_mailbox(recipient):
            return await self._take_heartbeat(sender)
        return await self._take_report(recipient, message)

    def _is_the_mailbox(self, recipient: str) -> bool:
        mailbox = self.settings.heartbeat_mailbox
        return bool(mailbox) and recipient.lower() == mailbox.lower()

    async def _take_heartbeat(self, sender: str) -> str:
        """What stands in a mail proves nothing; nobody can make up the return path that it left with."""
        ledger_id = self.path.mail_of(self.path.token_in(sender) or "")
        try:
            async with self.database.transaction() as tx:
                arrival = await heartbeats.take(tx, ledger_id, self.settings)
        except Exception as error:  # noqa: BLE001 — whatever it is, the other server keeps the mail
            log.error("a heartbeat cannot be recorded", ledger=ledger_id, error=type(error).__name__)
            return LATER
        if arrival is Arrival.NOT_OURS:
            log.warning("what came to the heartbeats' mailbox is none", ledger=ledger_id)
        return ARRIVED[arrival]

    async def _take_report(self, recipient: str, message: bytes) -> str:
        report = await asyncio.to_thread(read, message)
        ledger_id = self.path.mail_of(self.path.token_in(recipient) or "")
        returned = Returned(f"mail/{sha256(message).hexdigest()}/{ledger_id}", report, ledger_id)
        try:
            async with self.database.transaction() as tx:
                taken = await bounces.take(tx, returned, self.settings)
        except Exception as error:  # noqa: BLE001 — whatever it is, the other server keeps the report
            log.error("what came back cannot be recorded", ledger=ledger_id, error=type(error).__name__)
            return LATER
        if taken is not Taken.TOO_EARLY:
            metrics.BOUNCES.labels(verdict=report.verdict.value).inc()
        if taken in (Taken.NOT_OURS, Taken.UNREADABLE):
            log.warning("what came back cannot be read", ledger=ledger_id, taken=taken.value)
        return ANSWERS[taken]


def listener_of(
    database: Database, settings: Settings
) -> tuple[Callable[[], AbstractAsyncContextManager[None]], ...]:
    """None where nothing is to listen here."""
    path = bounces.return_path_of(settings)
    if path is None or not settings.bounce_listen:
        return ()
    desk = ReturnDesk(database, settings, path)

    @asynccontextmanager
    async def beside() -> AsyncIterator[None]:
        async with listening(settings.bounce_listen, desk):
            yield

    return (beside,)
