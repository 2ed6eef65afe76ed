"""What actions heard before a test begins, and what it said since."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from contracts.envelope import D, EventData
from contracts.events.responses import AlertAcknowledged, QuestionAsked, QuestionClosed
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


NOT_REQUIRED = {
    "choice": "not_required",
    "reason_not_required": "We prescribe nothing.",
    "approver_name": "Dr Lee",
    "approver_role": "Medical director",
}
REOPENED = {"choice": "reopened", "reason_reopened": "We found more."}
ASKING = {
    "choice": "somebody_else",
    "executive_name": "Jo Park",
    "executive_title": "Chief nurse",
    "executive_email": "jo.park@somerset.example",
    "evidence": "Folder 7",
}
TAKING_BACK = {"choice": "take_back", "reason": "We forgot the wards."}
SIGNING = {"choice": "sign", "name": "Joanna Park"}
SENDING_BACK = {"choice": "send_back", "name": "Joanna Park", "comment": "Ward 3 is missing."}


def a_question(**changes: Any) -> QuestionAsked:
    """Asha Verma asked, and the organisation cannot complete before it is answered."""
    return QuestionAsked.model_validate(
        {
            "question_id": uuid4(),
            "reference": REFERENCE,
            "version": 1,
            "ods_code": "RH5",
            "person_id": person_id("Asha Verma"),
            "question": "May we use the old form?",
            "asked_at": datetime(2025, 11, 21, 9, 0, tzinfo=UTC),
            "blocks_completion": True,
        }
        | changes
    )


def an_end(asked: QuestionAsked) -> QuestionClosed:
    """The national team closed it."""
    about = asked.model_dump(include={"question_id", "reference", "version", "ods_code", "person_id"})
    return QuestionClosed.model_validate(about | {"closed_at": datetime(2025, 11, 21, 9, 30, tzinfo=UTC)})


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
