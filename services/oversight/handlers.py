"""What oversight does with each fact; every effect may be repeated, and none needs another to be there."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from contracts.envelope import Event
from contracts.events.actions import OrganisationProgressed
from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.distribution import AudienceFrozen, AudienceWidened, DeliveriesCounted, HeartbeatArrived
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import (
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    QuestionAnswered,
    QuestionAsked,
    RecipientDisowned,
)
from services.kit.database import Transaction
from services.oversight.domain import acknowledging, history
from services.oversight.storage import facts, heartbeats, histories
from services.oversight.storage.views import REGISTER

#: What every fact about one organisation and one version of an alert tells.
Told = (
    AcknowledgementWithdrawn
    | AlertAcknowledged
    | DeliveriesCounted
    | OrganisationProgressed
    | QuestionAnswered
    | QuestionAsked
    | RecipientDisowned
)


async def keep(tx: Transaction, event: Event[Any]) -> None:
    """Add what was said to the history of whom it concerns; what follows from it is recorded apart."""
    said = {
        "source": event.source,
        "event_id": event.id,
        "digest": sha256(event.data.model_dump_json().encode()).hexdigest(),
        "event_type": event.type,
        "sequence": event.sequence,
        "reference": event.data.reference,
        "version": event.data.version,
        "at": event.time,
    }
    await histories.add(
        tx,
        (
            said | {"ods_code": ods_code, "document": document}
            for ods_code, document in history.parts(event.data)
        ),
    )


async def record_alert(tx: Transaction, alert: AlertIssued) -> None:
    """Keep the alert whole, and apart what its lists show."""
    row = {
        "reference": alert.reference,
        "version": alert.version,
        "headline": alert.headline,
        "status": alert.status.value,
        "mailing": alert.mailing,
        "issued_at": alert.issued_at,
        "acknowledge_by_day": alert.deadlines.acknowledge_by,
        "underway_by_day": alert.deadlines.underway_by,
        "complete_by_day": alert.deadlines.complete_by,
        "document": alert.model_dump(mode="json"),
    }
    await facts.save_alert(tx, row)
    await facts.raise_revision(tx, alert.reference)


async def record_end(tx: Transaction, ended: AlertEnded) -> None:
    """The alert leaves the lists of those that wait for something."""
    row = ended.model_dump(include={"reference", "ended_at", "reason", "superseded_by"})
    await facts.save_end(tx, row | {"outcome": ended.outcome.value})
    await facts.raise_revision(tx, ended.reference)


async def record_correction(tx: Transaction, said: AudienceCorrected) -> None:
    """Whoever got it in error is counted no more as one that must answer; who is added is, once widened."""
    version = {"reference": said.reference, "version": said.version, "correction": said.number}
    codes = (*said.must_respond, *said.for_information, *said.sent_in_error)
    await facts.save_corrections(
        tx,
        (
            version
            | {
                "ods_code": code,
                "sent_in_error_at": said.corrected_at if code in said.sent_in_error else None,
            }
            for code in sorted(codes)
        ),
    )
    await facts.raise_revision(tx, said.reference)


async def record_audience(tx: Transaction, audience: AudienceFrozen) -> None:
    """Give every organisation of the audience its row."""
    version = {"reference": audience.reference, "version": audience.version}
    await facts.save_audience(
        tx, version | {"frozen_at": audience.frozen_at, "acknowledge_by": audience.acknowledge_by}
    )
    await record_organisations(tx, audience)


async def record_organisations(tx: Transaction, audience: AudienceFrozen | AudienceWidened) -> None:
    """Those of an audience, from the beginning or since a correction."""
    version = {"reference": audience.reference, "version": audience.version}
    await facts.save_standings(
        tx,
        (
            version
            | {
                "ods_code": one.ods_code,
                "must_respond": one.must_respond,
                "recipients": len(one.recipients),
            }
            for one in sorted(audience.organisations, key=lambda one: one.ods_code)
        ),
    )
    await facts.raise_revision(tx, audience.reference)


async def record_organisation(tx: Transaction, organisation: OrganisationRecorded) -> None:
    """Names and regions may change; pages follow."""
    kept = ("ods_code", "name", "organisation_type", "region_code", "region_name", "icb_code")
    await facts.save_organisation(tx, organisation.model_dump(include=set(kept)))
    await facts.raise_revision(tx, REGISTER)


async def record_person(tx: Transaction, person: PersonRecorded) -> None:
    """Whom to ring; the address for mail is left out."""
    kept = {"person_id", "ods_code", "name", "phone", "active"}
    await facts.save_person(tx, person.model_dump(include=kept) | {"role": person.role.value})
    await facts.raise_revision(tx, REGISTER)


async def record_deliveries(tx: Transaction, counted: DeliveriesCounted) -> None:
    """How the mails to one organisation stand."""
    mails = counted.model_dump(exclude={"reference", "version", "ods_code", "counted_at", "mails"})
    await _save(tx, counted, **mails)


async def record_heartbeat(tx: Transaction, arrived: HeartbeatArrived) -> None:
    """Of several mails of one heartbeat the first that arrives; no page shows it."""
    row = arrived.model_dump(include={"reference", "ods_code", "sent_at", "arrived_at"})
    await heartbeats.save(tx, row)


async def record_acknowledgement(tx: Transaction, said: AlertAcknowledged) -> None:
    """The organisation's first acknowledgement counts, in whatever order they are heard."""
    mine = acknowledging.Acknowledgement(said.acknowledged_at, said.person_id, said.role.value)
    given, taken_back = await histories.acknowledged(tx, **_key(said))
    if taken_back:
        counts = acknowledging.counting(given, taken_back)
        await facts.save_standings(tx, [_key(said) | _acknowledged(counts)])
    else:
        await facts.save_acknowledgement(tx, _key(said) | _acknowledged(mine))
    await facts.raise_revision(tx, said.reference)


