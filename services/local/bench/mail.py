"""How fast an alert is mailed on the real way: heard, frozen, claimed, sent, recorded."""

import asyncio
import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import text

from contracts.envelope import EventData, event_of
from contracts.events.alerts import Action, AlertIssued, AlertStatus, Audience, AudienceGroup
from contracts.events.register import OrganisationRecorded, PersonRecorded, Role
from services.distribution import wiring
from services.distribution.domain.letters import PERSONAL, Values
from services.distribution.domain.sending import Kind
from services.distribution.handlers import freeze
from services.distribution.handlers.letters import write
from services.distribution.handlers.views import as_mailed
from services.kit.clock import utc_now
from services.kit.config import KitSettings
from services.kit.service import Service
from services.local.bench import yardstick
from services.local.bench.filling import an_alert
from services.local.bench.fresh import fresh_database
from services.local.bench.post import Cost, send_all
from services.local.commands import progress_shown
from services.local.errors import LocalError

REFERENCE = "NatPSA/2026/001/NHSPS"
#: Mails that wait before the alert come from several exercises, each of so many people: as many as a large
#: register of specialists has.
PEOPLE_OF_AN_EXERCISE = 5000
_PEOPLE = UUID("c2f1b0f5-3c9c-4a4e-8f0b-0f6f9f0f8a51")
GOODBYE_SECONDS = 10
#: Of one organisation; real ones have two to five.
PEOPLE_EACH = 5
#: With what else stands in it, a mail then has twelve kilobytes.
FILLER = "Check every ward, clinic and community team, and write down who looked and when. "


HEARD_TOGETHER = 5000
#: Enough for the yardstick's pace.
YARDSTICK_MESSAGES = 50_000
#: Seconds are counted from when the alert was heard.
LEDGER = """
    SELECT count(*) AS mails,
           count(*) FILTER (WHERE state = 'accepted') AS accepted,
           count(DISTINCT message_id) AS message_ids,
           sum(repeated) AS repeated,
           (SELECT count(*) FROM distribution.attempts a JOIN distribution.ledger l ON l.id = a.ledger_id
            WHERE l.reference = :reference AND a.outcome = 'accepted') AS attempts,
           (SELECT count(*) FROM distribution.audience
            WHERE reference = :reference AND changed_at IS NOT NULL) AS untold,
           min(after) AS first, max(after) AS last,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY after) AS p50,
           percentile_cont(0.99) WITHIN GROUP (ORDER BY after) AS p99,
           min(claimed_after) AS first_claimed,
           current_setting('fsync') = 'on' AND current_setting('synchronous_commit') = 'on' AS durable
    FROM distribution.ledger,
         LATERAL (SELECT extract(epoch FROM accepted_at - :heard_at)::float AS after,
                         extract(epoch FROM first_attempt_at - :heard_at)::float AS claimed_after) AS took
    WHERE reference = :reference
"""
#: What stands in the ledger at the end; of `untold` organisations the other services have not heard.
WRITTEN = ("mails", "accepted", "message_ids", "attempts", "repeated", "untold")


@dataclass(frozen=True, kw_only=True)
class Run:
    """What is measured."""

    messages: int
    processes: int
    smtp: str
    connections: int
    plain: bool = False
    kilobytes: int = 12
    postgres: str = ""
    #: Mails of an exercise that wait when the alert comes; only the alert's mails are then told of.
    behind: int = 0
    #: Measure Postfix's own load generator before and after, in the same run.
    yardstick: bool = False

    @property
    def people(self) -> int:
        """Registered ones; an exercise may be for more of them than the alert."""
        return max(self.messages, min(self.behind, PEOPLE_OF_AN_EXERCISE))

    def __post_init__(self) -> None:
        """Raises LocalError."""
        if self.connections < self.processes:
            raise LocalError("Each process needs a connection: give at least as many connections.")
        if self.yardstick and not yardstick.is_here():
            raise LocalError(
                f"{yardstick.TOOL} is not on the path; it comes with Postfix, which need not run."
            )


async def measure_mail(run: Run) -> dict[str, Any]:
    """Send so many mails to this server, and say how long it took and what it cost. Raises LocalError."""
    with progress_shown() as progress:
        async with fresh_database(run.postgres, progress) as bare:
            settings = bare.model_copy(update=_sending(run))
            service = wiring.build(settings)
            try:
                return await _measured(run, service, settings, progress)
            finally:
                await service.database.close()


