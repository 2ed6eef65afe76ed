"""The connections to one mail server, and what becomes of the mails that they carry."""

import asyncio
from typing import Protocol

from services.kit import metrics
from services.kit.log import log
from services.kit.mail.breaker import Breaker, State
from services.kit.mail.causes import is_throttle
from services.kit.mail.commands import Offers
from services.kit.mail.connecting import Line, NoConnectionError, Server
from services.kit.mail.dialogue import Dialogue
from services.kit.mail.lanes import Lanes
from services.kit.mail.limits import Limits, Step
from services.kit.mail.outcomes import Attempt, Errand, Outcome
from services.kit.mail.replies import CLOSING
from services.kit.mail.waiting import Waiting

#: After the server took long over a message, mails do not queue behind each other for so many patiences.
SLOW_FOR = 30
#: How long goodbyes may take.
FAREWELL_SECONDS = 10.0
#: RFC 3463 X.3.x: the server itself is in trouble, so every mail would fare the same.
_ITS_OWN_TROUBLE = "4.3."


class Desk(Protocol):
    """What the routes share."""

    #: Mails for whichever route is chosen.
    waiting: Waiting

    def pass_on(self, errand: Errand, route: "Route") -> bool:
        """Give it to another route that works; false when there is none, or it was passed on before."""

    def weigh(self, failed: "Route | None" = None) -> None:
        """There is something to carry, or a route works again, or has just failed."""


class Route:
    """At most so many connections to one server; they carry what is its own, and what waits while chosen."""

    def __init__(self, server: Server, connections: int, limits: Limits, desk: Desk) -> None:
        """Connect only when there is something to send."""
        self.name = server.address
        self.breaker = Breaker(limits)
        self.is_chosen = False
        self._most, self._limits, self._desk = connections, limits, desk
        self._line = Line(server, limits)
        #: What another route could not carry.
        self._own = Lanes()
        self._idle: list[Dialogue] = []
        self._open: set[Dialogue] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._all_closed = asyncio.Event()
        self._all_closed.set()
        self._rests_until = self._slow_until = 0.0
        self.is_closing = False
        self._counted = {one: metrics.MAILS.labels(outcome=one.value, route=self.name) for one in Outcome}
        self._seen = State.CLOSED
        self._shown = metrics.MAIL_ROUTE.labels(route=self.name)

    def carry(self, errand: Errand) -> None:
        """It can go by no other route any more."""
        self._own.add((errand,))
        self.dispatch()

    def dispatch(self) -> None:
        """To idle connections first; new ones are opened while mails are left over."""
        while self._idle and self._work():
            dialogue = self._idle.pop()
            if dialogue.is_free():
                dialogue.go_on()
        if self.is_closing or _now() < self._rests_until:
            return
        room = self._most - len(self._open) - len(self._opening)
        for _ in range(min(room, self._work() - len(self._opening))):
            task = asyncio.create_task(self._connect(), name="mail connection")
            self._opening.add(task)

    async def close(self) -> None:
        """Say goodbye on idle connections; the others break off."""
        self.is_closing = True
        for task in self._opening:
            task.cancel()
        await asyncio.gather(*self._opening, return_exceptions=True)
        self._opening.clear()
        for dialogue in tuple(self._open):
            if dialogue.is_free():
                dialogue.leave()
            else:
                dialogue.stop("we stop")
        self._idle.clear()
        async with asyncio.timeout(FAREWELL_SECONDS):
            await self._all_closed.wait()

    def take(self) -> Errand | None:
        """The mail that is next here; a route that failed gets one to see whether it works again."""
        while self._own.order:
            if (errand := self._own.take()) and errand.wanted:
                return errand
        if self.is_chosen:
            return self._desk.waiting.take()
        now = _now()
        if self.breaker.is_due(now) and (errand := self._desk.waiting.take()):
            self.breaker.probed(now)
            self._show()
            return errand
        return None

    def is_slow(self) -> bool:
        return _now() < self._slow_until

    def note_slow(self) -> None:
        self._slow_until = _now() + SLOW_FOR * self._limits.patience

    def note_broken(self) -> None:
        if not self.is_closing:
            self.breaker.failed(_now())
            self._show()

    def ended(self, errand: Errand, attempt: Attempt) -> None:
        """Whatever the server says of a mail, it works; only silence and goodbyes say nothing for it."""
        if self.breaker.is_troubled and attempt.code not in (None, CLOSING):
            self.breaker.succeeded()
            self._show()
        if attempt.outcome is Outcome.DEFERRED:
            self.complained(errand, attempt)
        self._tell(errand, attempt)

    def complained(self, errand: Errand, attempt: Attempt) -> None:
        if is_throttle(attempt.code, attempt.reply):
            self._desk.waiting.complained(errand)

    def turned_away(self, errand: Errand, attempt: Attempt, step: Step) -> None:
        """Who does not take our sender, or is in trouble itself, carries no other mail either."""
        if step is Step.MAIL or (attempt.enhanced or "").startswith(_ITS_OWN_TROUBLE):
            self.note_broken()
            self._give_up(errand, attempt)
        else:
            self.ended(errand, attempt)

    def give_back(self, errand: Errand) -> None:
        """It is still the next."""
        if errand.passed_on:
            self._own.put_back(errand)
            self.dispatch()
        else:
            self._desk.waiting.put_back(errand)
            self._desk.weigh()

    def failed(self, errand: Errand, attempt: Attempt) -> None:
        """It did not leave, so once more is safe; a second time it is for another route, or to wait."""
        if errand.tried_again or not errand.wanted:
            self._give_up(errand, attempt)
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
        self.dispatch()

    def _work(self) -> int:
        """How many mails there are to carry here."""
        if self.is_chosen:
            return len(self._own) + len(self._desk.waiting)
        is_to_probe = bool(self._desk.waiting) and self.breaker.is_due(_now())
        return len(self._own) + is_to_probe

    def _give_up(self, errand: Errand, attempt: Attempt) -> None:
        """It never left by this route."""
        if errand.wanted and not self.is_closing and self._desk.pass_on(errand, self):
            metrics.MAILS_PASSED_ON.labels(route=self.name).inc()
        else:
            self._tell(errand, attempt)

    def _tell(self, errand: Errand, attempt: Attempt) -> None:
        self._counted[attempt.outcome].inc()
        if errand.turn is not None:
            self._desk.waiting.end_turn(errand)
        errand.tell(attempt)

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
            self._rests_until = _now() + self._limits.rest
            asyncio.get_running_loop().call_later(self._limits.rest, self.dispatch)
            return
        if not self.breaker.is_troubled:
            log.warning("a mail server cannot be reached", route=self.name, reply=attempt.reply)
        self.note_broken()
        if not self._opening:
            while errand := self.take():
                self._give_up(errand, attempt)

    def _show(self) -> None:
        """Tell whoever watches, and whoever chooses, when the state is a new one."""
        state = self.breaker.state
        if state is not self._seen:
            self._seen = state
            self._shown.state(state.value)
            log.warning("a mail route changed", route=self.name, state=state.value)
            self._desk.weigh(self if state is State.OPEN else None)


def _now() -> float:
    return asyncio.get_running_loop().time()
