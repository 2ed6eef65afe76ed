"""One function for each thing that can happen here."""

from contracts.deadlines import uk_day
from contracts.events.actions import ActionRecorded, OrganisationProgressed
from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceFrozen
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import AlertAcknowledged
from contracts.links import LinkClaims
from contracts.topics import ACTIONS
from services.actions import storage
from services.actions.domain.answers import Answer, Typed, read_answer
from services.actions.domain.progress import OrganisationProgress, advanced
from services.actions.domain.recording import Attempt, Outcome, Record, weigh
from services.actions.domain.standing import Standing
from services.kit import outbox
from services.kit.database import Transaction


async def keep_alert(tx: Transaction, alert: AlertIssued) -> None:
    """A new version may have other actions, so whoever had begun is counted again."""
    if await storage.save_alert(tx, alert):
        for ods_code in await storage.organisations_on_record(tx, alert.reference):
            await storage.hold(tx, alert.reference, ods_code)
            await count_again(tx, alert.reference, ods_code)


async def keep_organisation(tx: Transaction, organisation: OrganisationRecorded) -> None:
    """Its name, for the page."""
    await storage.save_organisation(tx, organisation)


async def keep_person(tx: Transaction, person: PersonRecorded) -> None:
    """Who may answer, and under which name."""
    await storage.save_person(tx, person)


async def keep_audience(tx: Transaction, audience: AudienceFrozen) -> None:
    """Which organisations have to act."""
    await storage.save_audience(tx, audience)


async def keep_acknowledgement(tx: Transaction, given: AlertAcknowledged) -> None:
    """For the strip of steps."""
    await storage.save_acknowledgement(tx, given)


async def record_action(
    tx: Transaction, link: LinkClaims, number: int, typed: Typed, *, revision: int, nonce: str
) -> Attempt:
    """Record what an organisation says about one action, unless somebody was faster."""
    answer = read_answer(typed, uk_day(tx.now))
    if not isinstance(answer, Answer):
        return Attempt(Outcome.INVALID, answer)
    await storage.hold(tx, link.reference, link.ods_code)
    standing = await storage.standing(tx, link.reference, link.ods_code)
    records = standing.records_of(number)
    outcome = weigh(answer, records, revision=revision, nonce=nonce)
    if outcome is Outcome.RECORDED:
        record = Record(
            number=number,
            revision=revision + 1,
            version=standing.alert.version,
            answer=answer,
            recorded_by=link.person_id,
            recorded_by_name=None,
            recorded_at=tx.now,
            nonce=nonce,
        )
        await _keep_record(tx, link, record)
    return Attempt(outcome)


async def _keep_record(tx: Transaction, link: LinkClaims, record: Record) -> None:
    await storage.add_record(tx, link.reference, link.ods_code, record)
    said = ActionRecorded(
        reference=link.reference,
        version=record.version,
        ods_code=link.ods_code,
        number=record.number,
        state=record.answer.state,
        reason=record.answer.reason,
        done_by=record.answer.done_by,
        done_on=record.answer.done_on,
        note=record.answer.note,
        recorded_by=record.recorded_by,
        recorded_at=record.recorded_at,
    )
    await outbox.say(tx, ACTIONS, said)
    await count_again(tx, link.reference, link.ods_code)


async def count_again(tx: Transaction, reference: str, ods_code: str) -> None:
    """Say how far the organisation is when that is no longer what was said last."""
    standing = await storage.standing(tx, reference, ods_code)
    before = await storage.progress_of(tx, reference, ods_code)
    now_at = advanced(before, standing.alert.version, standing.tally, tx.now)
    if now_at != before:
        await storage.save_progress(tx, reference, ods_code, now_at)
        await outbox.say(tx, ACTIONS, _progressed(tx, reference, standing, now_at))


def _progressed(
    tx: Transaction, reference: str, standing: Standing, now_at: OrganisationProgress
) -> OrganisationProgressed:
    return OrganisationProgressed(
        reference=reference,
        version=now_at.version,
        ods_code=standing.ods_code,
        progress=now_at.tally.progress,
        done=now_at.tally.done,
        not_applicable=now_at.tally.not_applicable,
        outstanding=now_at.tally.outstanding,
        first_action_at=now_at.first_action_at,
        completed_at=now_at.completed_at,
        changed_at=tx.now,
    )
