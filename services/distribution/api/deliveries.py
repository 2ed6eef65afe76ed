"""What happened to each mail, for programs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from contracts.events.alerts import REFERENCE
from services.distribution.domain.sending import Kind, State
from services.distribution.storage import ledger
from services.kit.web import KeyHolder, Reading
from services.kit.web.paths import register

register("reference", REFERENCE)
router = APIRouter(prefix="/api/v1/alerts", tags=["deliveries"])


class DeliveryShown(BaseModel):
    """One mail to one person: how it stands, and what the mail server last said."""

    model_config = ConfigDict(from_attributes=True)

    person_id: UUID
    ods_code: str
    role: str
    kind: Kind
    kind_in_words: str
    version: int
    state: State
    attempts: int
    #: How often it was sent again although it may have arrived before.
    repeated: int
    #: Tried although mails had come back from this address.
    in_spite: bool
    message_id: str
    accepted_at: datetime | None
    code: int | None
    reply: str | None


class DeliveriesShown(BaseModel):
    items: list[DeliveryShown]
    next: str | None


@router.get("/{reference:reference}/deliveries")
async def deliveries(
    reference: str,
    tx: Reading,
    _: KeyHolder,
    state: State | None = None,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> DeliveriesShown:
    """An alert that has not arrived here yet has no deliveries; whether it ever will is not known here."""
    rows = await ledger.deliveries(tx, reference, state, after=after, limit=limit + 1)
    items = [DeliveryShown.model_validate(row) for row in rows[:limit]]
    return DeliveriesShown(items=items, next=str(rows[limit - 1].id) if len(rows) > limit else None)
