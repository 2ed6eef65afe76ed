"""What distribution does on a clock: sending what is due, freeing what senders left behind.

A kill leaves at most `senders` x `batch` mails in doubt; each of them is sent again and marked so.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from services.distribution.config import Settings
from services.distribution.domain.sending import Outcome, Tried, is_unreached
from services.distribution.handlers import freeze, send
from services.distribution.handlers.letters import Letters
from services.distribution.handlers.send import Ready
from services.kit import mail
from services.kit.database import Database
from services.kit.jobs import Job
from services.kit.kafka import may_pass
from services.kit.log import log

WAKE_SECONDS = 0.2
#: What is finished is recorded this often while the rest of a batch is still on its way.
STRAGGLERS_SECONDS = 2.0
#: When the process ends, mails that are with the server may still finish.
FAREWELL_SECONDS = 10.0
#: How long no sender tries after a whole batch found nobody to talk to.
REST = timedelta(seconds=2)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
NOT_WRITTEN = mail.Attempt(mail.Outcome.DEFERRED, None, "the mail could not be written")


@dataclass
class Rest:
    """While the mail server cannot be reached, only a few mails are tried."""

    until: datetime = LONG_AGO


@dataclass(frozen=True, kw_only=True)
class PostRoom:
    """What sending needs; `sender` is `instance/process`, and names who holds a claim."""

    database: Database
    settings: Settings
    letters: Letters
    pool: mail.SmtpPool
    sender: str
    rest: Rest = field(default_factory=Rest)


def jobs_of(room: PostRoom) -> Iterator[Job]:
    """Several senders beside each other, so that a slow mail server holds up none but its own batch."""
    yield Job(name="distribution freezes audiences", every=WAKE_SECONDS, tick=partial(freeze_audiences, room))
    yield Job(name="distribution frees claims", every=5, tick=partial(free_claims, room))
    yield Job(name="distribution counts mails", every=WAKE_SECONDS, tick=partial(count_mails, room))
    for number in range(1, room.settings.senders + 1):
        yield Job(name=f"distribution sends {number}", every=WAKE_SECONDS, tick=partial(send_due, room))


async def freeze_audiences(room: PostRoom) -> bool:
    """Of alerts that came before the register; all others were frozen when they were heard."""
    async with room.database.transaction() as tx:
        await freeze.freeze_waiting(tx, room.settings)
    return False


async def free_claims(room: PostRoom) -> bool:
    """At the first tick too, so that a restart does not wait for the leases of the killed process."""
    async with room.database.transaction() as tx:
        freed = await send.free_left_claims(tx, room.sender)
    if freed:
        log.warning("claims of a sender that is gone are sent again", organisations=freed)
    return False


async def count_mails(room: PostRoom) -> bool:
    async with room.database.transaction() as tx:
        return await send.say_counts(tx)


async def send_due(room: PostRoom) -> bool:
    """Claim, send, record; true when there may be more."""
    if room.database.clock() < room.rest.until:
        return False
    async with room.database.transaction() as tx:
        batch = await send.claim_due(tx, room.sender, room.letters, room.settings)
    tried = await _send(room, batch) if batch else []
    if tried and all(map(is_unreached, tried)):
        room.rest.until = room.database.clock() + REST
        return False
    return len(batch) == room.settings.batch


async def _send(room: PostRoom, batch: Sequence[Ready]) -> list[Tried]:
    tasks = {asyncio.create_task(_try(room, ready)): ready.mail.id for ready in batch}
    waiting = set(tasks)
    try:
        while waiting:
            done, _ = await asyncio.wait(waiting, timeout=STRAGGLERS_SECONDS)
            await _record(room, done, [tasks[task] for task in waiting - done])
            waiting -= done
    except asyncio.CancelledError:
        done, _ = await asyncio.wait(waiting, timeout=FAREWELL_SECONDS)
        async with asyncio.timeout(FAREWELL_SECONDS):
            await _record(room, done, [])
        raise
    finally:
        for task in tasks:
            task.cancel()
    return [task.result() for task in tasks]


async def _record(room: PostRoom, done: set[asyncio.Task[Tried]], waiting: Sequence[int]) -> None:
    """Try until the database has it: what is not recorded would have to be sent again."""
    tried = [task.result() for task in done]
    while True:
        try:
            async with room.database.transaction() as tx:
                await send.record_outcomes(tx, tried)
                await send.keep_claims(tx, room.sender, waiting, room.settings)
        except Exception as error:
            if not may_pass(error):
                raise
            log.warning("outcomes cannot be recorded yet", mails=len(tried), error=type(error).__name__)
            await asyncio.sleep(1)
        else:
            return


async def _try(room: PostRoom, ready: Ready) -> Tried:
    started_at = room.database.clock()
    attempt = await _hand_over(room, ready, started_at)
    return Tried(
        ledger_id=ready.mail.id,
        attempt=ready.mail.attempts,
        first_attempt_at=ready.mail.first_attempt_at,
        started_at=started_at,
        ended_at=room.database.clock(),
        outcome=Outcome(attempt.outcome.value),
        code=attempt.code,
        reply=attempt.reply,
    )


async def _hand_over(room: PostRoom, ready: Ready, now: datetime) -> mail.Attempt:
    """Our own faults end in a value too, or one mail would take the outcomes of its whole batch along."""
    if ready.letter is None:
        return NOT_WRITTEN
    try:
        envelope = room.letters.envelope(ready.mail, ready.letter, now)
    except Exception as error:  # noqa: BLE001 — see above; what it was stands in the log
        log.error("mail cannot be written", ledger=ready.mail.id, error=type(error).__name__)
        return NOT_WRITTEN
    try:
        return await room.pool.send(envelope)
    except Exception as error:  # noqa: BLE001 — as above, but the mail may have left
        log.error("mail failed", ledger=ready.mail.id, error=type(error).__name__)
        return mail.Attempt(mail.Outcome.UNKNOWN, None, f"our own fault: {type(error).__name__}")
