"""Opening a connection by aiosmtplib: greeting, EHLO, TLS and signing in are its craft."""

import asyncio
import ssl
from dataclasses import dataclass
from typing import cast

from aiosmtplib import SMTP, SMTPResponseException

from services.kit.config import KitSettings
from services.kit.mail.commands import Offers
from services.kit.mail.limits import Limits
from services.kit.mail.outcomes import Attempt, Outcome


class NoConnectionError(Exception):
    """The server could not be reached, or would not have us; no mail is at fault."""

    def __init__(self, code: int | None, reply: str) -> None:
        """With the server's own words, if it had any."""
        super().__init__(reply)
        self.attempt = Attempt(Outcome.DEFERRED, code, reply)


@dataclass
class Line:
    """Where the server is, and what need not be found out for each connection anew."""

    settings: KitSettings
    limits: Limits
    _tls: ssl.SSLContext | None = None
    _own_name: str | None = None

    async def open(self) -> tuple[asyncio.Transport, Offers]:
        """A connection on which mails can be sent, and what the server offers. Raises NoConnectionError."""
        try:
            smtp = await self._client()
            await smtp.connect()
            await _greet(smtp)
        except SMTPResponseException as error:
            raise NoConnectionError(error.code, error.message) from error
        except Exception as error:
            raise NoConnectionError(None, f"no connection: {type(error).__name__}") from error
        self._own_name = smtp.local_hostname
        if smtp.transport is None or smtp.transport.is_closing():
            raise NoConnectionError(None, "no connection: closed at once")
        extensions = ("pipelining", "8bitmime", "smtputf8")
        # uvloop's transports are none of asyncio's by descent.
        return cast("asyncio.Transport", smtp.transport), Offers(*map(smtp.supports_extension, extensions))

    async def _client(self) -> SMTP:
        chosen = self.settings
        host, _, port = chosen.smtp.rpartition(":")
        if chosen.smtp_security != "none" and self._tls is None:
            # It reads every certificate authority of the machine, which takes longer than a mail.
            self._tls = await asyncio.to_thread(ssl.create_default_context)
        return SMTP(
            hostname=host,
            port=int(port),
            local_hostname=self._own_name,
            use_tls=chosen.smtp_security == "tls",
            start_tls=chosen.smtp_security == "starttls",
            tls_context=self._tls,
            username=chosen.smtp_user or None,
            password=chosen.smtp_password.get_secret_value() or None,
            timeout=self.limits.connect,
        )


async def _greet(smtp: SMTP) -> None:
    """Unless signing in has done it. Servers that know no EHLO know HELO, and offer nothing."""
    try:
        if smtp.is_ehlo_or_helo_needed:
            await _ehlo_or_helo(smtp)
    except BaseException:
        smtp.close()
        raise


async def _ehlo_or_helo(smtp: SMTP) -> None:
    try:
        await smtp.ehlo()
    except SMTPResponseException:
        await smtp.helo()
