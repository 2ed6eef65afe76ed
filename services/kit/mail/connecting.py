"""Opening a connection by aiosmtplib: greeting, EHLO, TLS and signing in are its craft."""

import asyncio
import ssl
from dataclasses import dataclass
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from pydantic import SecretStr

from services.kit.config import KitSettings
from services.kit.mail.commands import Offers
from services.kit.mail.limits import Limits
from services.kit.mail.outcomes import Attempt, Outcome


class NoConnectionError(Exception):
    """The server could not be reached, or would not have us; no mail is at fault."""

    def __init__(self, code: int | None, reply: str, server: str) -> None:
        """With the server's own words, if it had any."""
        super().__init__(reply)
        self.attempt = Attempt(Outcome.DEFERRED, code, reply, server)


@dataclass(frozen=True, kw_only=True)
class Server:
    """A mail server, and how we come to be let in."""

    #: HOST:PORT.
    address: str
    #: none, starttls or tls.
    security: str
    user: str
    password: SecretStr
    #: A file of authorities (PEM) that are trusted beside those of the machine; empty for none.
    ca_file: str = ""


def servers_of(settings: KitSettings) -> list[Server]:
    """The one that carries mails, and the one for when it fails if there is one."""
    first = Server(
        address=settings.smtp,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
        ca_file=settings.smtp_ca_file,
    )
    second = Server(
        address=settings.smtp_second,
        security=settings.smtp_second_security,
        user=settings.smtp_second_user,
        password=settings.smtp_second_password,
        ca_file=settings.smtp_ca_file,
    )
    return [first, second] if second.address else [first]


@dataclass
class Line:
    """Where the server is, and what need not be found out for each connection anew."""

    server: Server
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
            raise self._none(error.message, error.code) from error
        except Exception as error:
            raise self._none(f"no connection: {_in_words(error)}") from error
        self._own_name = smtp.local_hostname
        if smtp.transport is None or smtp.transport.is_closing():
            raise self._none("no connection: closed at once")
        extensions = ("pipelining", "8bitmime", "smtputf8")
        # uvloop's transports are none of asyncio's by descent.
        return cast("asyncio.Transport", smtp.transport), Offers(*map(smtp.supports_extension, extensions))

    def _none(self, reply: str, code: int | None = None) -> NoConnectionError:
        return NoConnectionError(code, reply, self.server.address)

    async def _client(self) -> SMTP:
        server = self.server
        host, _, port = server.address.rpartition(":")
        if server.security != "none" and self._tls is None:
            # It reads every certificate authority of the machine, which takes longer than a mail.
            self._tls = await asyncio.to_thread(_trust, server.ca_file)
        return SMTP(
            hostname=host,
            port=int(port),
            local_hostname=self._own_name,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=self._tls,
            username=server.user or None,
            password=server.password.get_secret_value() or None,
            timeout=self.limits.connect,
        )


def _trust(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _in_words(error: Exception) -> str:
    """What is safe to show and says what to mend: no names but the server's own and its certificate's."""
    cause = error.__cause__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {cause.verify_message}"
    return str(error).rstrip(".") if type(error) is SMTPException else type(error).__name__


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
