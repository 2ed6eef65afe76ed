"""The routes by which mails leave, and the mails that wait for one."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat

from services.kit.config import KitSettings
from services.kit.mail.breaker import State
from services.kit.mail.connecting import servers_of
from services.kit.mail.limits import Limits
from services.kit.mail.outcomes import Attempt, Envelope, Errand
from services.kit.mail.route import Route
from services.kit.mail.waiting import Waiting


class Handing:
    """Mails that were handed over together."""

    def __init__(
        self, errands: Sequence[tuple[Envelope, Callable[[Attempt], None]]], lanes: Iterable[int]
    ) -> None:
        """Each with whom to tell how it ended."""
        self._waiting = len(errands)
        self._all_told = asyncio.Event()
        self.errands = [
            Errand(envelope, self._counted(tell), lane)
            for (envelope, tell), lane in zip(errands, lanes, strict=True)
        ]
        if not errands:
            self._all_told.set()

    async def told(self, within: float | None = None) -> bool:
        """Wait until it is known of each how it ended; false when that takes longer."""
        try:
            async with asyncio.timeout(within):
                await self._all_told.wait()
        except TimeoutError:
            return False
        return True

    def abandon(self) -> None:
        """Nobody waits any more: what has not left yet does not leave."""
        for errand in self.errands:
            errand.wanted = False
        # Errands know whom to tell, and that is us: whole messages would wait for the garbage collector.
        self.errands.clear()

    def _counted(self, tell: Callable[[Attempt], None]) -> Callable[[Attempt], None]:
        def told(attempt: Attempt) -> None:
            self._waiting -= 1
            if not self._waiting:
                self._all_told.set()
            tell(attempt)

        return told


class SmtpPool:
    """Connections to the mail server, and to a second one while the first fails.

    Mails leave by lane, then in the order they came. What never left by one server may go by the other, once;
    if nobody knows whether it left, it may not: it might arrive twice.
    """

    def __init__(self, settings: KitSettings, limits: Limits | None = None) -> None:
        """Connect only when there is something to send."""
        limits = limits or Limits.of_settings(settings)
        most = settings.smtp_connections
        self.waiting = Waiting(settings, self.weigh)
        self.routes = [Route(server, most, limits, self) for server in servers_of(settings)]
        self._choose()

    async def send(self, envelope: Envelope) -> Attempt:
        """Try once to hand the message over; every ending is a value."""
        attempts: list[Attempt] = []
        handing = self.hand_over([(envelope, attempts.append)])
        try:
            await handing.told()
        finally:
            handing.abandon()
        return attempts[0]

    def hand_over(
        self, mails: Sequence[tuple[Envelope, Callable[[Attempt], None]]], lane: int | Sequence[int] = 0
    ) -> Handing:
        """Try each once, and tell at once how each ended.

        A lower lane leaves before a higher one; `lane` is that of all, or one for each.
        """
        handing = Handing(mails, repeat(lane, len(mails)) if isinstance(lane, int) else lane)
        for route in self.routes:
            route.is_closing = False
        self.waiting.add(handing.errands)
        self.weigh()
        return handing

    async def close(self) -> None:
        """Say goodbye on idle connections; the others break off."""
        await asyncio.gather(*(route.close() for route in self.routes))

    def pass_on(self, errand: Errand, route: Route) -> bool:
        """Give it to another route that works; false when there is none, or it was passed on before."""
        others = (one for one in self.routes if one is not route and one.breaker.state is State.CLOSED)
        other = None if errand.passed_on else next(others, None)
        if other is None:
            return False
        errand.passed_on = True
        other.carry(errand)
        return True

    def weigh(self, failed: Route | None = None) -> None:
        """Choose among the routes, and have them carry what waits; but for the one that has just failed."""
        self._choose()
        for route in self.routes:
            if route is not failed:
                route.dispatch()

    def _choose(self) -> None:
        """The first that works; where none does, the one whose rest ends first: every mail is tried."""
        closed = (route for route in self.routes if route.breaker.state is State.CLOSED)
        chosen = next(closed, None) or min(self.routes, key=lambda route: route.breaker.rests_until)
        for route in self.routes:
            route.is_chosen = route is chosen
