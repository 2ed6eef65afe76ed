"""What happened to each mail, for programs."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from contracts.events.alerts import REFERENCE
from services.access import KeyScope
from services.distribution.domain.sending import Kind, State
from services.distribution.domain.steering import Order, Refusal, Scope, What
from services.distribution.handlers import steering
from services.distribution.storage import ledger
from services.kit.web import Reading, Refused, Writing, actor_of, scoped
from services.kit.web.paths import register

register("reference", REFERENCE)
ALERTS_SHOWN = 20
router = APIRouter(prefix="/api/v1", tags=["deliveries"])
READS = [Depends(scoped(KeyScope.DELIVERIES_READ))]
Steers = Annotated[str, Depends(scoped(KeyScope.SENDING_STEER))]


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


@router.get("/alerts/{reference:reference}/deliveries", dependencies=READS)
async def deliveries(
    reference: str,
    tx: Reading,
    state: State | None = None,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> DeliveriesShown:
    """An alert that has not arrived here yet has no deliveries; whether it ever will is not known here."""
    rows = await ledger.deliveries(tx, reference, state, after=after, limit=limit + 1)
    items = [DeliveryShown.model_validate(row) for row in rows[:limit]]
    return DeliveriesShown(items=items, next=str(rows[limit - 1].id) if len(rows) > limit else None)


class PauseShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    reference: str
    kind: str
    since: datetime
    reason: str


class ProgressShown(BaseModel):
    """How many mails of an alert, of every kind and version, are in each state."""

    model_config = ConfigDict(from_attributes=True)

    reference: str
    title: str
    states: dict[str, int]


class SendingShown(BaseModel):
    """How sending is: `oldest_due` is since when the mail waits that has waited longest."""

    model_config = ConfigDict(from_attributes=True)

    as_of: datetime
    oldest_due: datetime | None
    pauses: list[PauseShown]
    alerts: list[ProgressShown]


class OrderGiven(BaseModel):
    """Without a reference it is for all alerts, without a kind for every kind of mail."""

    what: What
    reference: str = ""
    kind: str = ""
    reason: str
    #: To cancel: the reference once more.
    confirmed: str = ""
    #: Who orders; stands in the record.
    by: Annotated[str, Field(max_length=200)] = ""


class OrderDone(BaseModel):
    what: What
    mails: int


@router.get("/sending", tags=["sending"], dependencies=READS)
async def sending(tx: Reading) -> SendingShown:
    """Of the alerts heard last, and of every one with mails that wait."""
    return SendingShown.model_validate(await steering.overview(tx, ALERTS_SHOWN))


@router.post("/sending/orders", tags=["sending"], status_code=HTTPStatus.CREATED)
async def order(request: Request, given: OrderGiven, tx: Writing, holder: Steers) -> OrderDone:
    """Pause, resume, cancel or retry mails; it is written down with the reason."""
    asked = Order(given.what, Scope(given.reference, given.kind), given.reason, given.confirmed)
    done = await steering.carry_out(tx, asked, None, given.by or holder, actor_of(request))
    if isinstance(done, Refusal):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, done.words, troubles=(f"{done.field}: {done.words}",))
    return OrderDone(what=given.what, mails=done.mails)
