"""What actions heard before a test begins, and what it said since."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from contracts.envelope import D, EventData
from contracts.events.responses import AlertAcknowledged
from services.actions.tables import records
from services.kit import inbox
from services.kit.service import Service
from tests.builders import (
    REFERENCE,
    a_person,
    an_alert,
    an_audience,
    an_organisation,
    person_id,
    said,
)
from tests.databases import events_said

DONE = {
    "state": "done",
    "done_by": "Chief pharmacist",
    "done_on_day": "20",
    "done_on_month": "11",
    "done_on_year": "2025",
}
NOT_APPLICABLE = {"state": "not_applicable", "reason_not_applicable": "We prescribe nothing."}
STARTED = {"state": "in_progress", "owner": "Ward managers"}
TOMASZ = {"owner_name": "Tomasz Nowak", "owner_email": "tomasz.nowak@somerset.example"}
LENA = {"owner_name": "Lena Fischer", "owner_email": "lena.fischer@somerset.example"}
OUTSTANDING = {"state": "blocked", "reason_blocked": "The supplier has not delivered."}


def an_acknowledgement(**changes: Any) -> AlertAcknowledged:
    """Asha Verma acknowledged on the day of issue."""
    return AlertAcknowledged.model_validate(
        {
            "reference": REFERENCE,
            "version": 1,
            "ods_code": "RH5",
            "person_id": person_id("Asha Verma"),
            "role": "specialist",
            "acknowledged_at": datetime(2025, 11, 20, 11, 0, tzinfo=UTC),
            "first_of_organisation": True,
        }
        | changes
    )


@dataclass
class Story:
    service: Service

    async def hears(self, *facts: EventData) -> None:
        """Each as the kit delivers it: its own transaction, noted in the inbox."""
        for fact in facts:
            await self.hears_event(said(fact, sequence=None))

    async def hears_event(self, event: Any) -> None:
        """Repeats and late snapshots are dropped before the door, as in kit.kafka."""
        door = next(door for door in self.service.doors if door.event.type_name() == event.type)
        async with self.service.database.transaction() as tx:
            if await inbox.note(tx, event) is inbox.Hearing.NEW:
                await door.hear(tx, event, self.service.settings)

    async def has_arrived(self) -> None:
        """Somerset must act; Asha Verma and Ben Cole are its specialists."""
        await self.hears(an_alert(), an_organisation(), a_person(), a_person("Ben Cole"), an_audience())

    async def said(self) -> list[EventData]:
        """Everything this service has said so far."""
        async with self.service.database.reading() as tx:
            return [event.data async for event in events_said(tx)]

    async def heard_of(self, kind: type[D]) -> list[D]:
        """Of what was said, that which is of one kind."""
        return [event for event in await self.said() if isinstance(event, kind)]

    async def recorded(self) -> int:
        """How many records there are."""
        async with self.service.database.reading() as tx:
            return int((await tx.execute(select(func.count()).select_from(records))).scalar_one())
