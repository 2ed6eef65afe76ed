"""Own copies of the neighbours' facts; every write bears being done twice and in any order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.elements import ColumnElement

from contracts.events.actions import OrganisationProgressed, Progress
from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.distribution import AudienceFrozen, AudienceWidened, DeliveriesCounted
from contracts.events.register import OrganisationRecorded, PersonRecorded, Role
from contracts.links import LinkClaims
from services.kit.database import Transaction
from services.responses.domain.links import Duty, Known, Organisation, Person, SentInError
from services.responses.domain.progress import NOTHING_YET, Progressed
from services.responses.tables import (
    alerts,
    audience_organisations,
    audiences,
    corrected,
    deliveries,
    endings,
    organisations,
    people,
    progress,
)


async def add_alert(tx: Transaction, alert: AlertIssued) -> None:
    row = {
        "reference": alert.reference,
        "version": alert.version,
        "document": alert.model_dump(mode="json"),
        "issued_at": alert.issued_at,
    }
    await tx.execute(insert(alerts).values(row).on_conflict_do_nothing())


async def add_end(tx: Transaction, ended: AlertEnded) -> None:
    """It is said once; what is said of it again changes nothing."""
    row = {"reference": ended.reference, "document": ended.model_dump(mode="json")}
    await tx.execute(insert(endings).values(row).on_conflict_do_nothing())


async def put_correction(tx: Transaction, said: AudienceCorrected) -> None:
    """Of each organisation the correction with the highest number holds."""
    same = said.model_dump(include={"reference", "number", "reason", "corrected_at"})
    rows = [
        same | {"ods_code": code, "is_in_error": code in said.sent_in_error}
        for code in (*said.must_respond, *said.for_information, *said.sent_in_error)
    ]
    put = insert(corrected)
    rest = {name: put.excluded[name] for name in ("number", "is_in_error", "reason", "corrected_at")}
    newer, keys = corrected.c.number < put.excluded.number, ["reference", "ods_code"]
    await tx.execute(put.on_conflict_do_update(index_elements=keys, set_=rest, where=newer), rows)


async def sent_in_error(tx: Transaction, claims: LinkClaims) -> SentInError | None:
    """Since when it is known that the organisation should not have got the alert; None when it should."""
    of_both = corrected.c.reference == claims.reference, corrected.c.ods_code == claims.ods_code
    row = (await tx.execute(select(corrected).where(*of_both, corrected.c.is_in_error))).one_or_none()
    return SentInError(row.corrected_at, row.reason) if row else None


async def end_of(tx: Transaction, reference: str) -> AlertEnded | None:
    found = select(endings.c.document).where(endings.c.reference == reference)
    document = (await tx.execute(found)).scalar_one_or_none()
    return AlertEnded.model_validate(document) if document else None


async def put_organisation(tx: Transaction, organisation: OrganisationRecorded) -> None:
    row = organisation.model_dump(include={"ods_code", "name", "organisation_type", "active"})
    await tx.put(organisations, row)


async def put_person(tx: Transaction, person: PersonRecorded) -> None:
    row = person.model_dump(include={"person_id", "ods_code", "name", "active"})
    await tx.put(people, row | {"role": person.role.value})


async def add_audience(tx: Transaction, audience: AudienceFrozen) -> None:
    about = {"reference": audience.reference, "version": audience.version}
    row = about | {"acknowledge_by": audience.acknowledge_by, "frozen_at": audience.frozen_at}
    added = await tx.execute(insert(audiences).values(row).on_conflict_do_nothing())
    if added.rowcount:
        await _add_organisations(tx, audience)


async def widen_audience(tx: Transaction, widened: AudienceWidened) -> None:
    """It may arrive before the audience that it adds to."""
    await _add_organisations(tx, widened)


async def _add_organisations(tx: Transaction, audience: AudienceFrozen | AudienceWidened) -> None:
    about = {"reference": audience.reference, "version": audience.version}
    rows = [about | {"ods_code": o.ods_code, "must_respond": o.must_respond} for o in audience.organisations]
    put = insert(audience_organisations)
    kept = put.on_conflict_do_nothing()
    if isinstance(audience, AudienceWidened):
        # What a correction says of an organisation is newer than what was frozen.
        keys, rest = ["reference", "version", "ods_code"], {"must_respond": put.excluded.must_respond}
        kept = put.on_conflict_do_update(index_elements=keys, set_=rest)
    if rows:
        await tx.execute(kept, rows)


async def put_deliveries(tx: Transaction, counted: DeliveriesCounted) -> None:
    row = counted.model_dump(include=set(deliveries.c.keys()) - {"mails"})
    mails = [mail.model_dump(mode="json", include={"person_id", "accepted_at"}) for mail in counted.mails]
    await tx.put(deliveries, row | {"mails": mails}, newest_by="counted_at")


async def put_progress(tx: Transaction, progressed: OrganisationProgressed) -> None:
    row = progressed.model_dump(include=set(progress.c.keys()))
    await tx.put(progress, row | {"progress": progressed.progress.value}, newest_by="changed_at")


async def known_of(tx: Transaction, claims: LinkClaims) -> Known:
    """Everything heard of what the link names."""
    audience = await _audience(tx, claims)
    return Known(
        person=await _person(tx, claims),
        organisation=await _organisation(tx, claims.ods_code),
        alert=next((alert for alert in await versions(tx, claims) if alert.version == claims.version), None),
        audience_heard=audience[0],
        duty=audience[1],
        ended=await end_of(tx, claims.reference),
        left_out_of=await _left_out_of(tx, claims),
        sent_in_error=await sent_in_error(tx, claims),
    )


async def versions(tx: Transaction, claims: LinkClaims) -> list[AlertIssued]:
    return await versions_of(tx, claims.reference)


async def versions_of(tx: Transaction, reference: str) -> list[AlertIssued]:
    """Every version heard of the alert, first one first."""
    found = select(alerts.c.document).where(alerts.c.reference == reference).order_by(alerts.c.version)
    return [AlertIssued.model_validate(document) for document in await _scalars(tx, found)]


async def other_organisations(
    tx: Transaction, person: Person, own: Organisation, seed: str, count: int
) -> list[Organisation]:
    """Some that the person certainly does not answer for: nobody of that name is registered there."""
    namesakes = select(people.c.ods_code).where(people.c.name == person.name, people.c.ods_code.is_not(None))
    found = (
        select(organisations)
        .where(
            organisations.c.active,
            organisations.c.ods_code != own.ods_code,
            organisations.c.name != own.name,
            organisations.c.ods_code.not_in(namesakes),
        )
        .order_by(
            (organisations.c.organisation_type == own.organisation_type).desc(),
            func.md5(organisations.c.ods_code + seed),
        )
        .limit(count)
    )
    return [_as_organisation(row) for row in await tx.execute(found)]


async def delivered_at(tx: Transaction, claims: LinkClaims) -> datetime | None:
    """When the first mail to the organisation was taken, as far as it is known."""
    found = select(deliveries.c.first_accepted_at).where(*_about(deliveries, claims))
    when: datetime | None = (await tx.execute(found)).scalar_one_or_none()
    return when


async def mailed_at(tx: Transaction, claims: LinkClaims) -> tuple[datetime, ...]:
    """When mails to this person were taken; while single ones are not told, when the organisation's was."""
    row = (await tx.execute(select(deliveries).where(*_about(deliveries, claims)))).one_or_none()
    if row is None:
        return ()
    if not row.mails:
        return (row.first_accepted_at,) if row.first_accepted_at else ()
    mine = [mail["accepted_at"] for mail in row.mails if mail["person_id"] == str(claims.person_id)]
    return tuple(sorted(datetime.fromisoformat(at) for at in mine if at))


