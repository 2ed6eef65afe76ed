"""The append-only history: every event about an alert and an organisation, as it was said."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from contracts.envelope import EventData
from contracts.events.responses import AcknowledgementWithdrawn, AlertAcknowledged
from services.kit.database import Transaction
from services.oversight.domain.acknowledging import Acknowledgement, Withdrawal
from services.oversight.domain.history import Heard, in_order
from services.oversight.tables import history


async def add(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add what is not there yet; nothing is ever changed."""
    if each := [dict(row) for row in rows]:
        await tx.execute(insert(history).on_conflict_do_nothing(), each)


async def acknowledged(
    tx: Transaction, *, reference: str, version: int, ods_code: str
) -> tuple[list[Acknowledgement], list[Withdrawal]]:
    """Everything an organisation acknowledged and took back of one version."""
    heard = await of_organisation(tx, ods_code, [reference], (AlertAcknowledged, AcknowledgementWithdrawn))
    documents = [(one, one.document) for one in heard if one.version == version]
    return (
        [_given(said) for one, said in documents if one.is_a(AlertAcknowledged)],
        [_taken_back(said) for one, said in documents if one.is_a(AcknowledgementWithdrawn)],
    )


def _given(said: Mapping[str, Any]) -> Acknowledgement:
    at = datetime.fromisoformat(said["acknowledged_at"])
    return Acknowledgement(at, UUID(said["person_id"]), said["role"])


def _taken_back(said: Mapping[str, Any]) -> Withdrawal:
    at = datetime.fromisoformat(said["withdrawn_at"])
    if said["first_acknowledged_at"] is None:
        return Withdrawal(at, None)
    first = datetime.fromisoformat(said["first_acknowledged_at"])
    return Withdrawal(
        at, Acknowledgement(first, UUID(said["first_acknowledged_by"]), said["first_acknowledged_role"])
    )


async def of_organisation(
    tx: Transaction, ods_code: str, references: Sequence[str], kinds: Iterable[type[EventData]] = ()
) -> tuple[Heard, ...]:
    """What was said of these alerts to or by one organisation, and to everybody, in order."""
    wanted = select(history).where(
        history.c.reference.in_(references),
        or_(history.c.ods_code == ods_code, history.c.ods_code.is_(None)),
    )
    if names := [kind.type_name() for kind in kinds]:
        wanted = wanted.where(history.c.event_type.in_(names))
    return in_order(Heard(**_fields(row)) for row in await tx.execute(wanted))


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Heard.__annotations__}
