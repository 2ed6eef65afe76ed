"""How audiences were corrected after their alert was issued."""

from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.audience import Corrections, in_force
from contracts.events.alerts import AudienceCorrected
from services.distribution.storage.alerts import AlertVersion
from services.distribution.tables import alerts, corrected, corrections
from services.kit.database import Transaction


async def add(tx: Transaction, said: AudienceCorrected) -> bool:
    """False when one of this number is known already; of each organisation the highest number holds."""
    row = {
        "reference": said.reference,
        "number": said.number,
        "document": said.model_dump(mode="json"),
        "heard_at": tx.now,
    }
    if (await tx.execute(insert(corrections).values(row).on_conflict_do_nothing())).rowcount == 0:
        return False
    same = {"reference": said.reference, "number": said.number, "reason": said.reason}
    rows = [
        same | {"ods_code": code, "is_in_error": code in said.sent_in_error}
        for code in (*said.must_respond, *said.for_information, *said.sent_in_error)
    ]
    put = insert(corrected)
    rest = {name: put.excluded[name] for name in ("number", "is_in_error", "reason")}
    newer = corrected.c.number < put.excluded.number
    keys = ["reference", "ods_code"]
    await tx.execute(put.on_conflict_do_update(index_elements=keys, set_=rest, where=newer), rows)
    return True


async def known(tx: Transaction, reference: str, number: int) -> AudienceCorrected | None:
    chosen = (corrections.c.reference == reference, corrections.c.number == number)
    document = (await tx.execute(select(corrections.c.document).where(*chosen))).scalar()
    return AudienceCorrected.model_validate(document) if document else None


async def of_alert(tx: Transaction, reference: str) -> Corrections:
    """What holds of its audience now."""
    documents = await tx.execute(select(corrections.c.document).where(corrections.c.reference == reference))
    return in_force(map(AudienceCorrected.model_validate, documents.scalars()))


async def waiting(tx: Transaction) -> list[AlertVersion]:
    """Those that are not applied yet though a version of their alert is frozen, oldest first."""
    frozen = select(alerts.c.version).where(
        alerts.c.reference == corrections.c.reference, alerts.c.frozen_at.is_not(None)
    )
    version = corrections.c.document["version"].as_integer().label("version")
    chosen = select(corrections.c.reference, version, corrections.c.number)
    chosen = chosen.where(corrections.c.applied_at.is_(None), frozen.exists())
    rows = await tx.execute(chosen.order_by(corrections.c.heard_at, corrections.c.number))
    return [AlertVersion(row.reference, row.version, row.number) for row in rows]


async def take_waiting(tx: Transaction, one: AlertVersion) -> AudienceCorrected | None:
    """None when it is applied already, or is just being applied elsewhere."""
    own = (corrections.c.reference == one.reference, corrections.c.number == one.correction)
    waits = select(corrections.c.document).where(*own, corrections.c.applied_at.is_(None))
    document = (await tx.execute(waits.with_for_update(skip_locked=True))).scalar()
    if document is None:
        return None
    await tx.execute(update(corrections).where(*own).values(applied_at=tx.now))
    return AudienceCorrected.model_validate(document)


async def settle(tx: Transaction, reference: str) -> None:
    """A version was frozen with all of them, so none has to be applied to it."""
    own = (corrections.c.reference == reference, corrections.c.applied_at.is_(None))
    await tx.execute(update(corrections).where(*own).values(applied_at=tx.now))


def is_in_error(of: Any) -> ColumnElement[bool]:
    """Whether the alert of a row, with `reference` and `ods_code`, was sent there in error."""
    own = (corrected.c.reference == of.c.reference, corrected.c.ods_code == of.c.ods_code)
    return select(corrected.c.ods_code).where(*own, corrected.c.is_in_error).exists()