async def progress_of(tx: Transaction, claims: LinkClaims) -> Progressed:
    of_both = progress.c.reference == claims.reference, progress.c.ods_code == claims.ods_code
    row = (await tx.execute(select(progress).where(*of_both))).one_or_none()
    if row is None:
        return NOTHING_YET
    return Progressed(
        progress=Progress(row.progress),
        done=row.done,
        not_applicable=row.not_applicable,
        outstanding=row.outstanding,
        first_action_at=row.first_action_at,
        completed_at=row.completed_at,
    )


async def hold_organisation(tx: Transaction, claims: LinkClaims) -> None:
    """Until this transaction ends, nobody else acknowledges this version for this organisation."""
    row = select(audience_organisations.c.ods_code).where(*_about(audience_organisations, claims))
    await tx.execute(row.with_for_update())


async def _person(tx: Transaction, claims: LinkClaims) -> Person | None:
    row = (await tx.execute(select(people).where(people.c.person_id == claims.person_id))).one_or_none()
    return Person(row.person_id, row.ods_code, Role(row.role), row.name, row.active) if row else None


async def _organisation(tx: Transaction, ods_code: str) -> Organisation:
    found = select(organisations).where(organisations.c.ods_code == ods_code)
    row = (await tx.execute(found)).one_or_none()
    return _as_organisation(row) if row else Organisation(ods_code, ods_code)


async def _audience(tx: Transaction, claims: LinkClaims) -> tuple[bool, Duty | None]:
    """Whether the audience was heard, and what it says about the organisation."""
    about = audiences.c.reference == claims.reference, audiences.c.version == claims.version
    whole = (await tx.execute(select(audiences).where(*about))).one_or_none()
    if whole is None:
        return False, None
    must = select(audience_organisations.c.must_respond).where(*_about(audience_organisations, claims))
    must_respond: bool | None = (await tx.execute(must)).scalar_one_or_none()
    if must_respond is None:
        return True, None
    return True, Duty(must_respond, whole.acknowledge_by, whole.frozen_at)


async def _left_out_of(tx: Transaction, claims: LinkClaims) -> int | None:
    """The newest version with a known audience, when it is a later one and not for the organisation."""
    newest = select(func.max(audiences.c.version)).where(audiences.c.reference == claims.reference)
    version: int | None = (await tx.execute(newest)).scalar()
    if version is None or version <= claims.version:
        return None
    here = audience_organisations
    of_both = (here.c.reference == claims.reference, here.c.ods_code == claims.ods_code)
    still = select(here.c.ods_code).where(*of_both, here.c.version == version)
    return None if (await tx.execute(still)).first() else version


def _about(table: Table, claims: LinkClaims) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.reference == claims.reference,
        table.c.version == claims.version,
        table.c.ods_code == claims.ods_code,
    )


def _as_organisation(row: Any) -> Organisation:
    return Organisation(row.ods_code, row.name, row.organisation_type)


async def _scalars(tx: Transaction, statement: Any) -> Sequence[Any]:
    return (await tx.execute(statement)).scalars().all()
