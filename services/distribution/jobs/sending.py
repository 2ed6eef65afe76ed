"""Sending what is due, freeing what senders left behind, and telling how mails fared.

A kill leaves at most (`senders` + 1) x `batch` mails in doubt; each of them is sent again and marked so.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from services.distribution.config import Settings
from services.distribution.domain.sending import Lane, Outcome, Tried, is_unreached
from services.distribution.handlers import bounces, send
from services.distribution.handlers.letters import Letters
from services.distribution.handlers.send import Ready
from services.distribution.jobs.rest import REST, WAKE_SECONDS, Rest
from services.kit import mail
from services.kit.database import Database, may_pass
from services.kit.jobs import Job
from services.kit.log import log

#: Pages tell a little later how mails fared, and Postgres is asked less for nothing.
COUNT_SECONDS = 1.0
#: What is finished is recorded this often while the rest of a batch is still on its way.
STRAGGLERS_SECONDS = 2.0
#: When the process ends, mails that are with the server may still finish.
FAREWELL_SECONDS = 10.0
#: The last lane of those that have a sender to themselves.
LAST_URGENT = Lane.REQUEST
#: By a table, for each mail asks: an enum takes nearly a microsecond to find a member by its value.
_OUTCOMES = {one: Outcome(one.value) for one in mail.Outcome}
NOT_WRITTEN = mail.Attempt(mail.Outcome.DEFERRED, None, "the mail could not be written")


@dataclass(frozen=True, kw_only=True)
class PostRoom:
    """What sending needs; `sender` is `instance/process`, and names who holds a claim."""

    database: Database
    settings: Settings
    letters: Letters
    pool: mail.SmtpPool
    sender: str
    rest: Rest = field(default_factory=Rest)


def sending_jobs(room: PostRoom) -> Iterator[Job]:
    """Several senders beside each other, so that a slow mail server holds up none but its own batch.

    One more is kept free for alerts and requests, however many reminders are on their way.
    """
    yield Job(name="distribution frees claims", every=5, tick=partial(free_claims, room))
    yield Job(name="distribution counts mails", every=COUNT_SECONDS, tick=partial(count_mails, room))
    for number in range(1, room.settings.senders + 1):
        yield Job(name=f"distribution sends {number}", every=WAKE_SECONDS, tick=partial(send_due, room))
    urgent = partial(send_due, room, up_to=LAST_URGENT)
    yield Job(name="distribution sends what is urgent", every=WAKE_SECONDS, tick=urgent)


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


async def send_due(room: PostRoom, up_to: Lane = Lane.NOT_ACTUAL) -> bool:
    """Claim from these lanes, send, record; true when there may be more."""
    if room.database.clock() < room.rest.until:
        return False
    async with room.database.transaction() as tx:
        batch = await send.claim_due(tx, room.sender, room.letters, room.settings, up_to)
    tried = await _send(room, batch.mails) if batch.mails else []
    if tried and all(map(is_unreached, tried)):
        room.rest.until = room.database.clock() + REST
        return False
    return batch.may_be_more


async def _send(room: PostRoom, batch: Sequence[Ready]) -> list[Tried]:
    """What has ended is recorded while the rest is on its way."""
    ended: list[Tried] = []
    recorded = 0
    handing = _hand_over(room, batch, ended)
    try:
        while recorded < len(batch):
            await handing.told(STRAGGLERS_SECONDS)
            done = ended[recorded:]
            await _record(room, done, _still_waiting(batch, ended))
            recorded += len(done)
    except asyncio.CancelledError:
        await handing.told(FAREWELL_SECONDS)
        # Raised from here, a TimeoutError would take the place of the cancellation.
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await _record(room, ended[recorded:], [])
        raise
    finally:
        handing.abandon()
    return ended


def _still_waiting(batch: Sequence[Ready], ended: Sequence[Tried]) -> list[int]:
    known = {tried.ledger_id for tried in ended}
    return [ready.mail.id for ready in batch if ready.mail.id not in known]


async def _record(room: PostRoom, tried: Sequence[Tried], waiting: Sequence[int]) -> None:
    """Try until the database has it: what is not recorded would have to be sent again."""
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
            await _heed_refusals(room, tried)
            return


async def _heed_refusals(room: PostRoom, tried: Sequence[Tried]) -> None:
    """Apart from recording, which must not fail for it; an address that is missed here is refused again."""
    refused = bounces.refused_for_their_address(tried)
    if not refused:
        return
    try:
        async with room.database.transaction() as tx:
            await bounces.take_refusals(tx, refused, room.settings)
    except Exception as error:  # noqa: BLE001 — see above; the mails themselves are recorded as bounced
        log.error("refused addresses are not marked", mails=len(refused), error=type(error).__name__)


def _hand_over(room: PostRoom, batch: Sequence[Ready], ended: list[Tried]) -> mail.Handing:
    """The whole batch at once, so that a mail costs no task; each outcome is added to `ended` as it comes."""
    now = room.database.clock()
    envelopes: list[tuple[mail.Envelope, Callable[[mail.Attempt], None]]] = []
    lanes: list[int] = []
    for ready in batch:
        tell = partial(_told, room, ready, now, ended)
        if envelope := _envelope(room, ready, now):
            envelopes.append((envelope, tell))
            lanes.append(ready.mail.lane)
        else:
            tell(NOT_WRITTEN)
    return room.pool.hand_over(envelopes, lanes)


def _told(
    room: PostRoom, ready: Ready, started_at: datetime, ended: list[Tried], attempt: mail.Attempt
) -> None:
    tried = Tried(
        ledger_id=ready.mail.id,
        attempt=ready.mail.attempts,
        first_attempt_at=ready.mail.first_attempt_at,
        started_at=started_at,
        ended_at=room.database.clock(),
        outcome=_OUTCOMES[attempt.outcome],
        code=attempt.code,
        reply=attempt.reply,
        route=attempt.route,
        first_delay=_first_delay(attempt),
    )
    ended.append(tried)


def _first_delay(attempt: mail.Attempt) -> timedelta | None:
    if attempt.outcome is not mail.Outcome.DEFERRED:
        return None
    return mail.explain(attempt.code, attempt.reply).first_delay


def _envelope(room: PostRoom, ready: Ready, now: datetime) -> mail.Envelope | None:
    """Our own faults end in a value too, or one mail would take its whole batch along."""
    if ready.letter is None:
        return None
    try:
        return room.letters.envelope(ready.mail, ready.letter, now)
    except Exception as error:  # noqa: BLE001 — see above; what it was stands in the log
        log.error("mail cannot be written", ledger=ready.mail.id, error=type(error).__name__)
        return None
