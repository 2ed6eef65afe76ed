"""The connections to one mail server, and the mails that wait for one."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from services.kit import metrics
from services.kit.config import KitSettings
from services.kit.log import log
from services.kit.mail.commands import Offers
from services.kit.mail.connecting import Line, NoConnectionError
from services.kit.mail.dialogue import Dialogue
from services.kit.mail.limits import Limits
from services.kit.mail.outcomes import Attempt, Envelope, Errand, Outcome

#: After the server took long over a message, mails do not queue behind each other for so many patiences.
SLOW_FOR = 30
#: How long goodbyes may take.
FAREWELL_SECONDS = 10.0
_COUNTED = {outcome: metrics.MAILS.labels(outcome=outcome.value) for outcome in Outcome}


class Handing:
    """Mails that were handed over together."""

    def __init__(self, errands: Sequence[tuple[Envelope, Callable[[Attempt], None]]]) -> None:
        """Each with whom to tell how it ended."""
        self._waiting = len(errands)
        self._all_told = asyncio.Event()
        self.errands = [Errand(envelope, self._counted(tell)) for envelope, tell in errands]
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
            _COUNTED[attempt.outcome].inc()
            self._waiting -= 1
            if not self._waiting:
                self._all_told.set()
            tell(attempt)

        return told


class SmtpPool:
    """At most `smtp_connections` to one server; mails leave in the order they came."""

    def __init__(self, settings: KitSettings, limits: Limits | None = None) -> None:
        """Connect only when there is something to send."""
        self._most = settings.smtp_connections
        self._limits = limits or Limits.of_settings(settings)
        self._line = Line(settings, self._limits)
        self._waiting: deque[Errand] = deque()
        self._idle: list[Dialogue] = []
        self._open: set[Dialogue] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._all_closed = asyncio.Event()
        self._all_closed.set()
        self._rests_until = self._slow_until = 0.0
        self._is_closing = False

    async def send(self, envelope: Envelope) -> Attempt:
        """Try once to hand the message over; every ending is a value."""
        attempts: list[Attempt] = []
        handing = self.hand_over([(envelope, attempts.append)])
        try:
            await handing.told()
        finally:
            handing.abandon()
        return attempts[0]

    def hand_over(self, mails: Sequence[tuple[Envelope, Callable[[Attempt], None]]]) -> Handing:
        """Try each once, many at a time, and tell at once how each ended."""
        handing = Handing(mails)
        self._is_closing = False
        self._waiting += handing.errands
        self._dispatch()
        return handing

    async def close(self) -> None:
        """Say goodbye on idle connections; the others break off."""
        self._is_closing = True
        for task in self._opening:
            task.cancel()
        await asyncio.gather(*self._opening, return_exceptions=True)
        self._opening.clear()
        for dialogue in tuple(self._open):
            if dialogue.is_free():
                dialogue.leave()
            else:
                dialogue.break_off("we stop")
        self._idle.clear()
        async with asyncio.timeout(FAREWELL_SECONDS):
            await self._all_closed.wait()

    def take(self) -> Errand | None:
        """The mail that is next, unless nobody waits for it any more."""
        while self._waiting:
            errand = self._waiting.popleft()
            if errand.wanted:
                return errand
        return None

    def is_slow(self) -> bool:
        return asyncio.get_running_loop().time() < self._slow_until

    def note_slow(self) -> None:
        self._slow_until = asyncio.get_running_loop().time() + SLOW_FOR * self._limits.patience

    def give_back(self, errand: Errand) -> None:
        """It is still the next."""
        self._waiting.appendleft(errand)
        self._dispatch()

    def failed(self, errand: Errand, attempt: Attempt) -> None:
        """It did not leave, so once more is safe; a second time it is for the caller to wait."""
        if errand.tried_again or not errand.wanted:
            errand.tell(attempt)
            return
        errand.tried_again = True
        self.give_back(errand)

    def rest(self, dialogue: Dialogue) -> None:
        self._idle.append(dialogue)

    def closed(self, dialogue: Dialogue) -> None:
        self._open.discard(dialogue)
        if dialogue in self._idle:
            self._idle.remove(dialogue)
        if not self._open:
            self._all_closed.set()
        self._dispatch()

    def _dispatch(self) -> None:
        """To idle connections first; new ones are opened while mails are left over."""
        while self._waiting and self._idle:
            dialogue = self._idle.pop()
            if dialogue.is_free():
                dialogue.go_on()
        if self._is_closing or asyncio.get_running_loop().time() < self._rests_until:
            return
        room = self._most - len(self._open) - len(self._opening)
        for _ in range(min(room, len(self._waiting) - len(self._opening))):
            task = asyncio.create_task(self._connect(), name="mail connection")
            self._opening.add(task)

    async def _connect(self) -> None:
        opened = await self._opened()
        self._opening -= {asyncio.current_task()}
        if isinstance(opened, Attempt):
            self._unreached(opened)
            return
        dialogue = Dialogue(*opened, self, self._limits)
        self._open.add(dialogue)
        self._all_closed.clear()
        dialogue.go_on()

    async def _opened(self) -> tuple[asyncio.Transport, Offers] | Attempt:
        try:
            return await self._line.open()
        except NoConnectionError as error:
            return error.attempt

    def _unreached(self, attempt: Attempt) -> None:
        """While other connections live they carry what waits; without any, nothing can leave now."""
        if self._open:
            log.info("the mail server takes no more connections", open=len(self._open), reply=attempt.reply)
            loop = asyncio.get_running_loop()
            self._rests_until = loop.time() + self._limits.rest
            loop.call_later(self._limits.rest, self._dispatch)
        elif not self._opening:
            while errand := self.take():
                errand.tell(attempt)
