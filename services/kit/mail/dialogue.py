"""One connection to a mail server, and what is said on it.

Where the server offers PIPELINING (RFC 2920), MAIL, RCPT and DATA leave in one write, and those of the next
mail with the message and its final dot; elsewhere each command waits for the reply to the one before. Replies
drive it, so a mail costs no task, future or lock; a slow clock per connection sees to the time limits.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from services.kit.mail import commands, wire
from services.kit.mail.commands import Offers, UnmailableError
from services.kit.mail.limits import Limits, Step
from services.kit.mail.outcomes import Attempt, Errand, Outcome
from services.kit.mail.replies import CLOSING, SEND_IT, GarbledError, Replies, Reply

#: Connections look at the clock this often; the shortest limit is kept to a quarter of itself.
LOOK_SECONDS = 1.0
_FIXED = {Step.RESET: commands.RESET, Step.DATA: commands.DATA}
_GROUP: tuple[Step, ...] = (Step.MAIL, Step.RCPT, Step.DATA)
_AFTER = {Step.RESET: Step.MAIL, Step.MAIL: Step.RCPT, Step.RCPT: Step.DATA}


class Post(Protocol):
    """Where mails come from, and where a connection tells how it is."""

    #: The server's, as attempts keep it.
    name: str

    def take(self) -> Errand | None:
        """The mail that is next."""

    def is_slow(self) -> bool:
        """Whether the server lately took long over a message; then no mail should wait behind another."""

    def note_slow(self) -> None:
        """It did."""

    def note_broken(self) -> None:
        """The server went away, fell silent or spoke nonsense while it had mails of ours."""

    def ended(self, errand: Errand, attempt: Attempt) -> None:
        """That is all that can be known of it."""

    def complained(self, errand: Errand, attempt: Attempt) -> None:
        """The server goes away over this recipient; why, it says."""

    def turned_away(self, errand: Errand, attempt: Attempt, step: Step) -> None:
        """The server said no before the message, to this command."""

    def give_back(self, errand: Errand) -> None:
        """It has not left, and is none the worse for it."""

    def failed(self, errand: Errand, attempt: Attempt) -> None:
        """It has not left, because of this."""

    def rest(self, dialogue: "Dialogue") -> None:
        """Nothing waits: the connection is free."""

    def closed(self, dialogue: "Dialogue") -> None:
        """The connection is no more."""


@dataclass(eq=False, slots=True)
class Transaction:
    """One mail on one connection."""

    errand: Errand
    mail: bytes
    rcpt: bytes
    #: The server said no; that is told already.
    refused: bool = False
    #: The server said yes to the recipient, so even an empty message would reach them.
    addressed: bool = False
    #: The final dot was written: from here on, silence means that nobody knows.
    left: bool = False
    #: Given back while it waited; another connection carries it.
    moved: bool = False

    def command(self, step: Step) -> bytes:
        if step is Step.MAIL:
            return self.mail
        return self.rcpt if step is Step.RCPT else _FIXED[step]


class Dialogue(asyncio.Protocol):
    """A connection that aiosmtplib has opened and that is ours from here on."""

    def __init__(self, transport: asyncio.Transport, offers: Offers, post: Post, limits: Limits) -> None:
        """Take the connection over; it carries nothing before `go_on`."""
        self._loop = asyncio.get_running_loop()
        self._transport, self._offers, self._post, self._limits = transport, offers, post, limits
        self._replies = Replies()
        self._expected: deque[tuple[Step, Transaction | None]] = deque()
        #: A transaction was begun and not ended: no other can begin before it is reset.
        self._is_begun = False
        self._is_over = False
        self._carried = 0
        self._born = self._heard_at = self._loop.time()
        self._pace = min(LOOK_SECONDS, limits.shortest() / 4)
        self._clock = self._loop.call_later(self._pace, self._look_at_clock)
        transport.set_protocol(self)

    def is_free(self) -> bool:
        return not (self._expected or self._is_over or self._transport.is_closing())

    def go_on(self) -> None:
        """Take the next mail or be free; no reply is expected now."""
        if self._is_spent():
            self.leave()
        elif opening := self._next_opening():
            self._write(opening)
        else:
            self._post.rest(self)

    def leave(self) -> None:
        """Say goodbye; the server closes."""
        self._expected.append((Step.QUIT, None))
        self._write(commands.QUIT)

    def break_off(self, why: str) -> None:
        """Nothing that is said here can be relied on any more."""
        self._end(Attempt(Outcome.DEFERRED, None, f"lost: {why}", self._post.name))

    def stop(self, why: str) -> None:
        """Break off for a reason of our own."""
        self._end(Attempt(Outcome.DEFERRED, None, f"lost: {why}", self._post.name), is_ours=True)

    def data_received(self, data: bytes) -> None:
        has_replied = False
        try:
            for reply in self._replies.fed(data):
                has_replied = True
                self._hear(reply)
                if self._is_over:
                    return
        except GarbledError as error:
            self.break_off(f"it says {error}")
        # Behind them, for what answers the message comes first, and how long that took is asked; and only
        # where a reply is whole, or a server could stretch one for ever.
        if has_replied:
            self._heard_at = self._loop.time()

    def connection_lost(self, error: Exception | None) -> None:
        self.break_off(type(error).__name__ if error else "it closed the connection")
        self._post.closed(self)

    def _hear(self, reply: Reply) -> None:
        step, transaction = self._expected[0] if self._expected else (None, None)
        if step is None or transaction is None:
            self.break_off("it said what nobody asked for, or goodbye")
        elif reply.code == CLOSING:
            self._closing(transaction, reply, step)
        elif not _fits(step, reply):
            self.break_off(f"it said {reply.code} to {step.value}")
        else:
            self._expected.popleft()
            self._answered(step, transaction, reply)

    def _answered(self, step: Step, transaction: Transaction, reply: Reply) -> None:
        if step is Step.DOT:
            self._message_answered(transaction, reply)
        elif step is Step.DATA and reply.code == SEND_IT:
            self._send(transaction)
        elif reply.is_no:
            self._refuse(transaction, reply, step)
            if not self._expected:
                self.go_on()
        else:
            transaction.addressed |= step is Step.RCPT
            if not self._offers.pipelining:
                self._say(_AFTER[step], transaction)

    def _closing(self, transaction: Transaction, reply: Reply, step: Step) -> None:
        """The server goes away. Of a message that has left it says that it did not take it."""
        attempt = Attempt.answered(reply, self._post.name)
        if transaction.left:
            transaction.refused, transaction.left = True, False
            self._post.ended(transaction.errand, attempt)
        elif step in (Step.RCPT, Step.DATA):
            self._post.complained(transaction.errand, attempt)
        self._end(attempt)

    def _refuse(self, transaction: Transaction, reply: Reply, step: Step) -> None:
        """The first no is the reason; those behind it only follow from it."""
        if not transaction.refused:
            transaction.refused = True
            self._post.turned_away(transaction.errand, Attempt.answered(reply, self._post.name), step)

    def _send(self, transaction: Transaction) -> None:
        """The message, and behind it the commands of the next mail when one waits."""
        if transaction.refused and transaction.addressed:
            return self.break_off("it takes a message that it refused")
        if self._transport.is_closing() or not (transaction.refused or transaction.errand.wanted):
            return self.stop("the message was held back")
        self._expected.append((Step.DOT, transaction))
        self._is_begun = False
        message = wire.NOTHING if transaction.refused else wire.sealed(transaction.errand.envelope.message)
        transaction.left = not transaction.refused
        following = self._next_opening() if self._may_be_followed() else b""
        # In one system call and without a copy of the message.
        self._write(message, following)
        return None

    def _may_be_followed(self) -> bool:
        return self._offers.pipelining and not self._is_spent() and not self._post.is_slow()

    def _message_answered(self, transaction: Transaction, reply: Reply) -> None:
        if self._loop.time() - self._heard_at > self._limits.patience / 2:
            self._post.note_slow()
        if transaction.left:
            self._post.ended(transaction.errand, Attempt.answered(reply, self._post.name))
        if not self._expected:
            self.go_on()
        elif (following := self._expected[0][1]) and following.moved:
            self.stop("its mail was moved")

    def _next_opening(self) -> bytes:
        """The commands of the next mail that can be mailed here; empty when none waits."""
        while errand := self._post.take():
            envelope = errand.envelope
            try:
                mail, rcpt = commands.mail(envelope, self._offers), commands.rcpt(envelope)
            except UnmailableError as error:
                self._post.ended(errand, Attempt(Outcome.REFUSED, None, str(error), self._post.name))
            else:
                return self._opening(Transaction(errand, mail, rcpt))
        return b""

    def _opening(self, transaction: Transaction) -> bytes:
        steps = (Step.RESET, *_GROUP) if self._is_begun else _GROUP
        if not self._offers.pipelining:
            steps = steps[:1]
        self._carried += 1
        self._is_begun = True
        self._expected += [(step, transaction) for step in steps]
        return b"".join([transaction.command(step) for step in steps])

    def _say(self, step: Step, transaction: Transaction) -> None:
        self._expected.append((step, transaction))
        self._write(transaction.command(step))

    def _write(self, *data: bytes) -> None:
        self._heard_at = self._loop.time()
        self._transport.writelines(data)

    def _is_spent(self) -> bool:
        return self._carried >= self._limits.mails or self._loop.time() - self._born > self._limits.age

    def _look_at_clock(self) -> None:
        self._clock = self._loop.call_later(self._pace, self._look_at_clock)
        waited = self._loop.time() - self._heard_at
        step = self._expected[0][0] if self._expected else None
        if step is None and self._is_spent():
            self.leave()
        elif step and waited > self._limits.of(step):
            self.break_off(f"no answer to {step.value} within {self._limits.of(step):g} seconds")
        elif step is Step.DOT and waited > self._limits.patience:
            self._move_followers()

    def _move_followers(self) -> None:
        """What waits behind a message that the server thinks about goes by another connection."""
        self._post.note_slow()
        for transaction in _each(self._expected):
            if not (transaction.left or transaction.refused or transaction.moved):
                transaction.moved = True
                self._post.give_back(transaction.errand)

    def _end(self, attempt: Attempt, *, is_ours: bool = False) -> None:
        """`attempt` is what a mail fares with that has not left."""
        if self._is_over:
            return
        self._is_over = True
        self._clock.cancel()
        self._transport.abort()
        carried = [*_each(self._expected)]
        if carried and not is_ours:
            self._post.note_broken()
        for transaction in carried:
            if transaction.left:
                unknown = Attempt(Outcome.UNKNOWN, None, attempt.reply, self._post.name)
                self._post.ended(transaction.errand, unknown)
            elif not (transaction.refused or transaction.moved):
                self._post.failed(transaction.errand, attempt)


def _fits(step: Step, reply: Reply) -> bool:
    """Whether it can be a reply to this step; if not, replies and commands have lost each other."""
    if step is Step.DATA:
        return reply.code == SEND_IT or reply.is_no
    return reply.is_yes or (reply.is_no and step is not Step.RESET)


def _each(expected: Iterable[tuple[Step, Transaction | None]]) -> Iterable[Transaction]:
    """The mails that replies are expected for, each once, in their order."""
    return dict.fromkeys(transaction for _, transaction in expected if transaction)
