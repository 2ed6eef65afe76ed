"""Who was asked to sign and how it ended; rows are added and never changed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.actions import SignOffRequested
from services.actions.domain.sign_off import Evidence, Executive, Outcome, Settlement, SignOffRequest
from services.actions.tables import people, sign_off_requests, sign_offs
from services.kit.database import Transaction


async def add_request(tx: Transaction, said: SignOffRequested) -> None:
    """An executive is asked."""
    await tx.execute(insert(sign_off_requests).values(said.model_dump()))


async def add_settlement(
    tx: Transaction, request_id: UUID, settled: Settlement, proof: Evidence | None = None
) -> None:
    """A request ends once: the key refuses a second end."""
    row = {
        "request_id": request_id,
        "outcome": settled.outcome,
        "comment": settled.comment,
        "statement": settled.statement,
        "settled_by_name": settled.by_name,
        "settled_at": settled.at,
        "page_shown_at": proof.page_shown_at if proof else None,
        "user_agent": proof.user_agent if proof else None,
    }
    await tx.execute(insert(sign_offs).values(row))


async def requests_of(tx: Transaction, reference: str, ods_code: str) -> tuple[SignOffRequest, ...]:
    """Every request with its end, oldest first."""
    at = sign_off_requests.c
    found = _requests().where(at.reference == reference, at.ods_code == ods_code)
    return tuple(map(_request, await tx.execute(found.order_by(at.requested_at))))


async def executives_of(tx: Transaction, ods_code: str) -> tuple[Executive, ...]:
    """The executive leads that the register knows, with an address."""
    at = people.c
    found = (
        select(at.name, at.email)
        .where(at.ods_code == ods_code, at.role == "executive_lead", at.active, at.email.is_not(None))
        .order_by(at.name, at.email)
    )
    return tuple(
        Executive(name=row.name, title="Executive lead for patient safety", email=row.email)
        for row in await tx.execute(found)
    )


def _requests() -> Select[Any]:
    joined = sign_off_requests.c.request_id == sign_offs.c.request_id
    of_the_end = [column for column in sign_offs.c if column.name != "request_id"]
    return select(sign_off_requests, *of_the_end).join_from(
        sign_off_requests, sign_offs, joined, isouter=True
    )


def _request(row: Row[Any]) -> SignOffRequest:
    executive = Executive(name=row.executive_name, title=row.executive_title, email=row.executive_email)
    return SignOffRequest(
        request_id=row.request_id,
        version=row.version,
        executive=executive,
        evidence=row.evidence,
        requested_by=row.requested_by,
        requested_by_name=row.requested_by_name,
        requested_at=row.requested_at,
        settlement=_settlement(row) if row.outcome else None,
    )


def _settlement(row: Row[Any]) -> Settlement:
    return Settlement(
        outcome=Outcome(row.outcome),
        comment=row.comment,
        statement=row.statement,
        by_name=row.settled_by_name,
        at=row.settled_at,
    )