def _sending(run: Run) -> dict[str, Any]:
    return {
        "smtp": run.smtp,
        "smtp_connections": run.connections // run.processes,
        "smtp_pipelining": not run.plain,
        # As long as the run takes: reconnecting is no part of what is measured.
        "smtp_connection_mails": run.messages + run.behind,
    }


async def _measured(
    run: Run, service: Service, settings: KitSettings, progress: Callable[[str], None]
) -> dict[str, Any]:
    progress(f"Filling the register with {run.people} people")
    await _hear(service, [*_register(run)])
    alert = _long_enough(run, service)
    paces = [await _pace(run, _size(alert, service), progress)]
    progress(f"Starting {run.processes} sending processes")
    posts = [_post(settings.model_copy(update={"instance": f"bench-{n}"}), run) for n in range(run.processes)]
    try:
        await asyncio.gather(*(asyncio.to_thread(way.recv) for _, way in posts))
        if run.behind:
            progress(f"Queueing {run.behind} mails of exercises")
            for exercise in _exercises(run, alert):
                await _issue(service, exercise)
        progress(f"Sending {run.messages} mails over {run.connections} connections")
        alert = alert.model_copy(update={"issued_at": utc_now()})
        heard_at, frozen_seconds = await _issue(service, alert)
        costs = await asyncio.gather(*(asyncio.to_thread(way.recv) for _, way in posts))
    except EOFError:
        raise LocalError("A sending process ended before its work was done.") from None
    finally:
        for process, _ in posts:
            await asyncio.to_thread(process.join, GOODBYE_SECONDS)
            process.kill()
    paces.append(await _pace(run, _size(alert, service), progress))
    figures = _figures(run, costs, frozen_seconds, await _ledger(service, heard_at))
    return {"bytes_per_message": _size(alert, service)} | figures | _beside(figures, paces)


async def _pace(run: Run, length: int, progress: Callable[[str], None]) -> float:
    """Of the yardstick just now, in mails a second; 0 when it was not asked for."""
    if not run.yardstick:
        return 0
    progress(f"Sending as many by {yardstick.TOOL}")
    few = min(run.messages, YARDSTICK_MESSAGES)
    load = yardstick.Load(messages=few, length=length, smtp=run.smtp, connections=run.connections)
    return await yardstick.messages_per_second(load)


def _beside(figures: dict[str, Any], paces: Sequence[float]) -> dict[str, Any]:
    """Machines differ from minute to minute, so it is the mean of before and after."""
    pace = sum(paces) / len(paces)
    if not pace:
        return {}
    ratio = round(figures["messages_per_second"] / pace, 2)
    told = {"tool": yardstick.TOOL, "messages_per_second": [round(one) for one in paces], "ratio": ratio}
    return {"yardstick": told}


def _post(settings: KitSettings, run: Run) -> tuple[Any, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=send_all, args=(settings, run.messages + run.behind, theirs), daemon=True
    )
    process.start()
    theirs.close()
    return process, ours


