"""Handing a finished message to a mail server, over connections that are kept open.

Nothing here decides whether to try again: an attempt ends in a value, and the caller records it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from services.kit import metrics
from services.kit.config import KitSettings

#: RFC 5321 §4.5.3.2: minutes for the steps, ten for the answer after the final dot.
STEP_SECONDS = 300.0
DATA_SECONDS = 600.0
#: Servers drop idle connections; one this old is closed rather than trusted.
MAX_AGE_SECONDS = 60.0


class Outcome(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"
    #: The server said not now, or could not be reached before the message was handed over.
    DEFERRED = "deferred"
    #: The server said never.
    REFUSED = "refused"
    #: The connection broke when the message may have been taken; nobody can know.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Attempt:
    """What the mail server said; `reply` is its own words."""

    outcome: Outcome
    code: int | None
    reply: str


@dataclass(frozen=True)
class Envelope:
    """One message to one recipient, as bytes that are complete but for dot-stuffing."""

    sender: str
    recipient: str
    message: bytes


class SendingError(Exception):
    """A step of the dialogue failed; `permanent` says that trying again cannot help."""

    def __init__(self, code: int | None, reply: str, *, permanent: bool, in_doubt: bool = False) -> None:
        """`in_doubt` when the message had been handed over."""
        super().__init__(reply)
        self.code, self.reply, self.permanent, self.in_doubt = code, reply, permanent, in_doubt

    def attempt(self) -> Attempt:
        """The same as a value."""
        if self.in_doubt:
            return Attempt(Outcome.UNKNOWN, self.code, self.reply)
        return Attempt(Outcome.REFUSED if self.permanent else Outcome.DEFERRED, self.code, self.reply)


class SmtpPool:
    """At most `connections` to one server; each speaks one command at a time."""

    def __init__(self, settings: KitSettings) -> None:
        """Connect only when there is something to send."""
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.smtp_connections)
        self._idle: list[tuple[SMTP, float]] = []

    async def send(self, envelope: Envelope) -> Attempt:
        """Try once to hand the message over; every ending is a value."""
        try:
            async with self._slots, self._connection() as smtp:
                attempt = await _hand_over(smtp, envelope)
        except SendingError as error:
            attempt = error.attempt()
        metrics.MAILS.labels(outcome=attempt.outcome.value).inc()
        return attempt

    async def close(self) -> None:
        """Say goodbye on the idle connections."""
        while self._idle:
            await _leave(self._idle.pop()[0])

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[SMTP]:
        smtp, since = await self._take()
        try:
            yield smtp
        except BaseException as error:
            # After a clean refusal the dialogue can go on; after anything else its state is not known.
            if isinstance(error, SendingError) and await _reset(smtp):
                self._idle.append((smtp, since))
            else:
                smtp.close()
            raise
        self._idle.append((smtp, since))

    async def _take(self) -> tuple[SMTP, float]:
        while self._idle:
            smtp, since = self._idle.pop()
            if smtp.is_connected and monotonic() - since < MAX_AGE_SECONDS:
                return smtp, since
            await _leave(smtp)
        return await self._connect(), monotonic()

    async def _connect(self) -> SMTP:
        chosen = self._settings
        host, _, port = chosen.smtp.rpartition(":")
        smtp = SMTP(
            hostname=host,
            port=int(port),
            use_tls=chosen.smtp_security == "tls",
            start_tls=chosen.smtp_security == "starttls",
            username=chosen.smtp_user or None,
            password=chosen.smtp_password.get_secret_value() or None,
            timeout=STEP_SECONDS,
        )
        try:
            await smtp.connect(timeout=30)
        except SMTPResponseException as error:
            raise SendingError(error.code, error.message, permanent=False) from error
        except (SMTPException, OSError, TimeoutError) as error:
            raise SendingError(None, f"no connection: {type(error).__name__}", permanent=False) from error
        return smtp


async def _hand_over(smtp: SMTP, envelope: Envelope) -> Attempt:
    await _step(smtp.mail(envelope.sender, encoding="utf-8"))
    await _step(smtp.rcpt(envelope.recipient, encoding="utf-8"))
    try:
        response = await smtp.data(envelope.message, timeout=DATA_SECONDS)
    except SMTPResponseException as error:
        raise _refusal(error) from error
    except (SMTPException, OSError, TimeoutError) as error:
        # The final dot may have arrived: only the server knows.
        raise SendingError(None, f"lost: {type(error).__name__}", permanent=False, in_doubt=True) from error
    return Attempt(Outcome.ACCEPTED, response.code, response.message)


async def _step(command: Awaitable[object]) -> None:
    """Before the message is handed over, a broken connection is only a delay."""
    try:
        await command
    except SMTPResponseException as error:
        raise _refusal(error) from error
    except (SMTPException, OSError, TimeoutError) as error:
        raise SendingError(None, f"lost: {type(error).__name__}", permanent=False) from error


def _refusal(error: SMTPResponseException) -> SendingError:
    return SendingError(error.code, error.message, permanent=500 <= error.code < 600)  # noqa: PLR2004 — RFC 5321: 5yz is permanent


async def _reset(smtp: SMTP) -> bool:
    try:
        await smtp.rset(timeout=5)
    except (SMTPException, OSError, TimeoutError):
        return False
    return True


async def _leave(smtp: SMTP) -> None:
    with suppress(SMTPException, OSError, TimeoutError):
        await smtp.quit(timeout=5)
    smtp.close()
