"""Why a mail server said what it said, by its enhanced status code (RFC 3463), and in a person's words.

Servers use the codes loosely, so where the words beside a code are plainer, they decide. Nothing is decided
here about a mail: whether it is final is for the first digit, as RFC 5321 has it.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from services.kit.mail.replies import CLOSING, enhanced_in


class Cause(StrEnum):
    """What stood in the way."""

    TAKEN = "taken"
    #: The address is wrong or closed; nothing that we do makes it take mail.
    BAD_ADDRESS = "bad_address"
    #: The address is right and takes no mail now; its person, or who runs it, can mend that.
    MAILBOX_FULL = "mailbox_full"
    MAILBOX_BUSY = "mailbox_busy"
    #: The server has rules against us or our mail: spam, reputation, missing rights.
    POLICY = "policy"
    #: It puts everybody off who is new to it, for a few minutes.
    GREYLISTED = "greylisted"
    #: Too much, too fast, or over too many connections.
    RATE_LIMITED = "rate_limited"
    #: The server or the way from it to the mailbox is in trouble.
    SYSTEM = "system"
    #: The message is too long, or holds what the server cannot carry.
    CONTENT = "content"
    #: It does not take our own address as the sender.
    SENDER = "sender"
    #: Client and server misunderstand each other.
    PROTOCOL = "protocol"
    #: Nobody answered, or the connection broke.
    UNREACHED = "unreached"
    OTHER = "other"


_WORDS = {
    Cause.TAKEN: "The mail server took the message",
    Cause.BAD_ADDRESS: "The address does not exist",
    Cause.MAILBOX_FULL: "The mailbox is full",
    Cause.MAILBOX_BUSY: "The mailbox takes no mail at the moment",
    Cause.POLICY: "The mail server's rules do not let the message in",
    Cause.GREYLISTED: "The mail server asks to try again in a few minutes, as it does of everybody new",
    Cause.RATE_LIMITED: "The mail server says that too much comes at once",
    Cause.SYSTEM: "The mail server, or the way to the mailbox, is in trouble",
    Cause.CONTENT: "The mail server cannot carry this message: it is too long, or of a kind it does not know",
    Cause.SENDER: "The mail server does not accept our address as the sender",
    Cause.PROTOCOL: "We and the mail server misunderstood each other",
    Cause.UNREACHED: "The mail server did not answer",
    Cause.OTHER: "The mail server gave no reason that we understand",
}
#: What a server on the way puts off for minutes is not worth waiting half an hour for.
_FIRST_DELAYS = {Cause.GREYLISTED: timedelta(minutes=1), Cause.RATE_LIMITED: timedelta(minutes=2)}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an attempt came to, for whoever decides how to go on."""

    cause: Cause
    #: The server will not change its mind about this message to this address.
    is_permanent: bool

    @property
    def words(self) -> str:
        """One sentence without its full stop."""
        return _WORDS[self.cause]

    @property
    def is_address_at_fault(self) -> bool:
        """Whether the register should be mended; a full mailbox is permanent and still the right address."""
        return self.cause is Cause.BAD_ADDRESS

    @property
    def first_delay(self) -> timedelta | None:
        """How long to wait after the first such answer; None for as long as usual."""
        return None if self.is_permanent else _FIRST_DELAYS.get(self.cause)


