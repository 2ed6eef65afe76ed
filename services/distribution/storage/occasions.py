"""What was said that calls for a mail, or ends it; and which of it still waits to be planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.envelope import EventData
from contracts.events.responses import QuestionAnswered, QuestionPublished
from services.distribution.tables import answers, occasions, waiting
from services.kit.database import Transaction

D = TypeVar("D", bound=EventData)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing that was said; `event` and `occasion_id` together are its own."""

    event: str
    occasion_id: UUID
    reference: str
    digest: "Digest | None" = None


class Digest(NamedTuple):
    """The mail that tells of all that was published until then."""

    digest_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Unplanned:
    """How many occasions of an alert wait, and how many were given up."""

    waiting: int
    given_up: int


async def add(tx: Transaction, occasion: Occasion, data: EventData) -> bool:
    """False when it has been heard before."""
    row = {
        "event": occasion.event,
        "occasion_id": occasion.occasion_id,
        "reference": occasion.reference,
        "document": data.model_dump(mode="json"),
        "digest_id": occasion.digest and occasion.digest.digest_id,
        "digest_at": occasion.digest and occasion.digest.at,
        "heard_at": tx.now,
    }
    return (await tx.execute(insert(occasions).values(row).on_conflict_do_nothing())).rowcount == 1


async def known(tx: Transaction, event: type[D], occasion_id: UUID) -> D | None:
    chosen = (occasions.c.event == event.event, occasions.c.occasion_id == occasion_id)
    document = (await tx.execute(select(occasions.c.document).where(*chosen))).scalar()
    return event.model_validate(document) if document else None


async def answer_known(tx: Transaction, question_id: UUID) -> QuestionAnswered | None:
    """Those from before there were occasions too."""
    if answered := await known(tx, QuestionAnswered, question_id):
        return answered
    old = select(answers.c.document).where(answers.c.question_id == question_id)
    document = (await tx.execute(old)).scalar()
    return QuestionAnswered.model_validate(document) if document else None


async def digest_of(tx: Transaction, question_id: UUID) -> Digest:
    """As it was settled when the question was heard."""
    chosen = select(occasions.c.digest_id, occasions.c.digest_at)
    own = (occasions.c.event == QuestionPublished.event, occasions.c.occasion_id == question_id)
    row = (await tx.execute(chosen.where(*own))).one()
    return Digest(row.digest_id, row.digest_at)


async def of_digest(tx: Transaction, digest_id: UUID) -> list[QuestionPublished]:
    """In the order they were heard."""
    chosen = select(occasions.c.document).where(occasions.c.digest_id == digest_id)
    rows = await tx.execute(chosen.order_by(occasions.c.heard_at, occasions.c.occasion_id))
    return [QuestionPublished.model_validate(document) for document in rows.scalars()]


async def wait(tx: Transaction, occasion: Occasion) -> None:
    row = {
        "event": occasion.event,
        "occasion_id": occasion.occasion_id,
        "reference": occasion.reference,
        "since": tx.now,
    }
    await tx.execute(insert(waiting).values(row).on_conflict_do_nothing())


async def all_waiting(tx: Transaction) -> Sequence[tuple[str, UUID]]:
    """Oldest first."""
    chosen = select(waiting.c.event, waiting.c.occasion_id).where(waiting.c.gave_up_at.is_(None))
    rows = await tx.execute(chosen.order_by(waiting.c.since, waiting.c.occasion_id))
    return [(row.event, row.occasion_id) for row in rows]


async def take_waiting(tx: Transaction, event: type[D], occasion_id: UUID) -> tuple[D, datetime] | None:
    """What was said and since when it waits; None when somebody else deals with it."""
    own = (waiting.c.event == event.event, waiting.c.occasion_id == occasion_id)
    held = select(waiting.c.since).where(*own, waiting.c.gave_up_at.is_(None))
    since = (await tx.execute(held.with_for_update(skip_locked=True))).scalar()
    data = await known(tx, event, occasion_id)
    return (data, since) if data and since else None


async def stop_waiting(tx: Transaction, event: str, occasion_id: UUID) -> None:
    """It has been planned."""
    await tx.execute(delete(waiting).where(waiting.c.event == event, waiting.c.occasion_id == occasion_id))


async def give_up(tx: Transaction, event: str, occasion_id: UUID) -> None:
    """It is kept, and tried no more."""
    own = (waiting.c.event == event, waiting.c.occasion_id == occasion_id)
    await tx.execute(update(waiting).where(*own).values(gave_up_at=tx.now))


async def unplanned(tx: Transaction, reference: str) -> Unplanned:
    given_up = func.count(waiting.c.gave_up_at)
    chosen = select((func.count() - given_up).label("waiting"), given_up.label("given_up"))
    row = (await tx.execute(chosen.where(waiting.c.reference == reference))).one()
    return Unplanned(row.waiting, row.given_up)
