"""Starts everything local together, and stops it together."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from services.local.kafka import PROGRAM_NAME as KAFKA
from services.local.kafka import RunningKafka, start_kafka
from services.local.mailbox import Mailbox
from services.local.ports import choose_port
from services.local.postgres import PROGRAM_NAME as POSTGRES
from services.local.postgres import RunningPostgres, start_postgres
from services.local.smtp import NAME as MAILBOX
from services.local.smtp import RunningSmtp, start_smtp

Part = TypeVar("Part", RunningKafka, RunningPostgres)


@dataclass(frozen=True)
class LocalParts:
    """Where the parts are reached; `postgres` is the superuser's."""

    kafka: str
    postgres: str
    smtp: str
    mailbox: Mailbox
    running: tuple[RunningKafka, RunningPostgres, RunningSmtp]

    async def stop(self) -> None:
        kafka, postgres, smtp = self.running
        await smtp.stop()
        self.mailbox.close()
        await asyncio.gather(asyncio.to_thread(kafka.stop), asyncio.to_thread(postgres.stop))


async def start(
    data_dir: Path,
    *,
    kafka_port: int | None = None,
    postgres_port: int | None = None,
    smtp_port: int | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> LocalParts:
    """Start Kafka and PostgreSQL at the same time, then the mailbox; if one fails, leave none running.

    Raises LocalError, whose text is meant for people. `progress` may be called from other threads.
    """
    # Told before anything has started, which takes seconds.
    for part, port in ((KAFKA, kafka_port), (POSTGRES, postgres_port), (MAILBOX, smtp_port)):
        if port:
            choose_port(part, port)
    results = await asyncio.gather(
        _aside(lambda: start_kafka(data_dir / "kafka", port=kafka_port, progress=progress)),
        _aside(lambda: start_postgres(data_dir / "postgres", port=postgres_port, progress=progress)),
        return_exceptions=True,
    )
    kafka, postgres = results
    if isinstance(kafka, BaseException) or isinstance(postgres, BaseException):
        await _stop_again(results)
        raise next(result for result in results if isinstance(result, BaseException))
    mailbox = Mailbox(data_dir / "mailbox")
    try:
        smtp = await start_smtp(mailbox, port=smtp_port)
    except BaseException:
        mailbox.close()
        await _stop_again(results)
        raise
    return LocalParts(kafka.servers, postgres.dsn, smtp.address, mailbox, (kafka, postgres, smtp))


async def _stop_again(results: Iterable[RunningKafka | RunningPostgres | BaseException]) -> None:
    for result in results:
        if not isinstance(result, BaseException):
            await asyncio.to_thread(result.stop)


async def _aside(start_part: Callable[[], Part]) -> Part:
    """Run it in a thread that nobody waits for, so that Ctrl-C ends even a long download at once."""
    loop = asyncio.get_running_loop()
    started: asyncio.Future[Part] = loop.create_future()

    def run() -> None:
        outcome = _outcome(start_part)
        # Once the loop is closed, the process is ending, and the part ends with it.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_hand_over, outcome, started)

    threading.Thread(target=run, daemon=True).start()
    return await started


def _outcome(start_part: Callable[[], Part]) -> Part | BaseException:
    try:
        return start_part()
    except BaseException as error:  # noqa: BLE001 — whoever awaits the part gets it
        return error


def _hand_over(outcome: Part | BaseException, started: asyncio.Future[Part]) -> None:
    """Nobody waits any more once Ctrl-C came; then a part that has just started is stopped."""
    if isinstance(outcome, BaseException):
        if not started.done():
            started.set_exception(outcome)
    elif started.done():
        outcome.stop()
    else:
        started.set_result(outcome)