#: By the subject of the code, and where its detail says otherwise, by both.
_SUBJECTS = {
    "1": Cause.BAD_ADDRESS,
    "2": Cause.MAILBOX_BUSY,
    "3": Cause.SYSTEM,
    "4": Cause.SYSTEM,
    "5": Cause.PROTOCOL,
    "6": Cause.CONTENT,
    "7": Cause.POLICY,
}
_DETAILS = {
    "1.7": Cause.SENDER,
    "1.8": Cause.SENDER,
    "2.2": Cause.MAILBOX_FULL,
    "2.3": Cause.CONTENT,
    "2.4": Cause.SYSTEM,
    "3.4": Cause.CONTENT,
    "4.5": Cause.RATE_LIMITED,
    "5.3": Cause.RATE_LIMITED,
    "7.27": Cause.SENDER,
    "7.28": Cause.RATE_LIMITED,
}
#: Of a permanent no only: the same words for now mean that something could not be looked up.
_FOR_GOOD = {"2.1": Cause.BAD_ADDRESS}
_FOR_NOW = {Cause.BAD_ADDRESS: Cause.SYSTEM}
_PLAIN = {
    421: Cause.SYSTEM,
    450: Cause.MAILBOX_BUSY,
    451: Cause.SYSTEM,
    452: Cause.SYSTEM,
    454: Cause.SYSTEM,
    500: Cause.PROTOCOL,
    501: Cause.PROTOCOL,
    502: Cause.PROTOCOL,
    503: Cause.PROTOCOL,
    521: Cause.BAD_ADDRESS,
    530: Cause.POLICY,
    535: Cause.POLICY,
    551: Cause.BAD_ADDRESS,
    552: Cause.MAILBOX_FULL,
    553: Cause.BAD_ADDRESS,
    555: Cause.PROTOCOL,
    556: Cause.BAD_ADDRESS,
}
#: Greylisters that do not name themselves say 4.7.1 and when to come again.
_GREY = re.compile(r"gr[ea]y-?\s?list|^4\.7\.1 .*(try again|try later|come back)", re.IGNORECASE)
_TOO_MUCH = re.compile(
    r"too many (?!recipients|hops)|too fast|rate[- ]?limit|throttl|exceed\w* .{0,40}\b(rate|connections)\b"
    r"|(connection|message|sending) (rate|limit)|concurrent|at a rate that|slow down",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(user|recipient|mailbox|address)( address)? (is )?(unknown|not found|rejected)"
    r"|no such (user|mailbox|recipient)|unknown (user|recipient|mailbox)"
    r"|does not exist|doesn't exist|invalid (recipient|mailbox)",
    re.IGNORECASE,
)
_UNWELCOME = re.compile(
    r"spam|black ?list|block ?list|blocked|reputation|polic(y|ies)|spf|dkim|dmarc", re.IGNORECASE
)
_TOO_LONG = re.compile(r"too (large|big|long)|message size|size limit", re.IGNORECASE)
_OVER_QUOTA = re.compile(r"quota|mailbox (is )?full|over ?quota", re.IGNORECASE)


def explain(code: int | None, reply: str) -> Explanation:
    """What the server's last reply meant; `code` is None when it said nothing."""
    if code is None:
        return Explanation(Cause.UNREACHED, is_permanent=False)
    is_permanent = code >= 500  # noqa: PLR2004 — RFC 5321: 5yz
    if code < 400:  # noqa: PLR2004 — RFC 5321: 2yz
        return Explanation(Cause.TAKEN, is_permanent=False)
    return Explanation(_cause(code, reply, is_permanent=is_permanent), is_permanent)


def is_throttle(code: int | None, reply: str) -> bool:
    """Whether fewer mails at a time are likely to fare better; greylisting only asks for patience."""
    if code is None or not 400 <= code < 500:  # noqa: PLR2004 — RFC 5321: 4yz
        return False
    cause = explain(code, reply).cause
    # A server that goes away and gives no reason of its own may well have had too much.
    is_unexplained = code == CLOSING and cause is Cause.SYSTEM and enhanced_in(code, reply) is None
    return cause in (Cause.RATE_LIMITED, Cause.POLICY) or is_unexplained


def _cause(code: int, reply: str, *, is_permanent: bool) -> Cause:
    if not is_permanent and _GREY.search(reply):
        return Cause.GREYLISTED
    if _TOO_MUCH.search(reply):
        return Cause.RATE_LIMITED
    enhanced = enhanced_in(code, reply)
    if enhanced is None:
        return _by_words(code, reply, is_permanent=is_permanent)
    return _by_code(enhanced.partition(".")[2], reply, is_permanent=is_permanent)


def _by_code(code: str, reply: str, *, is_permanent: bool) -> Cause:
    """`code` is without its class, such as `1.1`."""
    subject = code.partition(".")[0]
    if subject == "4" and is_permanent and _NOBODY.search(reply):
        # Exchange Online says 5.4.1 of people it does not know.
        return Cause.BAD_ADDRESS
    if is_permanent and code in _FOR_GOOD:
        return _FOR_GOOD[code]
    cause = _DETAILS.get(code) or _SUBJECTS.get(subject, Cause.OTHER)
    return cause if is_permanent else _FOR_NOW.get(cause, cause)


def _by_words(code: int, reply: str, *, is_permanent: bool) -> Cause:
    spoken = (
        (_OVER_QUOTA, Cause.MAILBOX_FULL),
        (_TOO_LONG, Cause.CONTENT),
        (_UNWELCOME, Cause.POLICY),
        (_NOBODY, Cause.BAD_ADDRESS if is_permanent else Cause.MAILBOX_BUSY),
    )
    for words, cause in spoken:
        if words.search(reply):
            return cause
    return _PLAIN.get(code, Cause.OTHER)
