"""What actions remembers; statements in, frozen values out."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert

from contracts.events.actions import ActionState, Progress
from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceFrozen
from contracts.events.register import OrganisationRecorded, PersonRecorded, Role
from contracts.events.responses import AlertAcknowledged
from services.actions.domain.answers import Answer
from services.actions.domain.progress import OrganisationProgress, Tally
from services.actions.domain.recording import Record
from services.actions.domain.standing import Acknowledgement, Person, Standing
from services.actions.tables import (
    acknowledgements,
    alerts,
    audiences,
    organisations,
    people,
    records,
)
from services.actions.tables import progress as progress_table
from services.kit.database import Transaction


async def hold(tx: Transaction, reference: str, ods_code: str) -> None:
    """Let nobody else record for this organisation and alert until this transaction ends."""
    await tx.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"actions/{reference}/{ods_code}", 0)))
    )


async def save_alert(tx: Transaction, alert: AlertIssued) -> bool:
    """Whether this version was new."""
    row = {
        "reference": alert.reference,
        "version": alert.version,
        "document": alert.model_dump(mode="json"),
    }
    return (await tx.execute(insert(alerts).values(row).on_conflict_do_nothing())).rowcount == 1


async def save_organisation(tx: Transaction, organisation: OrganisationRecorded) -> None:
    """The newest name wins."""
    named = insert(organisations).values(ods_code=organisation.ods_code, name=organisation.name)
    await tx.execute(
        named.on_conflict_do_update(
            index_elements=[organisations.c.ods_code], set_={"name": named.excluded.name}
        )
    )


async def save_person(tx: Transaction, person: PersonRecorded) -> None:
    """The newest registration wins; one that ended stays, so that history keeps its name."""
    row = person.model_dump(include={"ods_code", "role", "name", "active"})
    stated = insert(people).values(row | {"person_id": person.person_id})
    await tx.execute(stated.on_conflict_do_update(index_elements=[people.c.person_id], set_=row))


async def save_audience(tx: Transaction, audience: AudienceFrozen) -> None:
    """An audience is frozen: a version's first is its only one."""
    rows = [
        {
            "reference": audience.reference,
            "version": audience.version,
            "ods_code": organisation.ods_code,
            "must_respond": organisation.must_respond,
            "acknowledge_by": audience.acknowledge_by,
        }
        for organisation in audience.organisations
    ]
    if rows:
        await tx.execute(insert(audiences).on_conflict_do_nothing(), rows)


async def save_acknowledgement(tx: Transaction, given: AlertAcknowledged) -> None:
    """The earliest counts, in whatever order they arrive."""
    row = given.model_dump(include={"reference", "version", "ods_code", "person_id", "acknowledged_at"})
    first = insert(acknowledgements).values(row)
    key = [acknowledgements.c.reference, acknowledgements.c.version, acknowledgements.c.ods_code]
    await tx.execute(
        first.on_conflict_do_update(
            index_elements=key,
            set_={name: first.excluded[name] for name in ("person_id", "acknowledged_at")},
            where=acknowledgements.c.acknowledged_at > first.excluded.acknowledged_at,
        )
    )


async def add_record(tx: Transaction, reference: str, ods_code: str, record: Record) -> None:
    """Rows are added and never changed."""
    answer = record.answer
    await tx.execute(
        insert(records).values(
            reference=reference,
            ods_code=ods_code,
            number=record.number,
            revision=record.revision,
            version=record.version,
            state=answer.state,
            reason=answer.reason,
            done_by=answer.done_by,
            done_on=answer.done_on,
            note=answer.note,
            recorded_by=record.recorded_by,
            recorded_at=record.recorded_at,
            nonce=record.nonce,
        )
    )


async def save_progress(tx: Transaction, reference: str, ods_code: str, now_at: OrganisationProgress) -> None:
    """How far the organisation is, as it is being said."""
    row = {
        "version": now_at.version,
        "progress": now_at.tally.progress,
        "done": now_at.tally.done,
        "not_applicable": now_at.tally.not_applicable,
        "outstanding": now_at.tally.outstanding,
        "first_action_at": now_at.first_action_at,
        "completed_at": now_at.completed_at,
    }
    stated = insert(progress_table).values(row | {"reference": reference, "ods_code": ods_code})
    key = [progress_table.c.reference, progress_table.c.ods_code]
    await tx.execute(stated.on_conflict_do_update(index_elements=key, set_=row))


