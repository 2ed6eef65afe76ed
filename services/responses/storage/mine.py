"""What one person's organisations were sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from contracts.events.actions import Progress
from contracts.events.alerts import AlertEnded, AlertIssued
from contracts.events.register import Role
from services.kit.database import Transaction
from services.responses.domain.links import Duty, Organisation, Person
from services.responses.domain.mine import Held, Listed, WayIn
from services.responses.domain.progress import NOTHING_YET, Acknowledged, Progressed
from services.responses.tables import (
    acknowledgements,
    alerts,
    audience_organisations,
    audiences,
    corrected,
    endings,
    organisations,
    people,
    progress,
    withdrawals,
)

GIVEN = ("person_id", "name", "role", "acknowledged_at")


async def people_of(tx: Transaction, held: Sequence[Held]) -> list[Person]:
    """The registrations with these ids, as the register knows them now."""
    found = select(people).where(people.c.person_id.in_([one.person_id for one in held]))
    return [
        Person(row.person_id, row.ods_code, Role(row.role), row.name, row.active)
        for row in await tx.execute(found.order_by(people.c.ods_code, people.c.person_id))
    ]


async def labels_of(tx: Transaction, people: Sequence[Person]) -> dict[str, str]:
    """How the organisations of these registrations are called, by code."""
    codes = [person.ods_code for person in people if person.ods_code]
    found = select(organisations).where(organisations.c.ods_code.in_(codes))
    rows = await tx.execute(found)
    return {code: code for code in codes} | {
        row.ods_code: Organisation(row.ods_code, row.name).label for row in rows
    }


async def is_known(tx: Transaction, reference: str) -> bool:
    """Whether any version of an alert has been heard of."""
    found = select(alerts.c.version).where(alerts.c.reference == reference).limit(1)
    return (await tx.execute(found)).first() is not None


async def listed(
    tx: Transaction, registered: Sequence[Person], *, reference: str | None = None, most: int
) -> list[Listed]:
    """The newest version of each alert for each organisation, newest first."""
    newest = _newest([person.ods_code for person in registered if person.ods_code], reference).subquery()
    given = _first_standing().subquery()
    of_both = (progress.c.reference == newest.c.reference) & (progress.c.ods_code == newest.c.ods_code)
    found = (
        select(
            newest,
            organisations.c.name,
            organisations.c.organisation_type,
            *(progress.c[name] for name in ("progress", "done", "not_applicable", "outstanding")),
            *(progress.c[name] for name in ("first_action_at", "completed_at")),
            *(given.c[name].label(f"given_{name}") for name in GIVEN),
            endings.c.document.label("ended"),
            corrected.c.is_in_error,
        )
        .outerjoin_from(newest, organisations, organisations.c.ods_code == newest.c.ods_code)
        .outerjoin(progress, of_both)
        .outerjoin(endings, endings.c.reference == newest.c.reference)
        .outerjoin(
            corrected,
            (corrected.c.reference == newest.c.reference) & (corrected.c.ods_code == newest.c.ods_code),
        )
        .outerjoin(
            given,
            (given.c.reference == newest.c.reference)
            & (given.c.version == newest.c.version)
            & (given.c.ods_code == newest.c.ods_code),
        )
        .order_by(newest.c.issued_at.desc(), newest.c.reference, newest.c.ods_code)
        .limit(most)
    )
    whose = {person.ods_code: person for person in registered}
    return [_as_listed(row, whose[row.ods_code]) for row in await tx.execute(found)]


def _newest(codes: Sequence[str], reference: str | None) -> Select[Any]:
    here = audience_organisations
    found = (
        select(here, audiences.c.acknowledge_by, audiences.c.frozen_at, alerts.c.document, alerts.c.issued_at)
        .ext(distinct_on(here.c.reference, here.c.ods_code))
        .join(
            audiences, (audiences.c.reference == here.c.reference) & (audiences.c.version == here.c.version)
        )
        .join(alerts, (alerts.c.reference == here.c.reference) & (alerts.c.version == here.c.version))
        .where(here.c.ods_code.in_(codes))
        .order_by(here.c.reference, here.c.ods_code, here.c.version.desc())
    )
    return found if reference is None else found.where(here.c.reference == reference)


def _first_standing() -> Select[Any]:
    """The acknowledgement that counts for each organisation."""
    given = acknowledgements.c
    taken_back = select(withdrawals.c.acknowledgement_id).where(
        withdrawals.c.acknowledgement_id == given.acknowledgement_id
    )
    return (
        select(acknowledgements)
        .ext(distinct_on(given.reference, given.version, given.ods_code))
        .where(~taken_back.exists())
        .order_by(
            given.reference,
            given.version,
            given.ods_code,
            given.first_of_organisation.desc(),
            given.acknowledged_at,
        )
    )


def _as_listed(row: Any, person: Person) -> Listed:
    name, kind = row.name or row.ods_code, row.organisation_type or ""
    organisation = Organisation(row.ods_code, name, kind)
    return Listed(
        way_in=WayIn(person.person_id, organisation, row.reference, row.version),
        alert=AlertIssued.model_validate(row.document),
        duty=Duty(row.must_respond, row.acknowledge_by, row.frozen_at),
        first=_as_acknowledged(row) if row.given_person_id else None,
        progressed=_as_progressed(row) if row.progress else NOTHING_YET,
        ended=AlertEnded.model_validate(row.ended) if row.ended else None,
        sent_in_error=bool(row.is_in_error),
    )


def _as_acknowledged(row: Any) -> Acknowledged:
    at: datetime = row.given_acknowledged_at
    return Acknowledged(row.given_person_id, row.given_name, Role(row.given_role), at, True)


def _as_progressed(row: Any) -> Progressed:
    counts = row.done, row.not_applicable, row.outstanding
    return Progressed(Progress(row.progress), *counts, row.first_action_at, row.completed_at)
