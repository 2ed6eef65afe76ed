"""The mails that wait for a connection; what a domain may not have yet holds up no other domain."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import count

from services.kit.config import KitSettings
from services.kit.log import log
from services.kit.mail.domains import Domain, Domains
from services.kit.mail.lanes import Lanes, Ranked
from services.kit.mail.outcomes import Errand


class Waiting:
    """By lane, then in the order they came.

    A mail to a domain that has enough is set aside when its turn comes, and stands before its lane as soon
    as it may leave; so each is passed over once, however many wait. Without limits none is looked at.
    """

    def __init__(self, settings: KitSettings, called: Callable[[], None]) -> None:
        """`called` is told when something may leave that could not before."""
        self._lanes = Lanes()
        #: What was set aside and may leave now.
        self._called = Ranked()
        self._numbers = count(1)
        self._domains = Domains(settings)
        self._tell_called = called

    def __len__(self) -> int:
        """How many may leave, as far as it is known."""
        return len(self._lanes) + len(self._called)

    def add(self, errands: Iterable[Errand]) -> None:
        """Behind those that wait in their lanes."""
        self._lanes.add(errands)

    def put_back(self, errand: Errand) -> None:
        """Before those that wait in its lane; its turn at its domain it keeps."""
        self._lanes.put_back(errand)

    def take(self) -> Errand | None:
        """The next that somebody waits for and that may leave."""
        while errand := self._next() if self._domains.are_limited else self._lanes.take():
            if not errand.wanted:
                self._forget(errand)
            elif errand.turn or not self._domains.are_limited or self._gets_a_turn(errand):
                return errand
        return None

    def _next(self) -> Errand | None:
        if not self._called:
            return self._lanes.take()
        called, lane = self._called.first(), self._lanes.first()
        is_before = lane is None or (called is not None and called <= lane)
        return self._called.take() if is_before else self._lanes.take()

    def end_turn(self, errand: Errand) -> None:
        """It has ended, so the next to its domain may leave."""
        domain, errand.turn = errand.turn, None
        if domain is not None:
            now = _now()
            domain.under_way -= 1
            self._call(domain, now)
            self._domains.forget_if_unlimited(errand.envelope.recipient, now)

    def complained(self, errand: Errand) -> None:
        """The server says that its domain gets too much."""
        now = _now()
        domain = self._domains.lower(errand.envelope.recipient, now)
        log.info("a domain gets fewer mails at a time for a while", at_once=domain.at_once(now))

    def _gets_a_turn(self, errand: Errand) -> bool:
        domain = self._domains.of(errand.envelope.recipient)
        if domain is None:
            return True
        self._uncall(errand)
        now = _now()
        if domain.has_room(now):
            errand.turn = domain
            domain.begin(now)
        else:
            # It keeps its place when what is more urgent took its turn after it was called.
            errand.number = errand.number or next(self._numbers)
            domain.held.add(errand)
        self._watch(domain, now)
        return errand.turn is not None

    def _uncall(self, errand: Errand) -> Domain | None:
        """The domain for which it was called."""
        domain, errand.called = errand.called, None
        if domain is not None:
            domain.called -= 1
        return domain

    def _forget(self, errand: Errand) -> None:
        if domain := self._uncall(errand):
            self._call(domain, _now())
        self.end_turn(errand)

    def _call(self, domain: Domain, now: float) -> None:
        """Have as many of those set aside stand in line as may leave."""
        before = domain.called
        while domain.to_call(now) > 0 and (errand := domain.held.take()):
            if errand.wanted:
                errand.called = domain
                domain.called += 1
                self._called.add(errand)
        self._watch(domain, now)
        if domain.called > before:
            self._tell_called()

    def _watch(self, domain: Domain, now: float) -> None:
        """The next is called when its time has come; one that waits for another's end is called by that."""
        if domain.held and not domain.is_watched and domain.next_at > now:
            domain.is_watched = True
            asyncio.get_running_loop().call_later(domain.next_at - now, self._time_has_come, domain)

    def _time_has_come(self, domain: Domain) -> None:
        domain.is_watched = False
        self._call(domain, _now())


def _now() -> float:
    return asyncio.get_running_loop().time()