async def progress_of(tx: Transaction, reference: str, ods_code: str) -> OrganisationProgress | None:
    """What was said last, if anything."""
    at = progress_table.c
    found = await tx.execute(select(progress_table).where(at.reference == reference, at.ods_code == ods_code))
    if (row := found.one_or_none()) is None:
        return None
    return OrganisationProgress(
        version=row.version,
        tally=Tally(
            progress=Progress(row.progress),
            done=row.done,
            not_applicable=row.not_applicable,
            outstanding=row.outstanding,
        ),
        first_action_at=row.first_action_at,
        completed_at=row.completed_at,
    )


async def organisations_on_record(tx: Transaction, reference: str) -> tuple[str, ...]:
    """Those that have recorded anything, in one fixed order so that nobody locks crosswise."""
    said = select(records.c.ods_code).where(records.c.reference == reference).distinct()
    return tuple((await tx.execute(said.order_by(records.c.ods_code))).scalars())


async def standing(tx: Transaction, reference: str, ods_code: str, person_id: UUID | None = None) -> Standing:
    """All that is known of one organisation and one alert."""
    versions = await _versions(tx, reference)
    must_respond, acknowledge_by = await _audience(tx, reference, ods_code)
    return Standing(
        ods_code=ods_code,
        versions=versions,
        organisation=await _organisation(tx, ods_code),
        person=await _person(tx, person_id) if person_id else None,
        must_respond=must_respond,
        acknowledge_by=acknowledge_by,
        acknowledgement=await _acknowledgement(tx, reference, ods_code),
        records=tuple(await _records(tx, reference, ods_code)),
    )


async def _versions(tx: Transaction, reference: str) -> tuple[AlertIssued, ...]:
    found = select(alerts.c.document).where(alerts.c.reference == reference).order_by(alerts.c.version)
    return tuple(AlertIssued.model_validate(document) for document in (await tx.execute(found)).scalars())


async def _audience(tx: Transaction, reference: str, ods_code: str) -> tuple[Any, Any]:
    at = audiences.c
    newest = (
        select(at.must_respond, at.acknowledge_by)
        .where(at.reference == reference, at.ods_code == ods_code)
        .order_by(at.version.desc())
        .limit(1)
    )
    row = (await tx.execute(newest)).one_or_none()
    return (row.must_respond, row.acknowledge_by) if row else (None, None)


async def _organisation(tx: Transaction, ods_code: str) -> str | None:
    named = select(organisations.c.name).where(organisations.c.ods_code == ods_code)
    return (await tx.execute(named)).scalar_one_or_none()


async def _person(tx: Transaction, person_id: UUID) -> Person | None:
    row = (await tx.execute(select(people).where(people.c.person_id == person_id))).one_or_none()
    if row is None:
        return None
    return Person(
        person_id=row.person_id,
        ods_code=row.ods_code,
        role=Role(row.role),
        name=row.name,
        active=row.active,
    )


async def _acknowledgement(tx: Transaction, reference: str, ods_code: str) -> Acknowledgement | None:
    at = acknowledgements.c
    newest = (
        select(at.version, at.acknowledged_at, people.c.name)
        .join_from(acknowledgements, people, people.c.person_id == at.person_id, isouter=True)
        .where(at.reference == reference, at.ods_code == ods_code)
        .order_by(at.version.desc())
        .limit(1)
    )
    row = (await tx.execute(newest)).one_or_none()
    return Acknowledgement(version=row.version, by=row.name, at=row.acknowledged_at) if row else None


async def _records(tx: Transaction, reference: str, ods_code: str) -> Iterable[Record]:
    at = records.c
    found = (
        select(records, people.c.name)
        .join_from(records, people, people.c.person_id == at.recorded_by, isouter=True)
        .where(at.reference == reference, at.ods_code == ods_code)
        .order_by(at.id)
    )
    return map(_record, await tx.execute(found))


def _record(row: Row[Any]) -> Record:
    return Record(
        number=row.number,
        revision=row.revision,
        version=row.version,
        answer=Answer(
            state=ActionState(row.state),
            reason=row.reason,
            done_by=row.done_by,
            done_on=row.done_on,
            note=row.note,
        ),
        recorded_by=row.recorded_by,
        recorded_by_name=row.name,
        recorded_at=row.recorded_at,
        nonce=row.nonce,
    )
