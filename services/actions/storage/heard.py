"""Own copies of the neighbours' facts; they arrive in any order, and some twice."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.distribution import AudienceFrozen, AudienceWidened
from contracts.events.register import OrganisationRecorded, PersonRecorded, Role
from contracts.events.responses import (
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
)
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


async def save_alert(tx: Transaction, alert: AlertIssued) -> bool:
    """Whether this version was new."""
    row = {
        "reference": alert.reference,
        "version": alert.version,
        "document": alert.model_dump(mode="json"),
    }
    return (await tx.execute(insert(alerts).values(row).on_conflict_do_nothing())).rowcount == 1


async def save_end(tx: Transaction, ended: AlertEnded) -> None:
    """It is said once; what is said of it again changes nothing."""
    row = {"reference": ended.reference, "document": ended.model_dump(mode="json")}
    await tx.execute(insert(endings).values(row).on_conflict_do_nothing())


async def save_correction(tx: Transaction, said: AudienceCorrected) -> None:
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


async def save_organisation(tx: Transaction, organisation: OrganisationRecorded) -> None:
    """The newest name wins."""
    await tx.put(organisations, organisation.model_dump(include={"ods_code", "name"}))


async def save_person(tx: Transaction, person: PersonRecorded) -> None:
    """The newest registration wins; one that ended stays, so that history keeps its name."""
    row = person.model_dump(include={"person_id", "ods_code", "role", "name", "active"})
    row["email"] = person.email if person.role is Role.EXECUTIVE_LEAD else None
    await tx.put(people, row)


async def save_audience(tx: Transaction, audience: AudienceFrozen | AudienceWidened) -> None:
    """An audience is frozen; only what a correction adds takes the place of what stood there before."""
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
    put = insert(audiences)
    kept = put.on_conflict_do_nothing()
    if isinstance(audience, AudienceWidened):
        keys, rest = ["reference", "version", "ods_code"], {"must_respond": put.excluded.must_respond}
        kept = put.on_conflict_do_update(index_elements=keys, set_=rest)
    if rows:
        await tx.execute(kept, rows)


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


async def save_withdrawal(tx: Transaction, withdrawn: AcknowledgementWithdrawn) -> None:
    """The organisation's acknowledgement is the earliest of those that are left, if there is one."""
    at = acknowledgements.c
    key = {"reference": withdrawn.reference, "version": withdrawn.version, "ods_code": withdrawn.ods_code}
    await tx.execute(delete(acknowledgements).where(*(at[name] == value for name, value in key.items())))
    if withdrawn.first_acknowledged_at and withdrawn.first_acknowledged_by:
        left = {
            "person_id": withdrawn.first_acknowledged_by,
            "acknowledged_at": withdrawn.first_acknowledged_at,
        }
        await tx.execute(insert(acknowledgements).values(key | left))


async def save_question(tx: Transaction, asked: QuestionAsked) -> None:
    """Whether it blocks is said when it is asked; its end may have been heard before."""
    row = asked.model_dump(include={"question", "asked_at", "blocks_completion"})
    await _put_question(tx, asked, row)


async def save_question_end(tx: Transaction, ended: QuestionAnswered | QuestionClosed) -> None:
    """An answered or closed question blocks nothing."""
    at = ended.answered_at if isinstance(ended, QuestionAnswered) else ended.closed_at
    await _put_question(tx, ended, {"ended_at": at})


async def _put_question(
    tx: Transaction, said: QuestionAsked | QuestionAnswered | QuestionClosed, row: dict[str, Any]
) -> None:
    about = said.model_dump(include={"question_id", "reference", "ods_code"})
    unheard = {"question": "", "blocks_completion": False}
    stated = insert(questions).values(unheard | about | row)
    await tx.execute(stated.on_conflict_do_update(index_elements=[questions.c.question_id], set_=row))