async def record_withdrawal(tx: Transaction, said: AcknowledgementWithdrawn) -> None:
    """The organisation's acknowledgement is the earliest of those that are left, if any is."""
    counts = acknowledging.counting(*await histories.acknowledged(tx, **_key(said)))
    await _save(tx, said, **_acknowledged(counts))


def _acknowledged(counts: acknowledging.Acknowledgement | None) -> dict[str, Any]:
    return {
        "acknowledged_at": counts.at if counts else None,
        "acknowledged_by": counts.by if counts else None,
        "acknowledged_by_role": counts.role if counts else None,
    }


async def record_progress(tx: Transaction, progressed: OrganisationProgressed) -> None:
    """How far one organisation is."""
    await _save(
        tx,
        progressed,
        progress=progressed.progress.value,
        done=progressed.done,
        not_applicable=progressed.not_applicable,
        outstanding=progressed.outstanding,
        blocked=progressed.blocked,
        response=progressed.status.value if progressed.status else None,
        first_action_at=progressed.first_action_at,
        completed_at=progressed.completed_at,
    )


async def record_question(tx: Transaction, asked: QuestionAsked) -> None:
    """One more question of the organisation."""
    await _count_question(tx, asked, asked.question_id, "asked", asked.asked_at)


async def record_answer(tx: Transaction, answered: QuestionAnswered) -> None:
    """One question fewer that waits."""
    await _count_question(tx, answered, answered.question_id, "answered", answered.answered_at)


async def record_disownment(tx: Transaction, disowned: RecipientDisowned) -> None:
    """Shown beside the person, so that nobody rings them in vain."""
    row = {"person_id": disowned.person_id, "reason": disowned.reason, "disowned_at": disowned.disowned_at}
    if await facts.is_new_disownment(tx, _key(disowned) | row):
        await facts.add_one(tx, _key(disowned), "disowned")
        await facts.raise_revision(tx, disowned.reference)


async def _count_question(tx: Transaction, said: Told, question_id: UUID, what: str, at: datetime) -> None:
    if await facts.is_new_question(tx, question_id, f"{what}_at", at):
        await facts.add_one(tx, _key(said), what)
        await facts.raise_revision(tx, said.reference)


async def _save(tx: Transaction, said: Told, **columns: Any) -> None:
    await facts.save_standings(tx, [_key(said) | columns])
    await facts.raise_revision(tx, said.reference)


def _key(said: Told) -> dict[str, Any]:
    return {"reference": said.reference, "version": said.version, "ods_code": said.ods_code}
