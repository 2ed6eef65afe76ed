"""What distribution does on a clock: sending what is due, freeing what senders left behind.

A kill leaves at most `senders` x `batch` mails in doubt; each of them is sent again and marked so.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from services.distribution.config import Settings
from services.distribution.domain.sending import Outcome, Tried
from services.distribution.handlers import freeze, send
from services.distribution.handlers.letters import Letters
from services.distribution.handlers.send import Ready
from services.kit import mail
from services.kit.database import Database
from services.kit.jobs import Job
from services.kit.log import log

WAKE_SECONDS = 0.2
#: What is finished is recorded this often while the rest of a batch is still on its way.
STRAGGLERS_SECONDS = 2.0
#: When the process ends, mails that are with the server may still finish.
FAREWELL_SECONDS = 10.0
NOT_WRITTEN = mail.Attempt(mail.Outcome.DEFERRED, None, "the mail could not be written")


@dataclass(frozen=True, kw_only=True)
class PostRoom:
    """What sending needs; `sender` is `instance/process`, and names who holds a claim."""

    database: Database
    settings: Settings
    letters: Letters
    pool: mail.SmtpPool
    sender: str


def jobs_of(room: PostRoom) -> Iterator[Job]:
    """Several senders beside each other, so that a slow mail server holds up none but its own batch."""
    yield Job(name="distribution freezes audiences", every=WAKE_SECONDS, tick=partial(freeze_audiences, room))
    yield Job(name="distribution frees claims", every=5, tick=partial(free_claims, room))
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


async def send_due(room: PostRoom) -> bool:
    """Claim, send, record; true when there may be more."""
    async with room.database.transaction() as tx:
        batch = await send.claim_due(tx, room.sender, room.letters, room.settings)
    if batch:
        await _send(room, batch)
    return len(batch) == room.settings.batch


async def _send(room: PostRoom, batch: Sequence[Ready]) -> None:
    on_their_way = {asyncio.create_task(_try(room, ready)): ready.mail.id for ready in batch}
    try:
        while on_their_way:
            done, _ = await asyncio.wait(on_their_way, timeout=STRAGGLERS_SECONDS)
            await _record(room, done, [ids for task, ids in on_their_way.items() if task not in done])
            on_their_way = {task: mail_id for task, mail_id in on_their_way.items() if task not in done}
    except asyncio.CancelledError:
        done, _ = await asyncio.wait(on_their_way, timeout=FAREWELL_SECONDS)
        await _record(room, done, [])
        raise
    finally:
        for task in on_their_way:
            task.cancel()


async def _record(room: PostRoom, done: set[asyncio.Task[Tried]], waiting: list[int]) -> None:
    async with room.database.transaction() as tx:
        if done:
            await send.record_outcomes(tx, [task.result() for task in done])
        if waiting:
            await send.keep_claims(tx, room.sender, waiting, room.settings)


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
