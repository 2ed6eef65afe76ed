"""What is handed to a mail server, and how that can end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from services.kit.mail.replies import Reply, enhanced_in
from services.kit.mail.wire import Sealed

if TYPE_CHECKING:
    from services.kit.mail.domains import Domain


class Outcome(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"
    #: The server said not now, or could not be reached before the message was handed over.
    DEFERRED = "deferred"
    #: The server said never.
    REFUSED = "refused"
    #: The connection broke when the message may have been taken; nobody can know.
    UNKNOWN = "unknown"


#: RFC 5321 §4.2.1: the first digit decides, whatever an enhanced code beside it says.
_MEANING = {2: Outcome.ACCEPTED, 4: Outcome.DEFERRED, 5: Outcome.REFUSED}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the mail server said; `reply` is its own words."""

    outcome: Outcome
    code: int | None
    reply: str
    #: The server it was tried with last, HOST:PORT; no part of what was said, so attempts compare without.
    route: str | None = field(default=None, compare=False)

    @classmethod
    def answered(cls, reply: Reply, route: str | None = None) -> "Attempt":
        """The attempt that this reply ends; it is none that asks for more."""
        return cls(_MEANING[reply.code // 100], reply.code, reply.text, route)

    @property
    def enhanced(self) -> str | None:
        """The enhanced status code, such as `5.1.1`, where the server gave one that fits its reply."""
        return enhanced_in(self.code, self.reply)


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message to one recipient, complete but for dot-stuffing.

    A message in pieces is the same as its pieces joined; long pieces that many mails share are looked
    through only once.
    """

    sender: str
    recipient: str
    message: bytes | tuple[bytes, ...] | Sealed


@dataclass(eq=False, slots=True)
class Errand:
    """A mail on its way, and whom to tell how it ended."""

    envelope: Envelope
    tell: Callable[[Attempt], None]
    #: The lower, the sooner.
    lane: int = 0
    #: False once nobody waits for it any more: then it must not leave either.
    wanted: bool = True
    #: One failure before the message left is made good on another connection, unseen.
    tried_again: bool = False
    #: It left the hands of one route for another's; that happens once.
    passed_on: bool = False
    #: Its place among those that wait for their domain.
    number: int = 0
    #: The limited domain to which it is under way.
    turn: "Domain | None" = None
    #: The limited domain that could have no more when its turn came, and now can.
    called: "Domain | None" = None