def _register(run: Run) -> Iterator[EventData]:
    for number in range(run.people):
        code = _code(number // PEOPLE_EACH)
        if number % PEOPLE_EACH == 0:
            yield OrganisationRecorded(ods_code=code, name=f"Trust {code}", organisation_type="nhs_trust")
        yield PersonRecorded(
            person_id=uuid5(_PEOPLE, str(number)),
            ods_code=code,
            role=Role.SPECIALIST,
            name=f"Specialist number {number}",
            email=f"specialist.{number}@trust.example",
        )


async def _hear(service: Service, facts: Sequence[EventData]) -> None:
    """Through the service's own doors, many in a transaction."""
    doors = {door.event: door for door in service.doors}
    now = utc_now()
    for begin in range(0, len(facts), HEARD_TOGETHER):
        async with service.database.transaction() as tx:
            for number, data in enumerate(facts[begin : begin + HEARD_TOGETHER], begin + 1):
                event = event_of(data, source="/bench", time=now, sequence=number)
                await doors[type(data)].hear(tx, event, service.settings)


def _long_enough(run: Run, service: Service) -> AlertIssued:
    """A real alert with other actions, until its mail is as long as was asked."""
    real = an_alert(REFERENCE, utc_now())
    short = {"summary": FILLER, "actions": (Action(number=1, text=FILLER),), "additional_information": None}
    alert = AlertIssued.model_validate(real.model_dump() | short)
    while _size(alert, service) < run.kilobytes * 1000:
        number = len(alert.actions) + 1
        added = Action(number=number, text=FILLER * 4)
        alert = AlertIssued.model_validate(alert.model_dump() | {"actions": (*alert.actions, added)})
    return _for_the_first(run.messages, alert) if run.behind else alert


def _for_the_first(people: int, alert: AlertIssued) -> AlertIssued:
    codes = tuple(_code(number) for number in range(-(-people // PEOPLE_EACH)))
    return alert.model_copy(update={"audience": Audience(must_respond=AudienceGroup(organisations=codes))})


def _exercises(run: Run, alert: AlertIssued) -> Iterator[AlertIssued]:
    """As many as it takes, behind the alert's own number."""
    for number, begin in enumerate(range(0, run.behind, PEOPLE_OF_AN_EXERCISE), 2):
        reached = min(PEOPLE_OF_AN_EXERCISE, run.behind - begin)
        marked = {"reference": f"NatPSA/2026/{number:03}/NHSPS", "status": AlertStatus.EXERCISE}
        yield _for_the_first(reached, alert.model_copy(update=marked))


def _code(organisation: int) -> str:
    return f"R{organisation:05}"


def _size(alert: AlertIssued, service: Service) -> int:
    view = {"must_respond": True, "alert": as_mailed(alert, alert.issued_at)}
    letter = write(Kind.ALERT_ISSUED, view, service.settings)
    return len(letter.filled(Values("x" * 60, "x" * 30, "x" * 60, "", *["x" * 100] * len(PERSONAL))))


async def _issue(service: Service, alert: AlertIssued) -> tuple[datetime, float]:
    """When the alert was heard, and how long freezing its audience took."""
    heard_at, began = utc_now(), time.perf_counter()
    await _hear(service, [alert])
    async with service.database.transaction() as tx:
        for one in await freeze.waiting(tx):
            await freeze.freeze_alert(tx, one, service.settings)
    return heard_at, time.perf_counter() - began


async def _ledger(service: Service, heard_at: datetime) -> dict[str, Any]:
    async with service.database.reading() as tx:
        asked = {"heard_at": heard_at, "reference": REFERENCE}
        return dict((await tx.execute(text(LEDGER), asked)).mappings().one())


def _figures(run: Run, costs: Sequence[Cost], frozen_seconds: float, rows: dict[str, Any]) -> dict[str, Any]:
    sending = rows["last"] - rows["first_claimed"]
    cpu = sum(cost.cpu_seconds for cost in costs)
    return {
        "messages": run.messages,
        "processes": run.processes,
        "connections": run.connections,
        "pipelining": not run.plain,
        "behind": run.behind,
        "messages_per_second": round(run.messages / sending),
        "messages_per_second_from_publishing": round(run.messages / rows["last"]),
        "frozen_seconds": round(frozen_seconds, 2),
        "published_to_accepted_seconds": {
            name: round(rows[name], 3) for name in ("first", "p50", "p99", "last")
        },
        "cpu_seconds": round(cpu, 2),
        "cpu_microseconds_per_message": round(1e6 * cpu / run.messages, 1),
        "peak_megabytes": max(cost.peak_megabytes for cost in costs),
        "resting_megabytes": max(cost.resting_megabytes for cost in costs),
        "rows": {name: rows[name] for name in WRITTEN},
        "rows_are_right": _are_right(run, rows),
        "durable": rows["durable"],
        "processors": os.cpu_count(),
        # How it was compiled makes a sixth of the sender's CPU: compare what one Python did.
        "python": f"{platform.python_version()} in {sys.base_prefix}",
        "load": round(os.getloadavg()[0], 2),
    }


def _are_right(run: Run, rows: dict[str, Any]) -> bool:
    """Each mail accepted at its first attempt, and all of that written down and told."""
    counted = {rows[name] for name in ("mails", "accepted", "message_ids", "attempts")}
    return counted == {run.messages} and rows["repeated"] == rows["untold"] == 0
