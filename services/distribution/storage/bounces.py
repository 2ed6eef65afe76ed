"""Mails that came back, and the addresses where they do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.distribution.domain.bounces import Report, Verdict, folded
from services.distribution.domain.sending import State
from services.distribution.storage.ledger import Touched
from services.distribution.tables import attempts, ledger, people, queue, receipts, suppressions
from services.kit.database import Transaction


@dataclass(frozen=True, slots=True)
class Mailed:
    """A mail about which something came back."""

    id: int
    person_id: UUID
    ods_code: str
    reference: str
    version: int
    kind: str
    address: str
    role: str
    state: str
    attempts: int
    accepted_at: datetime | None

    @property
    def touched(self) -> Touched:
        return Touched(self.reference, self.version, self.ods_code)


async def mail(tx: Transaction, ledger_id: int) -> Mailed | None:
    """Held until this transaction ends, so that no sender takes or records it meanwhile."""
    await tx.execute(select(queue.c.ledger_id).where(queue.c.ledger_id == ledger_id).with_for_update())
    columns = [ledger.c[name] for name in Mailed.__dataclass_fields__]
    held = select(*columns).where(ledger.c.id == ledger_id).with_for_update()
    row = (await tx.execute(held)).first()
    return Mailed(**row._asdict()) if row else None


async def mail_called(tx: Transaction, message_id: str) -> Mailed | None:
    """The same, by the name it goes by elsewhere."""
    named = select(ledger.c.id).where(ledger.c.message_id == message_id)
    ledger_id: int | None = (await tx.execute(named)).scalar()
    return await mail(tx, ledger_id) if ledger_id is not None else None


async def add_receipt(tx: Transaction, receipt_id: str, ledger_id: int, verdict: Verdict) -> bool:
    """False when it has been taken before."""
    row = {"receipt_id": receipt_id, "ledger_id": ledger_id, "verdict": verdict, "heard_at": tx.now}
    return (await tx.execute(insert(receipts).values(row).on_conflict_do_nothing())).rowcount == 1


async def note(tx: Transaction, mailed: Mailed, report: Report, reply: str, at: datetime) -> None:
    """Beside what was tried, what came of it later."""
    row = {
        "ledger_id": mailed.id,
        "attempt": mailed.attempts,
        "started_at": at,
        "ended_at": tx.now,
        "outcome": report.verdict,
        "code": report.code,
        "reply": reply,
    }
    await tx.execute(insert(attempts).values(row))


async def end(tx: Transaction, mailed: Mailed, code: int | None, reply: str) -> None:
    """It did not arrive, and is not tried again."""
    await tx.execute(delete(queue).where(queue.c.ledger_id == mailed.id))
    ended = update(ledger).where(ledger.c.id == mailed.id)
    await tx.execute(ended.values(state=State.BOUNCED, code=code, reply=reply))


async def suppress(tx: Transaction, mailed: Mailed, enhanced: str | None, reason: str) -> None:
    """Once, until it is lifted."""
    row = {
        "address": folded(mailed.address),
        "since": tx.now,
        "enhanced": enhanced,
        "reason": reason,
        "ledger_id": mailed.id,
    }
    once = insert(suppressions).values(row)
    is_open = suppressions.c.lifted_at.is_(None)
    await tx.execute(once.on_conflict_do_nothing(index_elements=["address"], index_where=is_open))


async def lift(tx: Transaction, address: str, confirmed_at: datetime) -> None:
    """What was found out before somebody said that mail arrives there counts no more."""
    old = (suppressions.c.address == folded(address), suppressions.c.since < confirmed_at)
    still = suppressions.c.lifted_at.is_(None)
    await tx.execute(update(suppressions).where(*old, still).values(lifted_at=tx.now))


async def confirmed_at(tx: Transaction, address: str) -> datetime | None:
    """When somebody last said that mail arrives there."""
    last = select(func.max(people.c.address_confirmed_at))
    found: datetime | None = (
        await tx.execute(last.where(func.lower(people.c.email) == folded(address)))
    ).scalar()
    return found


async def where_mail_comes_back(tx: Transaction, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, folded."""
    asked = {folded(address) for address in addresses}
    chosen = select(suppressions.c.address).where(suppressions.c.lifted_at.is_(None))
    return set((await tx.execute(chosen.where(suppressions.c.address.in_(asked)))).scalars())
