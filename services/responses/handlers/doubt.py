"""Keeping an acknowledgement that does not count before its person confirms it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from contracts.events.responses import AcknowledgementDoubted, Doubt
from contracts.topics import RESPONSES
from services.access import deeds
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import doubts
from services.responses.domain.doubts import Caution
from services.responses.domain.forms import SentForm
from services.responses.domain.links import Link
from services.responses.storage import evidence

_DOUBTS = UUID("d4b9a0f0-6a0d-4d7b-8e0c-5b8a2c1f7e34")


async def keep(
    tx: Transaction,
    link: Link,
    form: SentForm,
    found: Sequence[Doubt],
    delivered_at: datetime | None,
    rest: timedelta,
    caution: Caution,
) -> None:
    """Keep it, at most once within a rest; ask the person to confirm, at most once within a pause."""
    last = await evidence.doubted_last(tx, link.claims)
    if last and form.sent_at - last.doubted.sent_at < rest:
        return
    doubt_id = uuid5(_DOUBTS, f"{form.nonce}|{form.sent_at.isoformat()}")
    asks = doubts.is_asked_again(last.asked_at if last else None, form.sent_at, caution)
    await evidence.add_doubtful(
        tx, link.claims, form, doubt_id=doubt_id, doubts=found, delivered_at=delivered_at, asked_again=asks
    )
    await evidence.keep_address(tx, doubt_id, form.address)
    deeds.by_link(
        tx,
        link.claims,
        "sent an acknowledgement that is doubted",
        version=link.claims.version,
        doubt_id=str(doubt_id),
        doubts=[doubt.value for doubt in found],
    )
    if asks:
        said = AcknowledgementDoubted(
            doubt_id=doubt_id,
            reference=link.claims.reference,
            version=link.claims.version,
            ods_code=link.claims.ods_code,
            person_id=link.person.person_id,
            doubts=tuple(found),
            sent_at=form.sent_at,
            delivered_at=delivered_at,
            user_agent=form.user_agent or None,
        )
        await outbox.say(tx, RESPONSES, said)
