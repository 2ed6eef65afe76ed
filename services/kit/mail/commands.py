"""What is said to a mail server about one mail; an address can never become a second command."""

import re
from dataclasses import dataclass
from functools import lru_cache

from services.kit.mail.outcomes import Envelope

DATA = b"DATA\r\n"
RESET = b"RSET\r\n"
QUIT = b"QUIT\r\n"
_QUOTED = r'"(?:[^"\\\x00-\x1f\x7f-\x9f]|\\[\x20-\x7e])*"'
#: RFC 5321 §4.1.2 but for its finer points, which the server judges: no space, no bracket, no control.
_ADDRESS = re.compile(rf'(?:{_QUOTED}|[^\s"<>@\x00-\x1f\x7f-\x9f]+)@[^\s"<>@\x00-\x1f\x7f-\x9f]+')
#: RFC 5321 §4.5.3.1.3: 256 octets with the brackets.
LONGEST_ADDRESS = 254


class UnmailableError(ValueError):
    """An address that no command can hold, or not on this connection."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the server said in answer to EHLO that it can do."""

    pipelining: bool = False
    eight_bit: bool = False
    utf8: bool = False


def mail(envelope: Envelope, offers: Offers) -> bytes:
    """The MAIL command. Raises UnmailableError."""
    foreign = not (envelope.sender.isascii() and envelope.recipient.isascii())
    return _mail(envelope.sender, offers, foreign=foreign)


def rcpt(envelope: Envelope) -> bytes:
    """The RCPT command. Raises UnmailableError."""
    return b"RCPT TO:<%b>\r\n" % _checked(envelope.recipient)


@lru_cache(maxsize=256)
def _mail(sender: str, offers: Offers, *, foreign: bool) -> bytes:
    if foreign and not offers.utf8:
        raise UnmailableError("the mail server takes no address beyond ASCII")
    # Our messages may hold UTF-8 (RFC 6152); to say so of one that does not is right as well.
    options = (b" BODY=8BITMIME" if offers.eight_bit else b"") + (b" SMTPUTF8" if foreign else b"")
    return b"MAIL FROM:<%b>%b\r\n" % (_checked(sender) if sender else b"", options)


def _checked(address: str) -> bytes:
    try:
        encoded = address.encode()
    except UnicodeEncodeError as error:
        raise UnmailableError("the address is no text") from error
    if not _ADDRESS.fullmatch(address) or len(encoded) > LONGEST_ADDRESS:
        raise UnmailableError("the address cannot be mailed")
    return encoded
