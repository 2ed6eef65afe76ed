"""How much one receiving domain gets at a time: as it was agreed, and less for a while after it complained.

`now` is any clock in seconds that never goes back.
"""

import sys
from dataclasses import dataclass, field
from typing import Self

from services.kit.config import KitSettings
from services.kit.mail.lanes import Ranked

NO_LIMIT = sys.maxsize
#: What a domain may have at once grows by one in this time after it was lowered.
RECOVERS_EVERY = 60.0
#: Complaints that come within this time are about the same mails.
SETTLES_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """Mails under way at once, and mails a minute."""

    at_once: int = NO_LIMIT
    per_minute: int = NO_LIMIT

    @classmethod
    def of(cls, at_once: int, per_minute: int) -> Self:
        """As settings have it: 0 for no limit."""
        return cls(at_once or NO_LIMIT, per_minute or NO_LIMIT)


UNLIMITED = Allowance()


@dataclass(eq=False, slots=True)
class Domain:
    """A receiving domain that does not get as much as there is."""

    allowance: Allowance
    #: What can be under way at once to anybody; a complaint of a domain without a limit starts from here.
    connections: int
    under_way: int = 0
    #: Mails that wait for this domain alone.
    held: Ranked = field(default_factory=Ranked)
    #: Of those that were held: may leave now, and wait for a connection.
    called: int = 0
    #: A clock runs that calls the next.
    is_watched: bool = False
    next_at: float = 0
    _lowered_to: int | None = None
    _lowered_at: float = -SETTLES_WITHIN

    def has_room(self, now: float) -> bool:
        """Whether a mail may leave for it now."""
        return self.under_way < self.at_once(now) and now >= self.next_at

    def begin(self, now: float) -> None:
        """One leaves. Mails are spread over the minute, so that an urgent one never waits for the next."""
        self.under_way += 1
        if self.allowance.per_minute != NO_LIMIT:
            apart = 60 / self.allowance.per_minute
            # A clock that is late once is early the next time.
            self.next_at = max(self.next_at, now - apart) + apart

    def to_call(self, now: float) -> int:
        """How many of those held may leave, beside those that were called already."""
        if now < self.next_at:
            return 0
        room = self.at_once(now) - self.under_way - self.called
        return min(room, 1 - self.called) if self.allowance.per_minute != NO_LIMIT else room

    def at_once(self, now: float) -> int:
        """How many may be under way."""
        if self._lowered_to is None:
            return self.allowance.at_once
        grown = self._lowered_to + int((now - self._lowered_at) / RECOVERS_EVERY)
        if grown < min(self.allowance.at_once, self.connections):
            return grown
        self._lowered_to = None
        return self.allowance.at_once

    def lower(self, now: float) -> None:
        """It complained: half of what it had."""
        if now - self._lowered_at < SETTLES_WITHIN:
            return
        had = min(self.at_once(now), self.under_way or self.connections)
        self._lowered_to, self._lowered_at = max(1, had // 2), now

    def is_unlimited(self, now: float) -> bool:
        """Whether there is nothing left to remember of it."""
        return (
            self.allowance == UNLIMITED
            and self.at_once(now) == NO_LIMIT
            and not (self.under_way or self.called or self.held)
        )


class Domains:
    """Those that are limited."""

    def __init__(self, settings: KitSettings) -> None:
        """Raises ValueError where a limit cannot be read."""
        self._connections = settings.smtp_connections
        self._usual = Allowance.of(settings.smtp_domain_connections, settings.smtp_domain_per_minute)
        self._known = {
            name: Domain(allowance, self._connections)
            for name, allowance in allowances_of(settings.smtp_domain_limits).items()
        }
        #: False while no domain is looked up at all.
        self.are_limited = self._usual != UNLIMITED or bool(self._known)

    def of(self, recipient: str) -> Domain | None:
        """None where the recipient's domain has no limit."""
        name = _domain_of(recipient)
        domain = self._known.get(name)
        if domain is None and self._usual != UNLIMITED:
            domain = self._known[name] = Domain(self._usual, self._connections)
        return domain

    def lower(self, recipient: str, now: float) -> Domain:
        """The recipient's domain complained; it gets less from now on."""
        domain = self.of(recipient)
        if domain is None:
            domain = self._known[_domain_of(recipient)] = Domain(UNLIMITED, self._connections)
            self.are_limited = True
        domain.lower(now)
        return domain

    def forget_if_unlimited(self, recipient: str, now: float) -> None:
        """Once it has recovered, a domain that nobody limited costs nothing any more."""
        domain = self._known.get(_domain_of(recipient))
        if domain is not None and self._usual == UNLIMITED and domain.is_unlimited(now):
            del self._known[_domain_of(recipient)]
            self.are_limited = bool(self._known)


def allowances_of(limits: str) -> dict[str, Allowance]:
    """`nhs.net=10/600, x.example=2/0`: at once and a minute, 0 for no limit."""
    found: dict[str, Allowance] = {}
    for limit in filter(None, map(str.strip, limits.split(","))):
        name, _, numbers = limit.partition("=")
        at_once, _, per_minute = numbers.partition("/")
        found[name.strip().lower()] = Allowance.of(int(at_once), int(per_minute))
    return found


def _domain_of(recipient: str) -> str:
    return recipient.rpartition("@")[2].lower()
