"""How long a mail server is waited for, and how long it is kept busy."""

from dataclasses import dataclass
from enum import Enum
from typing import Self

from services.kit.config import KitSettings


class Step(Enum):
    """What the next reply answers."""

    RESET = "RSET"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    DOT = "the message"
    QUIT = "QUIT"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Seconds as RFC 5321 §4.5.3.2 asks for; too short ones make mails arrive twice."""

    #: Less than the RFC's five minutes: no mail is at stake yet, and another route may be waiting.
    connect: float = 30
    command: float = 300
    data: float = 120
    dot: float = 600
    quit: float = 5
    #: How long a mail may wait behind the server's thoughts about the one before it.
    patience: float = 2
    #: How long no more connections are opened after the server would not have another.
    rest: float = 10
    #: A route that fails so often in a row, within so many seconds, is left alone for so long.
    failures: int = 5
    failures_within: float = 60
    route_rest: float = 30
    #: A connection this old, or that has carried so many mails, is closed rather than trusted.
    age: float = 60
    mails: int = 1000

    @classmethod
    def of_settings(cls, settings: KitSettings) -> Self:
        """The RFC's, or the share of them that the settings ask."""
        share = settings.smtp_patience
        return cls(
            command=cls.command * share,
            data=cls.data * share,
            dot=cls.dot * share,
            age=settings.smtp_connection_seconds,
            mails=settings.smtp_connection_mails,
        )

    def of(self, step: Step) -> float:
        """For the reply to this step."""
        known = {Step.DATA: self.data, Step.DOT: self.dot, Step.QUIT: self.quit}
        return known.get(step, self.command)

    def shortest(self) -> float:
        """What the clock must be able to tell."""
        return min(self.command, self.data, self.dot, self.quit, self.patience, self.age)
