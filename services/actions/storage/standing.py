"""All that is known of one organisation and one alert, gathered."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from contracts.events.alerts import AlertEnded, AlertIssued
from contracts.events.register import Role
from services.actions.domain.standing import Acknowledgement, BlockingQuestion, Person, SentInError, Standing
from services.actions.storage.assignments import assignments_of
from services.actions.storage.decisions import cas_of, moves_of
from services.actions.storage.records import records_of
from services.actions.storage.sign_offs import requests_of
from services.actions.tables import (
    acknowledgements,
    alerts,
    audiences,
    corrected,
    endings,
    organisations,
    people,
    questions,
)
from services.kit.database import Transaction


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
        records=tuple(await records_of(tx, reference, ods_code)),
        moves=await moves_of(tx, reference, ods_code),
        requests=await requests_of(tx, reference, ods_code),
        blocking=await _blocking(tx, reference, ods_code),
        cas=await cas_of(tx, reference, ods_code),
        assignments=tuple(await assignments_of(tx, reference, ods_code)),
        ended=await _end(tx, reference),
        sent_in_error=await _sent_in_error(tx, reference, ods_code),
    )


async def _sent_in_error(tx: Transaction, reference: str, ods_code: str) -> SentInError | None:
    of_both = corrected.c.reference == reference, corrected.c.ods_code == ods_code
    row = (await tx.execute(select(corrected).where(*of_both, corrected.c.is_in_error))).one_or_none()
    return SentInError(row.corrected_at, row.reason) if row else None


async def _end(tx: Transaction, reference: str) -> AlertEnded | None:
    found = select(endings.c.document).where(endings.c.reference == reference)
    document = (await tx.execute(found)).scalar_one_or_none()
    return AlertEnded.model_validate(document) if document else None


async def _versions(tx: Transaction, reference: str) -> tuple[AlertIssued, ...]:
    found = select(alerts.c.document).where(alerts.c.reference == reference).order_by(alerts.c.version)
    return tuple(AlertIssued.model_validate(document) for document in (await tx.execute(found)).scalars())


async def _audience(tx: Transaction, reference: str, ods_code: str) -> tuple[Any, Any]:
    at = audiences.c
    newest = (
        select(at.must_respond, at.acknowledge_by, at.version)
        .where(at.reference == reference, at.ods_code == ods_code)
        .order_by(at.version.desc())
        .limit(1)
    )
    row = (await tx.execute(newest)).one_or_none()
    if row is None:
        return None, None
    # A later version that is for others asks nothing of this organisation.
    later = select(at.version).where(at.reference == reference, at.version > row.version).limit(1)
    is_left_out = (await tx.execute(later)).first() is not None
    return row.must_respond and not is_left_out, row.acknowledge_by


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


async def _blocking(tx: Transaction, reference: str, ods_code: str) -> tuple[BlockingQuestion, ...]:
    at = questions.c
    found = select(questions).where(
        at.reference == reference, at.ods_code == ods_code, at.blocks_completion, at.ended_at.is_(None)
    )
    return tuple(
        BlockingQuestion(question_id=row.question_id, question=row.question, asked_at=row.asked_at)
        for row in await tx.execute(found.order_by(at.asked_at))
    )
