"""What happens to the service in a test: it hears, it sends, and its ledger is looked at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, literal, select, update

from contracts.envelope import EventData
from contracts.heartbeats import reference_at
from services.distribution.consumers import hears
from services.distribution.handlers import freeze, heartbeats
from services.distribution.handlers.heartbeats import Arrival
from services.distribution.tables import attempts, ledger, queue
from services.kit.service import Service
from tests.builders import a_person, an_alert, an_organisation, said
from tests.databases import events_said
from tests.fakes import FixedClock


@dataclass
class Stage:
    service: Service
    clock: FixedClock

    async def hear(self, *heard: EventData) -> None:
        """Each in a transaction of its own, as the kit does; of the register, nothing is on its way."""
        for data in heard:
            await self.keep(data)
            await self.freeze()

    async def keep(self, data: EventData) -> None:
        """Hear it, and freeze nothing yet."""
        door = next(door for door in hears if door.event is type(data))
        async with self.service.database.transaction() as tx:
            await door.hear(tx, said(data), self.service.settings)

    async def issue(self, *addresses: str, **alert: Any) -> None:
        """An alert to Somerset, where these people are specialists."""
        people = [a_person(f"Person {n}", email=address) for n, address in enumerate(addresses)]
        await self.hear(an_organisation(), *people, an_alert(**alert))

    async def beat(self, mailbox: str) -> None:
        """A heartbeat to a mailbox of nobody."""
        told = {"for_information": {"organisations": ["PROBE"]}}
        beat = an_alert(reference=reference_at(self.clock()), status="test", deadlines={}, audience=told)
        probe = an_organisation(ods_code="PROBE", name="Heartbeat", organisation_type="probe")
        await self.hear(probe, a_person("Heartbeat", ods_code="PROBE", email=mailbox), beat)

    async def arrive(self) -> Arrival:
        """The mail that was planned last, in its mailbox."""
        newest = (await self.mails())[-1].id
        async with self.service.database.transaction() as tx:
            return await heartbeats.take(tx, newest, self.service.settings)

    async def send(self, service: Service | None = None) -> None:
        """Until nothing is due."""
        jobs = (service or self.service).jobs
        tick = next(job.tick for job in jobs if "sends" in job.name)
        while await tick():
            pass
        await self.count(service)

    async def count(self, service: Service | None = None) -> None:
        """Until every change has been said."""
        jobs = (service or self.service).jobs
        tick = next(job.tick for job in jobs if "counts" in job.name)
        while await tick():
            pass

    async def freeze(self) -> None:
        """What waits, as if Kafka had told that the register is heard."""
        async with self.service.database.transaction() as tx:
            for one in await freeze.waiting(tx):
                await freeze.freeze_alert(tx, one, self.service.settings)

    async def plan_late(self) -> None:
        """What waited for something that may have arrived."""
        await next(job.tick for job in self.service.jobs if "plans late" in job.name)()

    async def free(self, service: Service | None = None) -> None:
        jobs = (service or self.service).jobs
        await next(job.tick for job in jobs if "frees" in job.name)()
        await self.count(service)

    async def mails(self) -> list[Row[Any]]:
        async with self.service.database.reading() as tx:
            known = [column for column in ledger.c if column.name not in queue.c]
            known += [queue.c[name] for name in ("next_attempt_at", "claimed_by", "claimed_until")]
            known.append(ledger.c.lane)
            beside = select(*known).join_from(ledger, queue, queue.c.ledger_id == ledger.c.id, isouter=True)
            return [*await tx.execute(beside.order_by(ledger.c.id))]

    async def left_claimed(self, until: datetime) -> None:
        """As if a sender had taken the mails it has sent once more."""
        async with self.service.database.transaction() as tx:
            await tx.execute(delete(queue))
            taken = (literal("x"), literal(until))
            rows = select(ledger.c.id, ledger.c.lane, ledger.c.attempts, literal(until), *taken)
            columns = ["ledger_id", "lane", "attempt", "next_attempt_at", "claimed_by", "claimed_until"]
            await tx.execute(insert(queue).from_select(columns, rows))
            await tx.execute(update(ledger).values(state="claimed"))

    async def states(self) -> list[str]:
        return [mail.state for mail in await self.mails()]

    async def history(self) -> list[tuple[int, str]]:
        async with self.service.database.reading() as tx:
            rows = await tx.execute(select(attempts).order_by(attempts.c.id))
            return [(row.attempt, row.outcome) for row in rows]

    async def routes(self) -> set[str | None]:
        async with self.service.database.reading() as tx:
            return {*(await tx.execute(select(attempts.c.route))).scalars()}

    async def said(self) -> list[Any]:
        async with self.service.database.reading() as tx:
            return [event.data async for event in events_said(tx)]
