"""Who got an alert, as far as the ledger can tell; and stopping what nobody has got yet."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from contracts.events.actions import AssignmentEnded, SignOffSettled
from services.distribution.domain.sending import Kind, State
from services.distribution.storage.ledger import Touched, never_send
from services.distribution.tables import ledger, occasions
from services.kit.database import Transaction

#: A mail that bounced may still have been read by somebody: a mailbox can refuse it after it passed it on.
MAY_HAVE_ARRIVED = (State.CLAIMED, State.ACCEPTED, State.UNKNOWN, State.BOUNCED)


@dataclass(frozen=True, slots=True)
class Got:
    """A mail that may have arrived; `id` tells the order in which they were planned."""

    id: int
    kind: str
    person_id: UUID
    person_name: str
    address: str
    role: str
    ods_code: str
    organisation_name: str
    reference: str
    version: int
    must_respond: bool


async def stop(
    tx: Transaction,
    reference: str,
    kinds: Collection[Kind],
    reason: str,
    ods_codes: Collection[str] | None = None,
) -> list[Touched]:
    """Mails of these kinds that have not left never leave; those in doubt stay so, and are not repeated."""
    own = [ledger.c.reference == reference, ledger.c.kind.in_(kinds)]
    if ods_codes is not None:
        own.append(ledger.c.ods_code.in_(ods_codes))
    return await never_send(tx, reason, *own)


async def of_alert(tx: Transaction, reference: str) -> list[Got]:
    """Mails of the alert itself, of all versions, and those that said that it is for somebody no longer."""
    kinds = (Kind.ALERT_ISSUED, Kind.ALERT_NOT_FOR_YOU, Kind.ALERT_SENT_IN_ERROR)
    return await _got(tx, reference, ledger.c.kind.in_(kinds))


async def still_asked(tx: Transaction, reference: str) -> list[Got]:
    """Mails to owners and executives who have not been told since that nothing is asked of them."""
    return await _got(
        tx,
        reference,
        or_(
            and_(ledger.c.kind == Kind.ACTION_ASSIGNED, ~_is_said(AssignmentEnded.event)),
            and_(ledger.c.kind == Kind.SIGN_OFF_REQUESTED, ~_is_said(SignOffSettled.event)),
        ),
    )


def _is_said(event: str) -> ColumnElement[bool]:
    own = (occasions.c.event == event, occasions.c.occasion_id == ledger.c.occasion_id)
    return select(occasions.c.event).where(*own).exists()


async def _got(tx: Transaction, reference: str, kinds: ColumnElement[bool]) -> list[Got]:
    columns: list[ColumnElement[Any]] = [ledger.c[field.name] for field in fields(Got)]
    chosen = select(*columns).where(ledger.c.reference == reference, kinds)
    rows = await tx.execute(chosen.where(ledger.c.state.in_(MAY_HAVE_ARRIVED)).order_by(ledger.c.id))
    return [Got(**row._asdict()) for row in rows]
